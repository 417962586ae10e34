"""What leaves a consultation: editions of its open data, sites that show it in a frame."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.participation.models.consultation import Consultation


class DatasetEdition(models.Model):
    """The last state seen of a file of open data, and when it was first seen so."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="editions")
    name = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "name"], name="edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.changed_at:%Y-%m-%d})"


class Embedding(models.Model):
    """Sites that may show this consultation in a frame, when organisers chose some. Without a row,
    every site may (decision 0446)."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="embedding")
    origins = ArrayField(models.CharField(max_length=120), help_text="https://example.org")

    def __str__(self) -> str:
        return ", ".join(self.origins)
