"""Ballots on paper: printed with a serial, put in an urn, read twice by two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.participation.models.consultation import Participant
from parvis.participation.models.election import Election


class PaperBatch(models.Model):
    """Ballots printed together for one place, and counted together: `found` is how many papers came
    out of its urn."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="batches")
    place = models.CharField(max_length=120)
    printed = models.PositiveSmallIntegerField()
    printed_at = models.DateTimeField()
    found = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.place


class PaperBallot(models.Model):
    """One sheet. Nothing says to whom it was handed. It counts when two different agents have read
    the same on it."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="papers")
    serial = models.CharField(max_length=12, unique=True)
    first = models.TextField(null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    second = models.TextField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_read_by_two",
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class Envelope(models.Model):
    """A ballot on paper given where nobody could look whether the voter had voted: closed, with a
    number outside. Once the network is back it is opened into the urn, or destroyed closed."""

    class State(models.TextChoices):
        COUNTS = "counts", _("open it and put the ballot in the urn")
        REFUSED = "refused", _("destroy it closed: this person has voted already")

    election = models.ForeignKey(Election, models.PROTECT, related_name="envelopes")
    number = models.CharField(max_length=20)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="envelope_once"),
        ]

    def __str__(self) -> str:
        return self.number
