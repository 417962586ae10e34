"""Time passing: dates kept, expired, reminded."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import DateField, DateTimeField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from parvis.cases.actions import guests
from parvis.cases.actions.commit import commit, entry_of
from parvis.cases.engine import advance, escalation, hands, reminders, signatures
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import SYSTEM_PARTY
from parvis.cases.engine.refusals import NotFound
from parvis.cases.events import CaseReminded
from parvis.cases.models import Deadline, WorkItem
from parvis.core import clock
from parvis.journal.models import Entry

log = logging.getLogger(__name__)

PAGE = 200


@dataclass(slots=True)
class Report:
    """What one run of the clock did. `failed`: cases left as they were, by reference."""

    expired_deadlines: int = 0
    expired_items: int = 0
    reminders: int = 0
    escalations: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        done = self.expired_deadlines + self.expired_items
        return done + self.reminders + self.escalations


def run_clock(
    *, now: datetime | None = None, limit: int = 1000, only_case: int | None = None
) -> Report:
    """Make what is due happen, once: dates past, reminders and warnings before them.

    A date ends at midnight where the case lies. One transaction a date; rows held by somebody else
    are left to the next run; may be killed anywhere and run in several places at once.
    """
    if now is not None:
        with clock.at(now):
            return run_clock(limit=limit, only_case=only_case)
    report = Report()
    report.expired_items = _each(_items_past(), _expire_item, report, limit, only_case)
    left = limit - report.total
    report.expired_deadlines = _each(_deadlines_past(), _expire, report, left, only_case)
    left = limit - report.total
    report.reminders = _each(_items_to_remind(), _remind_item, report, left, only_case)
    left = limit - report.total
    report.reminders += _each(_deadlines_to_remind(), _remind, report, left, only_case)
    left = limit - report.total
    report.escalations = _each(_items_to_escalate(), _escalate_item, report, left, only_case)
    left = limit - report.total
    report.escalations += _each(_deadlines_to_escalate(), _escalate, report, left, only_case)
    return report


def _each(
    rows: "QuerySet[Deadline] | QuerySet[WorkItem]",
    act: Callable[[int, int], bool],
    report: Report,
    limit: int,
    only_case: int | None,
) -> int:
    done = 0
    if only_case is not None:
        rows = rows.filter(case_id=only_case)
    for row_id, case_id, reference in _keys(rows):
        if done >= limit:
            break
        try:
            done += act(row_id, case_id)
        except Exception:
            # One broken case must not stop the clock of all the others.
            log.exception("clock: %s", reference)
            report.failed.append(reference)
    return done


def _keys(rows: "QuerySet[Deadline] | QuerySet[WorkItem]") -> Iterator[tuple[int, int, str]]:
    last = 0
    while found := list(
        rows.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", "case_id", "case__reference")[:PAGE]
    ):
        yield from found
        last = found[-1][0]


# What is due -------------------------------------------------------------------------------------


def _today_there() -> Cast:
    """Today's date where each case lies."""
    there = Func(
        F("case__area__time_zone"),
        Value(clock.now(), DateTimeField()),
        function="timezone",
        output_field=DateTimeField(),
    )
    return Cast(there, DateField())


def _latest_today() -> date:
    """No French territory is further east: a bound on the column alone lets the index serve."""
    return clock.today(ZoneInfo("Pacific/Wallis"))


def _deadlines_past() -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        Q(due_on__lt=_latest_today()) & Q(due_on__lt=_today_there()),
        met_at=None,
        expired_at=None,
        suspended_since=None,
    )


def _items_past() -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(
        Q(due_on__lt=_latest_today()) & Q(due_on__lt=_today_there()),
        done_at=None,
        expired_at=None,
        sent_back_at=None,
    )


def _deadlines_to_remind() -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        Q(remind_on__lte=_latest_today()) & Q(remind_on__lte=_today_there()),
        met_at=None,
        expired_at=None,
        reminded_at=None,
        suspended_since=None,
    )


