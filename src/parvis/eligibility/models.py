"""What is kept, and only with consent. Rows are written by `actions` only."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.eligibility.institutions.models import AskedFact
from parvis.eligibility.reforms.models import AdoptedTariff, Scenario
from parvis.eligibility.reforms.national_law.models import NationalTrial
from parvis.eligibility.takeup.models import (
    Campaign,
    CountingRun,
    ReceivedBenefit,
    Recipient,
    Standing,
    VisitNote,
    VisitRound,
)

__all__ = [
    "AdoptedTariff",
    "AskedFact",
    "Campaign",
    "CountingRun",
    "KeptSituation",
    "NationalTrial",
    "OpenRight",
    "ReceivedBenefit",
    "Recipient",
    "Scenario",
    "SharedInterview",
    "Standing",
    "VisitNote",
    "VisitRound",
]


class KeptSituation(models.Model):
    """What somebody agreed to keep of their household: an interview, as `interview.to_json`.

    `tells`: they also agreed to be told when a right opens, and from which certainty on. `checked`:
    what the last night's run looked at (see `watching`); the next one skips what did not change.
    `counted_since`, `contacted_since`: when they agreed to be counted, and to be written to, which
    goes with being counted; `counted_mark` and `counted_on` are to the count what `checked` is to
    the watch."""

    class Certainty(models.TextChoices):
        SURE = "sure", _("only when it is sure")
        LIKELY = "likely", _("also when it is likely and remains to be verified")

    person = models.OneToOneField(Person, models.CASCADE, related_name="kept_situation")
    interview = models.JSONField(encoder=DjangoJSONEncoder)
    kept_at = models.DateTimeField(help_text="the day consent was given")
    changed_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when the person last opened or changed it")
    tells = models.BooleanField(default=False)
    certainty = models.CharField(max_length=8, choices=Certainty, default=Certainty.LIKELY)
    tells_since = models.DateTimeField(null=True)
    checked = models.CharField(max_length=64, blank=True)
    checked_on = models.DateField(null=True)
    counted_since = models.DateTimeField(null=True)
    contacted_since = models.DateTimeField(null=True)
    may_phone = models.BooleanField(
        default=False, db_default=False, help_text="before a visit of a campaign"
    )
    counted_mark = models.CharField(max_length=64, blank=True, default="")
    counted_on = models.DateField(null=True)
    counted_in = models.CharField(max_length=5, blank=True, default="", help_text="INSEE")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="kept_situation_contact_is_counted",
                condition=Q(contacted_since=None) | Q(counted_since__isnull=False),
            ),
            models.CheckConstraint(
                name="kept_situation_phone_is_contact",
                condition=Q(may_phone=False) | Q(contacted_since__isnull=False),
            ),
            models.CheckConstraint(
                name="kept_situation_telling_has_date",
                condition=Q(tells=False, tells_since=None)
                | Q(tells=True, tells_since__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["checked_on", "id"], condition=Q(tells=True), name="kept_situation_watched"
            ),
            models.Index(
                fields=["id"],
                condition=Q(counted_since__isnull=False),
                name="kept_situation_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"situation {self.pk}"


class OpenRight(models.Model):
    """A right that somebody who is watched over has, as far as is known; told once per opening.

    `opening` counts: a right that closes and opens again is told again."""

    situation = models.ForeignKey(KeptSituation, models.CASCADE, related_name="rights")
    benefit = models.CharField(max_length=80)
    whom = models.CharField(max_length=10, blank=True)
    is_open = models.BooleanField(default=True)
    opening = models.PositiveIntegerField(default=1)
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["situation", "benefit", "whom"], name="open_right_once")
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.whom}".strip()


class SharedInterview(models.Model):
    """An interview somebody asked a link for. Sealed with the code of the link, which is kept
    nowhere: without the link nobody can read it, not even who runs the site."""

    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d}"
