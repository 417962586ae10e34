"""What a case waits for: items, whose turn it is, legal clocks."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from parvis.cases.models.requests import Case
from parvis.catalogue.models import Installation
from parvis.directory.models import Unit
from parvis.territory.models import Area

# Written while the case is held, and erased with it: PostgreSQL does not look for it again at each
# row (decision 0291).
_HELD: dict[str, Any] = {"db_constraint": False, "db_index": False}


class WorkItem(models.Model):
    """One thing a unit must do while the case waits. `ordinal` counts openings of the same kind."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="items", **_HELD)
    kind = models.CharField(max_length=40, help_text="id in process.yml items")
    ordinal = models.SmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items", db_index=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        db_index=False,
        related_name="assigned_items",
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
    escalate_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True, help_text="soon late, and said so")
    sent_back_at = models.DateTimeField(
        null=True, help_text="its unit says it is not theirs; the lead unit has not answered yet"
    )
    asked = models.JSONField(
        default=dict,
        blank=True,
        help_text="what was said when it was asked by hand: `engine.opinions.Question`",
    )
    returns = models.JSONField(
        default=list,
        help_text="each time it was sent back: {unit, name, on, by, reason, whose, whose_unit}",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "ordinal"], name="item_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "case"], name="item_unit"),
            models.Index(
                fields=["assigned_to"],
                name="item_assigned",
                condition=Q(assigned_to__isnull=False),
            ),
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
            models.Index(
                fields=["escalate_on", "id"],
                name="item_escalate",
                condition=Q(
                    escalate_on__isnull=False, done_at__isnull=True, escalated_at__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.kind}"


class Turn(models.Model):
    """Whose turn it is: the inbox. A unit has a row while it can act on the case or an item.

    What lists are narrowed by is repeated from the case, where it never changes: the index answers
    alone, whatever few a unit with very many turns asks for.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="turns", **_HELD)
    case = models.ForeignKey(Case, models.CASCADE, related_name="turns", **_HELD)
    item = models.ForeignKey(
        WorkItem, models.CASCADE, null=True, db_constraint=False, related_name="turns"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    due_on = models.DateField(help_text="9999-12-31 when nothing presses, so that one index sorts")
    is_escalated = models.BooleanField(db_default=False, default=False, help_text="soon late")
    installation = models.ForeignKey(
        Installation, models.DO_NOTHING, null=True, **_HELD, related_name="+"
    )
    area = models.ForeignKey(Area, models.DO_NOTHING, null=True, **_HELD, related_name="+")
    channel = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit", "item"], name="turn_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on", "id"],
                include=["installation", "area", "channel"],
                name="turn_list",
            ),
            models.Index(
                fields=["assigned_to"],
                name="turn_assigned",
                condition=Q(assigned_to__isnull=False),
            ),
        ]

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
    escalate_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True, help_text="soon late, and said so")

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
            models.Index(
                fields=["escalate_on", "id"],
                name="deadline_escalate",
                condition=Q(
                    escalate_on__isnull=False,
                    met_at__isnull=True,
                    escalated_at__isnull=True,
                    suspended_since__isnull=True,
                ),
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
