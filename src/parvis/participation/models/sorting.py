"""How organisers sort ideas, and how what people write is moderated, in the open."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.directory.models import Unit
from parvis.participation.models.commitments import Remark
from parvis.participation.models.consultation import Consultation
from parvis.participation.models.ideas import Argument, Idea


class Criterion(models.Model):
    """Stated beforehand, read by everybody: an idea is declined by criteria only."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=300, blank=True)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "name"], name="criterion_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Assessment(models.Model):
    """What a unit found of an idea by one criterion."""

    class Value(models.TextChoices):
        YES = "yes", pgettext_lazy("criterion", "met")
        PARTLY = "partly", _("partly met")
        NO = "no", pgettext_lazy("criterion", "not met")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="assessments")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="assessments")
    value = models.CharField(max_length=6, choices=Value)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "criterion"], name="assessed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.idea} · {self.criterion}: {self.value}"


class Moderation(models.Model):
    """One decision on something written, with the rule of the charter it rests on. Published,
    without the text and without names."""

    class Decision(models.TextChoices):
        HELD = "held", _("held by the machine until somebody reads it")
        SHOWN = "shown", _("published after reading")
        HIDDEN = "hidden", _("hidden")
        APPEALED = "appealed", _("its author asks for a new reading")
        UPHELD = "upheld", _("hidden again, after a new reading")
        RESTORED = "restored", _("published again, after a new reading")

    class Rule(models.TextChoices):
        NONE = "", "–"
        INSULT = "insult", _("insult or hatred")
        PERSONAL = "personal", _("personal data of somebody")
        ADVERT = "advert", _("advertising")
        ELSEWHERE = "elsewhere", _("about something else")
        UNLAWFUL = "unlawful", _("against the law")
        REPEATED = "repeated", _("the same thing many times")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="moderations")
    idea = models.ForeignKey(Idea, models.CASCADE, null=True, related_name="moderations")
    argument = models.ForeignKey(Argument, models.CASCADE, null=True, related_name="moderations")
    remark = models.ForeignKey(Remark, models.CASCADE, null=True, related_name="moderations")
    decision = models.CharField(max_length=8, choices=Decision)
    rule = models.CharField(max_length=9, choices=Rule, blank=True)
    note = models.TextField(blank=True, help_text="to its author")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    agent_key = models.CharField(max_length=36, blank=True, help_text="never shown")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["consultation", "-at", "-id"], name="moderation_recent")]
        constraints = [
            models.CheckConstraint(
                name="moderation_of_one",
                condition=Q(idea__isnull=False, argument__isnull=True, remark__isnull=True)
                | Q(idea__isnull=True, argument__isnull=False, remark__isnull=True)
                | Q(idea__isnull=True, argument__isnull=True, remark__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.rule}"
