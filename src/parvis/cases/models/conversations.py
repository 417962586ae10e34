"""What was said at a desk or on the telephone without becoming a request."""

from django.db import models
from django.db.models import Q

from parvis.accounts.models import Person
from parvis.cases.models.requests import Channel
from parvis.catalogue.models import Installation
from parvis.directory.models import Unit


class Conversation(models.Model):
    """A call or a visit. Without a person it holds no words: what is counted, and nothing else.

    `unit` noted it; `follow_up_unit` was asked to see to it, until `followed_up_at`. After its
    keeping time (`actions.conversations.KEPT`) person and words go, the figures stay.
    """

    at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="conversations")
    noted_by = models.CharField(max_length=200, help_text="the agent")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="conversations")
    installation = models.ForeignKey(Installation, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=120, blank=True)
    said = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    follow_up_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    followed_up_at = models.DateTimeField(null=True)
    followed_up_by = models.CharField(max_length=200, blank=True)
    outcome = models.TextField(blank=True, help_text="what was done about it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conversation_of_nobody_is_mute",
                condition=Q(person__isnull=False)
                | Q(said="", answer="", outcome="", follow_up_unit__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="conversation_person"),
            models.Index(fields=["unit", "at"], name="conversation_unit"),
            models.Index(
                fields=["follow_up_unit", "at"],
                name="conversation_awaited",
                condition=Q(follow_up_unit__isnull=False, followed_up_at__isnull=True),
            ),
            models.Index(
                fields=["at"], name="conversation_kept", condition=Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.subject}"
