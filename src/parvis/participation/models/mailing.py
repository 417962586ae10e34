"""Letters of a consultation, printed by a mailing house: one file for each batch.

Addresses and codes are kept until the file is drawn, and the file until somebody erases it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.participation.models.consultation import Consultation
from parvis.participation.models.panel import Panel, Volunteer


class Mailing(models.Model):
    """The same letter to many people."""

    class Kind(models.TextChoices):
        INVITE = "invite", _("Invitations, each with a code")
        DRAWN = "drawn", _("Letters to those who were drawn")
        NOT_DRAWN = "not_drawn", _("Letters to those who were not drawn")

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready to print")
        ERASED = "erased", _("file erased")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="mailings")
    panel = models.ForeignKey(Panel, models.CASCADE, null=True, related_name="mailings")
    kind = models.CharField(max_length=9, choices=Kind)
    label = models.CharField(max_length=80)
    subject = models.CharField(max_length=150)
    text = models.TextField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    count = models.PositiveIntegerField(help_text="letters")
    pages = models.PositiveIntegerField(default=0)
    storage_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mailing_ready_has_a_file",
                condition=~models.Q(state="ready") | ~models.Q(storage_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Letter(models.Model):
    """One of them. `lines` and `code` are emptied once the file is drawn."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=9, choices=Mailing.Kind, help_text="that of its mailing")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, null=True, related_name="letters")
    lines = models.JSONField(default=list, help_text="postal lines, name first")
    code = models.CharField(max_length=20, blank=True, help_text="as it is printed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "kind"],
                name="letter_once",
                condition=models.Q(volunteer__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
