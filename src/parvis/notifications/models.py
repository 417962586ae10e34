"""What is said to whom, by which channel, and whether it left.

One row per (key, channel): a second telling of the same event finds the row and stops.
"""

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person


class Notifications(models.QuerySet["Notification"]):
    def standing(self, status: str) -> "Notifications":
        """Those of that status, written in the statement's text: prepared, PostgreSQL would not
        know that an index of that status alone serves, and would read millions of rows in order
        to find the first that waits (decision 255)."""
        literal = f"notifications_notification.status = '{Notification.Status(status).value}'"
        return self.filter(RawSQL(literal, (), models.BooleanField()))  # noqa: S611  a constant


class Notification(models.Model):
    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        SMS = "sms", _("text message")
        IN_APP = "in_app", _("in my space")
        LETTER = "letter", _("letter")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting to leave")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired before it left")

    key = models.CharField(max_length=200, help_text="names the event and the recipient")
    channel = models.CharField(max_length=6, choices=Channel)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="notifications")
    unit_key = models.CharField(
        max_length=20, blank=True, help_text="unit told, or that prints a letter"
    )
    address = models.CharField(max_length=300, blank=True, help_text="e-mail, E.164 or postal")
    language = models.CharField(max_length=2, default="fr")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(help_text="prose (core.documents.prose)")
    link = models.CharField(max_length=300, blank=True, help_text="path of the page it speaks of")
    link_label = models.CharField(max_length=80, blank=True, help_text="empty: about a request")
    unsubscribe = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="path at which one POST stops such messages",
    )
    code = models.CharField(max_length=20, blank=True, help_text="read where the text has the mark")
    secret_until = models.DateTimeField(
        null=True, help_text="code and link open something until then; erased once sent, or then"
    )
    attachments = models.JSONField(default=list, blank=True, help_text="[{name, storage, type}]")
    about_type = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    attempts = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(
        null=True, help_text="not before; while it is being sent, the end of the sender's lease"
    )
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = Notifications.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "channel"], name="notification_once"),
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                name="notification_in_app",
                condition=models.Q(channel="in_app"),
            ),
            models.Index(
                fields=["person"],
                name="notification_unread",
                condition=models.Q(channel="in_app", read_at__isnull=True),
            ),
            models.Index(fields=["about_key", "about_type"], name="notification_about"),
            models.Index(
                fields=["id"], name="notification_waiting", condition=models.Q(status="waiting")
            ),
            models.Index(
                fields=["id"],
                name="notification_urgent",
                condition=models.Q(status="waiting", secret_until__isnull=False),
            ),
            models.Index(
                fields=["id"], name="notification_expired", condition=models.Q(status="expired")
            ),
            models.Index(
                fields=["id"], name="notification_failed", condition=models.Q(status="failed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class Preference(models.Model):
    """How a person wants to be told. Without a row: e-mail when known, else text message."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="preference")
    mail = models.BooleanField(default=True)
    sms = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"preferences of {self.person}"


class DemoCopy(models.Model):
    """What left a demonstration site: the very bytes of a mail, a text message or a letter."""

    channel = models.CharField(max_length=6, choices=Notification.Channel)
    address = models.CharField(max_length=300)
    subject = models.CharField(max_length=200, blank=True)
    raw = models.BinaryField()
    outcome = models.CharField(max_length=200, blank=True, help_text="empty: it left")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.channel} → {self.address}"

    @property
    def first_line(self) -> str:
        """Of an address: the e-mail, or the name on a letter."""
        return self.address.split("\n")[0]
