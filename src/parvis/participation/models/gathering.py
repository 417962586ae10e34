"""Ideas brought together or cut apart, with their authors' consent, and undone as well.

Nothing moves: an idea counts the supporters of those that are carried to it, each person once.
Undone, its carries count no more, and everything is as it was.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.directory.models import Unit
from parvis.participation.models.consultation import Consultation, Participant
from parvis.participation.models.ideas import Idea


class Gathering(models.Model):
    """A proposal to merge, split or group ideas. Done once all authors agreed; kept for ever."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("merge")
        SPLIT = "split", _("split")
        GROUP = "group", _("group")

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for the authors")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined by an author")
        UNDONE = "undone", _("undone")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="gatherings")
    kind = models.CharField(max_length=5, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    title = models.CharField(max_length=120, blank=True, help_text="of a group")
    why = models.TextField()
    by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["consultation", "state", "-asked_at"], name="gathering_recent")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"


class Carry(models.Model):
    """In a gathering, `source` counts for `target`; of a group, `target` is empty."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="carries")
    source = models.ForeignKey(Idea, models.CASCADE, related_name="carried_by")
    target = models.ForeignKey(Idea, models.CASCADE, null=True, related_name="carries")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "source", "target"], name="carry_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="carry_elsewhere", condition=~Q(source=models.F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Consent(models.Model):
    """What an author answers to a gathering; empty until they do."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="consents")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="consents")
    agrees = models.BooleanField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "participant"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.agrees}"
