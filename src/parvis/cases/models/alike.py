"""Requests that seem to repeat each other."""

from django.db import models

from parvis.cases.models.requests import Case
from parvis.catalogue.models import Installation


class Likeness(models.Model):
    """`case` seems to repeat `other`, sent before it: found once, shown on both, then settled."""

    class Why(models.TextChoices):
        PERSON = "person"
        SUBJECT = "subject"

    class Settled(models.TextChoices):
        DUPLICATE = "duplicate"
        DISTINCT = "distinct"

    case = models.ForeignKey(Case, models.CASCADE, related_name="looks_like", db_index=False)
    other = models.ForeignKey(Case, models.CASCADE, related_name="looked_like_by")
    why = models.CharField(max_length=8, choices=Why)
    found_at = models.DateTimeField()
    settled = models.CharField(max_length=10, choices=Settled, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="likeness_once"),
            models.CheckConstraint(
                name="likeness_in_order", condition=models.Q(case__gt=models.F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} ~ {self.other}"


class Subject(models.Model):
    """What a case is about, where its service says which answers tell it: their digest."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="subject", primary_key=True)
    installation = models.ForeignKey(Installation, models.CASCADE, db_index=False)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["installation", "digest"], name="subject_digest")]

    def __str__(self) -> str:
        return f"{self.case} {self.digest[:8]}"
