"""What happened, what was said, what was given and what was issued."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.cases.models.requests import Case
from parvis.directory.models import Unit


class CaseEvent(models.Model):
    """What happened, append-only (trigger): feeds the timeline, notifications and statistics.

    `kind`: submitted, moved, item_opened, item_done, item_expired, message, note, document,
    item_overdue, item_amended, item_sent_back, item_passed_on, item_insisted,
    arrival_corrected, deadline_suspended, deadline_resumed, deadline_expired, assigned, reminded,
    escalated, duplicate, lookup, payment… `subject`: id of the transition, item, deadline it
    speaks of.
    `audience`: "all" (the applicant too), "agents" (units that see all), "part:<unit id>".
    `unit`: of the item, else the one the actor acted for. `data` holds no personal data but what
    the actor typed (`inputs`): the answers stay on the case, where they can be erased.
    """

    # As for items: see `work`.
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="events", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=60, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_label = models.CharField(max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    audience = models.CharField(max_length=24, default="all")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="event_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.subject}"


class Note(models.Model):
    """A message between the applicant and the administration, or an internal note.

    `audience`: "all", or "agents" (units that see all), or "part:<unit id>" for one branch.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    author_kind = models.CharField(max_length=12)
    author_label = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    audience = models.CharField(max_length=24, default="all")

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="note_case")]

    def __str__(self) -> str:
        return f"{self.author_label}: {self.text[:40]}"


class Attachment(models.Model):
    """A file given with an answer, a message or a transition. Bytes lie in the default storage."""

    class Scan(models.TextChoices):
        NOT_CONFIGURED = "none", _("no scanner configured")
        WAITING = "waiting", _("being checked")
        CLEAN = "clean", _("checked")
        INFECTED = "infected", _("refused: dangerous content")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft_key = models.UUIDField(db_index=True, help_text="draft or case it belongs to")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="attachments")
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="attachments")
    field = models.CharField(max_length=82, blank=True, help_text="field id, or group.index.field")
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=200)
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.NOT_CONFIGURED)
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class IssuedDocument(models.Model):
    """A letter or receipt made by the process: bytes frozen in storage, with their hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    event = models.ForeignKey(
        CaseEvent, models.CASCADE, related_name="documents", help_text="what it tells or decides"
    )
    kind = models.CharField(max_length=40, help_text="receipt, or id in process.yml documents")
    title = models.CharField(max_length=200)
    storage_name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="document_once"),
        ]
        indexes = [models.Index(fields=["case", "made_at"], name="document_case")]

    def __str__(self) -> str:
        return self.title
