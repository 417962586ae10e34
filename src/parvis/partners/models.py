"""Keys of partners' programs, what was answered to them, and what is told to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.cases.models import Case
from parvis.directory.models import Unit


class Scope(models.TextChoices):
    READ = "read", _("read the requests that the unit may see")
    ACT = "act", _("act on them")
    FILE = "file", _("file requests for people")
    RIGHTS = "rights", _("ask for rights more often than without a key")


class Key(models.Model):
    """A program of a partner acts for one unit. The token itself is kept nowhere."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="partner_keys")
    name = models.CharField(max_length=80, help_text="of the program, as the journal shows it")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256")
    hint = models.CharField(max_length=12, help_text="first characters, to tell keys apart")
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope))
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_on = models.DateField(help_text="last day on which it opens")
    revoked_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0, help_text="of the last request, since 1970")
    requests = models.IntegerField(default=0, help_text="in that minute")

    class Meta:
        indexes = [models.Index(fields=["unit"], name="key_live", condition=Q(revoked_at=None))]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What was answered to a request that changed something, to say the same again."""

    key = models.ForeignKey(Key, models.CASCADE, related_name="answers")
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="answer_once")
        ]
        indexes = [models.Index(fields=["made_at"], name="answer_age")]

    def __str__(self) -> str:
        return self.idempotency_key


class Event(models.Model):
    """Something a unit's programs may know. Its id is the cursor: it grows with what is seen."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    source = models.BigIntegerField(help_text="key of the case's own event")
    type = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField(help_text="ids and types; no personal data")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "source"], name="event_once")]
        indexes = [
            models.Index(fields=["unit", "id"], name="event_cursor"),
            models.Index(fields=["at"], name="event_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class Subscription(models.Model):
    """An address to which a unit's events are sent. Its secret is computed (`rules.secret_of`)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="webhooks")
    url = models.URLField(max_length=500)
    types = ArrayField(models.CharField(max_length=40), help_text="types of events; empty: all")
    nonce = models.CharField(max_length=32)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(
        null=True, help_text="it did not answer: nothing is sent there before"
    )
    silences = models.SmallIntegerField(
        db_default=0, default=0, help_text="one after the other, without an answer"
    )

    class Meta:
        indexes = [models.Index(fields=["unit"], name="webhook_live", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event on its way to one address. `case` repeats the event's: order is kept per case."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    attempts = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, help_text="not before; while sent, end of the lease")
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="webhook_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["subscription", "case", "event"],
                name="webhook_waiting",
                condition=Q(delivered_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.subscription}"
