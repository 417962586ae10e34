"""People outside, asked to do one item by a link: no account is needed."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.accounts.models import Person
from parvis.cases.models.work import WorkItem


class Guest(models.Model):
    """Somebody asked to do one item. Of what opens it (links, browsers, the code) only keyed hashes
    are kept. `browsers`: those that confirmed; the first by the link, others by a code too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.OneToOneField(WorkItem, models.CASCADE, related_name="guest")
    name = models.CharField(max_length=120)
    quality = models.CharField(max_length=120, blank=True, help_text="in what quality")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True, default="", db_default="")
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        related_name="signed",
        help_text="who signed, when they were signed in: no other way tells",
    )
    language = models.CharField(max_length=2, default="fr")
    links = ArrayField(models.CharField(max_length=64), default=list)
    browsers = ArrayField(models.CharField(max_length=64), default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    code_hmac = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    code_attempts = models.SmallIntegerField(default=0)
    codes_sent = models.JSONField(default=list, help_text="when, within a day")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return f"{self.name}, {self.quality}" if self.quality else self.name