def _items_to_remind() -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(
        Q(remind_on__lte=_latest_today()) & Q(remind_on__lte=_today_there()),
        done_at=None,
        expired_at=None,
        reminded_at=None,
        sent_back_at=None,
    )


def _deadlines_to_escalate() -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        Q(escalate_on__lte=_latest_today()) & Q(escalate_on__lte=_today_there()),
        met_at=None,
        expired_at=None,
        escalated_at=None,
        suspended_since=None,
    )


def _items_to_escalate() -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(
        Q(escalate_on__lte=_latest_today()) & Q(escalate_on__lte=_today_there()),
        done_at=None,
        expired_at=None,
        escalated_at=None,
        sent_back_at=None,
    )


# Making it happen --------------------------------------------------------------------------------


def _held(case_id: int) -> Live | None:
    """None when somebody acts on the case right now: the next run looks again."""
    try:
        return Live.lock(case_id, SYSTEM_PARTY, skip_locked=True)
    except NotFound:
        return None


def _waiting_deadline(live: Live, row_id: int) -> Deadline | None:
    """Under the lock: it may have been seen to a moment ago."""
    for deadline in live.deadlines:
        if deadline.pk == row_id and not (
            deadline.met_at or deadline.expired_at or deadline.suspended_since
        ):
            return deadline
    return None


def _waiting_item(live: Live, row_id: int) -> WorkItem | None:
    for item in live.items:
        if item.pk == row_id and not (item.done_at or item.expired_at or item.sent_back_at):
            return item
    return None


@transaction.atomic
def _expire(row_id: int, case_id: int) -> bool:
    live = _held(case_id)
    deadline = _waiting_deadline(live, row_id) if live else None
    if live is None or deadline is None or deadline.due_on >= live.today:
        return False
    advance.expire(live, deadline)
    commit(live, "cases.date_passed", rule=deadline.rule)
    return True


@transaction.atomic
def _expire_item(row_id: int, case_id: int) -> bool:
    live = _held(case_id)
    item = _waiting_item(live, row_id) if live else None
    if live is None or item is None or item.due_on is None or item.due_on >= live.today:
        return False
    if hands.is_signature(item):
        signatures.expire(live, item)
    else:
        advance.expire_item(live, item)
    commit(live, "cases.date_passed", rule=item.kind)
    return True


@transaction.atomic
def _remind(row_id: int, case_id: int) -> bool:
    live = _held(case_id)
    deadline = _waiting_deadline(live, row_id) if live else None
    if live is None or deadline is None or deadline.reminded_at is not None:
        return False
    reminders.remind_of_deadline(live, deadline)
    _commit_reminder(live)
    return True


@transaction.atomic
def _remind_item(row_id: int, case_id: int) -> bool:
    live = _held(case_id)
    item = _waiting_item(live, row_id) if live else None
    if live is None or item is None or item.reminded_at is not None:
        return False
    outside = reminders.remind_of_item(live, item)
    _commit_reminder(live)
    if outside is not None:
        guests.remind(live, item, outside["subject"], outside["body"])
    return True


@transaction.atomic
def _escalate(row_id: int, case_id: int) -> bool:
    live = _held(case_id)
    deadline = _waiting_deadline(live, row_id) if live else None
    if live is None or deadline is None or deadline.escalated_at is not None:
        return False
    what = escalation.escalate_deadline(live, deadline)
    _commit_reminder(live, entry_of(live, "cases.escalated", what=what))
    return True


@transaction.atomic
def _escalate_item(row_id: int, case_id: int) -> bool:
    live = _held(case_id)
    item = _waiting_item(live, row_id) if live else None
    if live is None or item is None or item.escalated_at is not None:
        return False
    what = escalation.escalate_item(live, item)
    _commit_reminder(live, entry_of(live, "cases.escalated", what=what))
    return True


def _commit_reminder(live: Live, *journalled: Entry) -> None:
    """Nothing moved: the revision stays, so that nobody is told the case changed under them."""
    live.save(*journalled, fact=CaseReminded(case_id=live.case.pk, effects=live.frozen_effects()))
