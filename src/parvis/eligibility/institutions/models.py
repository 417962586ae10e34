"""What was asked of an institution, and what it told. `institutions.actions` writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskedFact(models.Model):
    """A fact that somebody asked an institution for; it goes with their situation, or when they
    erase it. `next_at`: when it is asked (again), while it waits."""

    class State(models.TextChoices):
        WAITING = "waiting", _("asked, no answer yet")
        CAME = "came", _("answered")
        UNKNOWN = "unknown", _("they do not know you")
        REFUSED = "refused", _("they refused to answer")
        AWAY = "away", _("they did not answer")

    situation = models.ForeignKey("eligibility.KeptSituation", models.CASCADE, related_name="asked")
    path = models.CharField(max_length=40)
    agreement = models.CharField(max_length=200, help_text="as it was read by who asked")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    value = models.BigIntegerField(null=True, help_text="in the unit of the fact")
    provider = models.CharField(max_length=20, blank=True)
    month = models.DateField(null=True, help_text="first day of the month it holds for")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["situation", "path"], name="asked_fact_once")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.state}"
