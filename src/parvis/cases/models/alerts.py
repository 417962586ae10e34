"""How agents are told by mail of what waits for them, and what they were told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertPreference(models.Model):
    """Of one agent. Without a row, or with no rhythm: no mail. `last_on`: the day of the last look.
    What came after `turn_from` and `event_from` is looked at: where the look before the last one
    stopped, for a transaction that was then open may have drawn its keys already."""

    class Rhythm(models.TextChoices):
        EACH = "each", _("As it comes")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")
        NONE = "none", _("Never")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="alerts"
    )
    rhythm = models.CharField(max_length=6, choices=Rhythm)
    hour = models.PositiveSmallIntegerField(default=8, help_text="local hour of working days")
    last_on = models.DateField()
    turn_from = models.BigIntegerField()
    turn_until = models.BigIntegerField()
    event_from = models.BigIntegerField()
    event_until = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.account}: {self.rhythm}"


class AlertTold(models.Model):
    """One thing told to one agent. `key`: of the turn, or of the event; `due_on`: of a date."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8)
    key = models.BigIntegerField()
    due_on = models.DateField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "key", "due_on"],
                name="alert_told_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.kind} {self.key}"
