"""What is counted of who agreed, and the campaigns. `takeup.actions` and `takeup.sending` write."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.directory.models import Institution, Unit

SITUATION = "eligibility.KeptSituation"


class ReceivedBenefit(models.Model):
    """What somebody says of a benefit: that they receive it, that they do not, that they do not
    know. No row: nobody asked."""

    class Answer(models.TextChoices):
        YES = "yes", _("I receive it")
        NO = "no", _("I do not receive it")
        UNKNOWN = "unknown", _("I do not know")

    situation = models.ForeignKey(SITUATION, models.CASCADE, related_name="received")
    benefit = models.CharField(max_length=80)
    answer = models.CharField(max_length=7, choices=Answer)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["situation", "benefit"], name="received_benefit_once")
        ]

    def __str__(self) -> str:
        return f"{self.benefit}: {self.answer}"


class Standing(models.Model):
    """Where a counted household stands with a benefit, as the last night found it, and why. One
    that has no right to it, as far as is known, has no row.

    `commune`, `age`, `family`: by what it is counted (`rules`)."""

    class State(models.TextChoices):
        RECEIVES = "receives", _("receives it")
        MISSING = "missing", _("seems entitled, and does not receive it")
        UNCLEAR = "unclear", _("cannot tell")

    situation = models.ForeignKey(SITUATION, models.CASCADE, related_name="standings")
    benefit = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State)
    why = models.TextField(help_text="in the language of the person")
    law = models.CharField(max_length=80, blank=True, help_text="what answered")
    commune = models.CharField(max_length=5, blank=True, help_text="INSEE")
    age = models.CharField(max_length=8, blank=True)
    family = models.CharField(max_length=8, blank=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["situation", "benefit"], name="standing_once")
        ]
        indexes = [
            models.Index(fields=["benefit", "commune", "state"], name="standing_of_benefit"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.state}"


class CountingRun(models.Model):
    """A night's count. Without an end it was cut, and the next one goes on where it stopped.
    `judged`: households whose rights were computed again; `looked`: all those it went through."""

    on = models.DateField(unique=True)
    law = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    judged = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.on}"


class Campaign(models.Model):
    """An institution writes to people who seem entitled to a benefit and do not receive it. Some,
    drawn by lot, are contacted at its end only: what they did meanwhile tells whether it worked.

    `seed` is drawn once, before anybody is chosen; `outcome`: what was found at `ends_at`, by
    group (`outcomes.Group`), never changed afterwards."""

    class Channel(models.TextChoices):
        LETTER = "letter", _("letter")
        SMS = "sms", _("text message")
        VISIT = "visit", _("visit at home")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=80)
    communes = ArrayField(models.CharField(max_length=5), default=list)
    ages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    families = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    channel = models.CharField(max_length=6, choices=Channel)
    held_percent = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField(default=13)
    seed = models.CharField(max_length=32)
    prepared_at = models.DateTimeField()
    by = models.CharField(max_length=200, help_text="name, as it was then")
    by_key = models.CharField(max_length=64)
    launched_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True)
    measured_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="campaign_held_at_most_half", condition=Q(held_percent__lte=50)
            ),
            models.CheckConstraint(
                name="campaign_ends_once_launched",
                condition=Q(launched_at=None, ends_at=None)
                | Q(launched_at__isnull=False, ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="campaign_measured_with_outcome",
                condition=Q(measured_at=None, outcome=None)
                | Q(measured_at__isnull=False, outcome__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "-id"], name="campaign_of_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.channel}"


class Recipient(models.Model):
    """Somebody of a campaign's public. `number`: their rank before the draw, from 1.

    `situation` goes when they erase it or no longer agree to be counted: the group keeps its size,
    and nothing more is known of them. `code`: what their message bears, to stop in one press."""

    class Group(models.TextChoices):
        CONTACTED = "now", _("contacted")
        HELD = "later", _("contacted at the end")

    class Visit(models.TextChoices):
        """What the last visit came to; "" until there is one. Only ABSENT is to be done again."""

        SEEN = "seen", _("met in person")
        ABSENT = "absent", _("absent")
        REFUSED = "refused", _("did not wish to talk about it")
        SETTLED = "settled", _("no longer entitled, or receives it already")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="recipients")
    situation = models.ForeignKey(SITUATION, models.SET_NULL, null=True, related_name="campaigns")
    number = models.PositiveIntegerField()
    commune = models.CharField(max_length=5, blank=True, help_text="stratum of the draw")
    group = models.CharField(max_length=5, choices=Group)
    code = models.CharField(max_length=16, unique=True)
    told_at = models.DateTimeField(null=True)
    filed = models.BooleanField(default=False, help_text="sent a request by `ends_at`")
    said = models.BooleanField(default=False, help_text="said by then that they receive it")
    visit = models.CharField(max_length=7, choices=Visit, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="recipient_number"),
            models.UniqueConstraint(fields=["campaign", "situation"], name="recipient_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.number}"


class VisitRound(models.Model):
    """To whom the visits of a commune are entrusted. No row: to the unit that runs the campaign.

    `account`: one agent of the unit; None: all of them."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rounds")
    commune = models.CharField(max_length=5, help_text="INSEE")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    entrusted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "commune"], name="visit_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.commune}"


class VisitNote(models.Model):
    """One visit to somebody: what it came to, and what the agent wrote of it. `number`: from 1.

    It goes with the situation, and when its person no longer agrees to be contacted."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="visits")
    situation = models.ForeignKey(SITUATION, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=7, choices=Recipient.Visit)
    note = models.CharField(max_length=300, blank=True, help_text="its person reads it")
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=200, help_text="name, as it was then")
    by_key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "number"], name="visit_note_number")
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.result}"
