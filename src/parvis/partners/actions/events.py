"""What happened on cases, told to the units that have programs."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from parvis.cases.events import CaseMoved, CaseSubmitted, MessageWritten
from parvis.cases.models import Case, CaseEvent, WorkItem
from parvis.core import clock
from parvis.partners import rules
from parvis.partners.actions.webhooks import let_send
from parvis.partners.models import Answer, Delivery, Event, Key, Subscription

KEPT_FOR = timedelta(days=90)
_LOCK = 7_190  # any number no other advisory lock of Parvis uses


def on_news(event: CaseSubmitted | CaseMoved | MessageWritten) -> None:
    """Subscribed in `apps`, to each of the three."""
    note_events(case_id=event.case_id)


@transaction.atomic
def note_events(*, case_id: int) -> int:
    """Keep, for each unit with a program, what it may know of a case and was not told; returns how
    many. The case's own events are read in their order, whatever the order of the news."""
    case = Case.objects.filter(pk=case_id).first()
    units = _listening(case) if case is not None else {}
    if case is None or not units:
        return 0
    happened = list(CaseEvent.objects.filter(case=case).order_by("pk"))
    return sum(_tell(case, unit_id, since, happened) for unit_id, since in sorted(units.items()))


def _listening(case: Case) -> dict[int, datetime]:
    """Unit → since when, for those that may see the case and have a live key or webhook."""
    units = {*case.full_units, *case.part_units, case.filed_by_unit_id} - {None}
    found: dict[int, datetime] = {}
    keys = Key.objects.filter(unit__in=units, revoked_at=None).values_list("unit_id", "made_at")
    hooks = Subscription.objects.filter(unit__in=units, ended_at=None)
    for unit_id, since in [*keys, *hooks.values_list("unit_id", "made_at")]:
        found[unit_id] = min(since, found.get(unit_id, since))
    return found


def _tell(case: Case, unit_id: int, since: datetime, happened: list[CaseEvent]) -> int:
    # Ids are drawn under this lock, so that a reader who saw one has seen all smaller ones.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, unit_id])
    told = Event.objects.filter(unit_id=unit_id, case=case).aggregate(last=Max("source"))["last"]
    fresh = [
        Event(
            unit_id=unit_id,
            case=case,
            source=one.pk,
            type=rules.TYPES[one.kind],
            at=one.at,
            data=_data(case, one),
        )
        for one in happened
        if one.pk > (told or 0) and one.at >= since and rules.may_know(case, unit_id, one)
    ]
    Event.objects.bulk_create(fresh)
    hooks = list(Subscription.objects.filter(unit_id=unit_id, ended_at=None).order_by("pk"))
    Delivery.objects.bulk_create(
        Delivery(subscription=hook, event=event, case=case)
        for hook in hooks
        for event in fresh
        if not hook.types or event.type in hook.types
    )
    if fresh:
        for hook in hooks:
            let_send(hook)
    return len(fresh)


def _data(case: Case, event: CaseEvent) -> dict[str, object]:
    """Ids and types: who may know more asks for it."""
    data: dict[str, object] = {"case": case.reference}
    if event.kind.startswith("item_"):
        item = WorkItem.objects.filter(
            case=case, kind=event.subject, ordinal=event.data.get("ordinal", 1)
        ).first()
        data |= {"work_item": item.pk if item else None, "kind": event.subject}
        if "result" in event.data:
            data["result"] = event.data["result"]
    elif event.kind == "moved":
        data |= {"transition": event.subject, "state": event.data.get("to")}
    return data


def forget_old() -> int:
    """Events and answers older than KEPT_FOR go; returns how many rows."""
    before = clock.now() - KEPT_FOR
    return (
        Event.objects.filter(at__lt=before).delete()[0]
        + Answer.objects.filter(made_at__lt=before).delete()[0]
    )
