"""The ballot box: who has voted, and apart from it what the ballots say (decision 0411).

No row of the one leads to a row of the other, but through a key that is destroyed at closing.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.participation.models.consultation import Participant
from parvis.participation.models.election import Election


class Channel(models.TextChoices):
    WEB = "internet", _("on line")
    DESK = "desk", _("at a desk, helped by an agent")
    KIOSK = "kiosk", _("on a voting screen")
    PAPER = "paper", _("on paper")


class RollEntry(models.Model):
    """Somebody has voted. `times`: how often they cast a ballot; the last one counts. The
    participant goes when the account is erased; that somebody voted stays."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="roll")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    voted_on = models.DateField(help_text="a day only: an hour would tell which ballot is whose")
    times = models.PositiveSmallIntegerField(default=1)
    is_final = models.BooleanField(default=False, help_text="on paper, or withdrawn since")
    is_aside = models.BooleanField(
        default=False, db_default=False, help_text="the same human being has another ballot"
    )
    told = models.PositiveSmallIntegerField(default=0, help_text="of these times, mailed so far")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "participant"], name="roll_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="roll_to_tell", condition=Q(told__lt=models.F("times"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election_id}: {self.voted_on}"


class Ballot(models.Model):
    """What one voter chose. `mark` is unique: a keyed hash of the voter while the vote is open, or
    of the paper's serial; random once it is closed. No date, no order: the key is random."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="ballots")
    mark = models.CharField(max_length=64)
    choice = models.TextField(blank=True, help_text="`counting.ballot.choice_text`")
    salt = models.CharField(max_length=64, help_text="of the commitment that the receipt shows")
    channel = models.CharField(max_length=8, choices=Channel)
    area = models.CharField(max_length=80, blank=True)
    age = models.CharField(max_length=8, blank=True, help_text="a band, 25-34")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="+", help_text="open votes only"
    )
    is_aside = models.BooleanField(
        default=False, db_default=False, help_text="goes at closing, uncounted"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "mark"], name="ballot_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class VoterCode(models.Model):
    """Handed at a desk to somebody who was identified; opens one ballot at a voting screen."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="codes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.election_id}: {self.given_at:%Y-%m-%d %H:%M}"


class VotingScreen(models.Model):
    """A screen in a public place that takes codes and nothing else. Its address is the secret."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="screens")
    label = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label
