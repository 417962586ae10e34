"""What residents ask, whatever the channel, and everything that happens to it.

Rows are written by the `actions` of this domain only. A transition is one update of the case, one
event, and the rows its effects need, whatever the history.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.directory.models import Unit
from parvis.territory.models import Area


class Channel(models.TextChoices):
    WEB = "web", _("web")
    DESK = "desk", _("desk")
    PHONE = "phone", _("phone")
    POST = "post", _("post")
    VISIT = "visit", _("home visit")
    PARTNER = "partner", _("partner")


class Draft(models.Model):
    """A request being filled in: by a visitor, a resident, or an agent in somebody's name.

    Its id becomes the case's `draft_key`: submitting twice finds the same case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    installation = models.ForeignKey(Installation, models.PROTECT, related_name="+")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="+")
    visitor = models.CharField(max_length=64, blank=True, help_text="token of a visitor's browser")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="drafts"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="drafts", help_text="in whose name"
    )
    filed_by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=40, blank=True, help_text="page to come back to")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "-saved_at"], name="draft_account"),
            models.Index(fields=["visitor"], name="draft_visitor", condition=~Q(visitor="")),
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"


class Case(models.Model):
    """One request. `state` is the package's, `legal_state` one of the short fixed list."""

    class LegalState(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        COMPLETE = "complete", _("complete")
        UNDER_REVIEW = "under_review", _("under review")
        DECIDED = "decided", _("decided")
        CLOSED = "closed", _("closed")

    reference = models.CharField(max_length=20, unique=True)
    draft_key = models.UUIDField(unique=True)
    installation = models.ForeignKey(Installation, models.PROTECT, related_name="cases")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    applicant_name = models.CharField(max_length=200, help_text="as on the day of submission")
    applicant_identity = models.CharField(max_length=10, help_text="none, declared or verified")
    channel = models.CharField(max_length=8, choices=Channel)
    filed_by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    filed_by_label = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="cases")
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    bindings = models.JSONField(help_text="function → unit id, fixed at submission")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="assigned_cases"
    )
    assigned_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", help_text="where the assignee acts"
    )
    state = models.CharField(max_length=40)
    legal_state = models.CharField(max_length=12, choices=LegalState)
    state_before_correction = models.CharField(max_length=40, blank=True)
    hand = models.CharField(max_length=40, help_text="function, applicant, items or nobody")
    outcome = models.CharField(max_length=16, blank=True)
    answers = models.JSONField()
    facts = models.JSONField(default=dict, blank=True, help_text="what lookups answered")
    correction = models.JSONField(default=dict, blank=True, help_text="{fields, message} asked")
    title = models.CharField(max_length=200, help_text="summary answers, for lists")
    due_on = models.DateField(null=True, help_text="next date the hand must keep")
    full_units = ArrayField(models.IntegerField(), default=list, help_text="units that see all")
    part_units = ArrayField(
        models.IntegerField(), default=list, help_text="units that see what items share"
    )
    search_text = models.CharField(max_length=500, help_text="folded names, reference, phone")
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    revision = models.IntegerField(
        default=0, help_text="grows with each change of what may be done: detects crossed edits"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_date",
                condition=Q(legal_state="closed", closed_at__isnull=False)
                | (~Q(legal_state="closed") & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-submitted_at"], name="case_person"),
            models.Index(fields=["lead_unit", "-submitted_at"], name="case_lead"),
            GinIndex(fields=["full_units"], name="case_full_units"),
            GinIndex(fields=["part_units"], name="case_part_units"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="case_search"),
        ]

    def __str__(self) -> str:
        return self.reference


class WorkItem(models.Model):
    """One thing a unit must do while the case waits. `ordinal` counts openings of the same kind."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=40, help_text="id in process.yml items")
    ordinal = models.SmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="assigned_items"
    )
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_why = models.JSONField(default=list, help_text="the steps of the computation, in order")
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=40, blank=True)
    by_silence = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    inputs = models.JSONField(default=dict, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    expired_at = models.DateTimeField(null=True, help_text="its date passed, concluded or not")
    remind_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "ordinal"], name="item_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="item_due",
                condition=Q(done_at__isnull=True, expired_at__isnull=True),
            ),
            models.Index(
                fields=["remind_on", "id"],
                name="item_remind",
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.kind}"


class Turn(models.Model):
    """Whose turn it is: the inbox. A unit has a row while it can act on the case or an item."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="turns")
    case = models.ForeignKey(Case, models.CASCADE, related_name="turns")
    item = models.ForeignKey(WorkItem, models.CASCADE, null=True, related_name="turns")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(help_text="9999-12-31 when nothing presses, so that one index sorts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit", "item"], name="turn_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["unit", "due_on", "id"], name="turn_inbox")]

    def __str__(self) -> str:
        return f"{self.unit} → {self.case}"


class Deadline(models.Model):
    """A legal clock of a case: start, length, suspensions, computed date and why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=40, help_text="id in process.yml deadlines")
    started_on = models.DateField()
    due_on = models.DateField()
    why = models.JSONField(default=list, help_text="the steps of the computation, in order")
    suspended_since = models.DateField(null=True)
    met_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    remind_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "rule"], name="deadline_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="deadline_running",
                condition=Q(met_at__isnull=True, expired_at__isnull=True)
                & Q(suspended_since__isnull=True),
            ),
            models.Index(
                fields=["remind_on", "id"],
                name="deadline_remind",
                condition=Q(met_at__isnull=True, reminded_at__isnull=True)
                & Q(suspended_since__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.rule} {self.due_on}"


class Suspension(models.Model):
    """A stretch during which a deadline stood still, and why (CRPA L114-5)."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="suspensions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, help_text="id of the state that suspends")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], name="suspension_open_once", condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="suspension_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} since {self.starts_on}"


class CaseEvent(models.Model):
    """What happened, append-only (trigger): feeds the timeline, notifications and statistics.

    `kind`: submitted, moved, item_opened, item_done, item_expired, message, note, document,
    item_overdue, deadline_suspended, deadline_resumed, deadline_expired, assigned, reminded,
    lookup, payment… `subject`: id of the transition, item, deadline it speaks of.
    `audience`: "all" (the applicant too), "agents" (units that see all), "part:<unit id>".
    `unit`: of the item, else the one the actor acted for. `data` holds no personal data but what
    the actor typed (`inputs`): the answers stay on the case, where they can be erased.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=60, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_label = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
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


class Payment(models.Model):
    """A credit transfer owed to an applicant. Exported once in a SEPA file, then settled."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    transition = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payments")
    amount_cents = models.BigIntegerField()
    iban = models.CharField(max_length=34)
    holder = models.CharField(max_length=70)
    label = models.CharField(max_length=140)
    created_at = models.DateTimeField()
    batch = models.ForeignKey("PaymentBatch", models.PROTECT, null=True, related_name="payments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "transition"], name="payment_once"),
            models.CheckConstraint(name="payment_positive", condition=Q(amount_cents__gt=0)),
        ]
        indexes = [
            models.Index(fields=["unit"], name="payment_waiting", condition=Q(batch__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.amount_cents}"


class DebtorAccount(models.Model):
    """The account a unit pays from."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="debtor_account")
    name = models.CharField(max_length=70, help_text="holder, as the bank knows it")
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.iban[-4:]}"


class PaymentBatch(models.Model):
    """One SEPA credit-transfer file (ISO 20022 pain.001.001.03) handed to the accountant."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payment_batches")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    message_id = models.CharField(max_length=35, unique=True)
    storage_name = models.CharField(max_length=200)
    total_cents = models.BigIntegerField()
    count = models.IntegerField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.message_id
