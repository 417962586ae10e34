"""A task sent back by the unit that was given it ("not ours"), and the lead unit's answer.

It is never nobody's: once it is sent back the lead unit has the hand on it (`hands`), its date does
not pass, and the whole time is counted again from the day of the answer.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.engine import clock, effects
from parvis.cases.engine.live import Live
from parvis.cases.models import CaseEvent, WorkItem
from parvis.core.calendars import Step
from parvis.directory.models import Unit

SENT_BACK, INSISTED = "sent_back", "insisted"


def named(unit: Unit) -> str:
    return f"{unit.name} ({unit.institution.name})"


def send_back(
    live: Live, item: WorkItem, unit: Unit, *, reason: str, whose: str, whose_unit: Unit | None
) -> None:
    """`unit`, which the item was given to, says it is not theirs; the lead unit is told at once."""
    said = named(whose_unit) if whose_unit is not None else whose
    once = {
        "unit": unit.pk,
        "name": named(unit),
        "on": live.today.isoformat(),
        "by": live.party.actor.label[:200],
        "reason": reason,
        "whose": said,
        "whose_unit": whose_unit.pk if whose_unit is not None else None,
    }
    item.returns = [*item.returns, once]
    item.sent_back_at, item.assigned_to_id = live.now, None
    live.changed(item)
    event = live.note(
        "item_sent_back",
        item.kind,
        unit_id=unit.pk,
        ordinal=item.ordinal,
        reason=reason,
        whose=said,
    )
    with override(settings.LANGUAGE_CODE):
        values = values_of(live, item) | {"unit": named(unit), "reason": reason, "whose": said}
        subject = _("Whose is it? %(what)s (%(reference)s)") % values
        body = _("%(unit)s answers that this is not theirs to do: %(what)s.\n\n%(reason)s") % values
        if said:
            body += "\n\n" + _("In their opinion it is for: %(whose)s.") % values
        body += "\n\n" + _("Please give it to another service, or insist.")
    tell(live, event, live.case.lead_unit_id, SENT_BACK, subject, body)


def pass_on(live: Live, item: WorkItem, unit: Unit) -> None:
    """Give the item to another unit, with what it shares; its function on this case is theirs from
    now on, and the former unit sees the case no longer."""
    function = live.script.package.process.items[item.kind].function
    if function != live.script.package.service.lead and not item.asked:
        live.case.bindings = live.case.bindings | {function: unit.pk}
    item.unit = unit
    _count_anew(live, item)
    event = live.note("item_passed_on", item.kind, unit_id=unit.pk, ordinal=item.ordinal)
    notices = live.script.package.process.items[item.kind].notifies
    effects.tell(live, event, notices, effects.Wording(live))


def insist(live: Live, item: WorkItem, message: str) -> None:
    """Ask the same unit again, and say why."""
    _count_anew(live, item)
    event = live.note(
        "item_insisted", item.kind, unit_id=item.unit_id, ordinal=item.ordinal, message=message
    )
    with override(settings.LANGUAGE_CODE):
        values = values_of(live, item) | {"message": message}
        subject = _("It is for you after all: %(what)s (%(reference)s)") % values
        body = _("The service in charge asks you again: %(what)s.\n\n%(message)s") % values
    tell(live, event, item.unit_id, INSISTED, subject, body)


def _count_anew(live: Live, item: WorkItem) -> None:
    assert item.sent_back_at is not None, "only what was sent back is given again"
    stood = Step("restarted", live.local.day_of(item.sent_back_at), live.today)
    item.sent_back_at = item.expired_at = item.reminded_at = item.escalated_at = None
    clock.set_item_due(item, live.script.package.process.items[item.kind], live.today, live.local)
    if item.due_on is not None:
        item.due_why = [stood.as_json(), *item.due_why]
    live.changed(item)


def values_of(live: Live, item: WorkItem) -> dict[str, str]:
    words = live.script.package.words(settings.LANGUAGE_CODE)
    return {"what": words.items[item.kind].label, "reference": live.case.reference}


def tell(live: Live, event: CaseEvent, unit_id: int, message: str, subject: str, body: str) -> None:
    effect = {
        "do": "tell",
        "who": "unit",
        "unit": unit_id,
        "message": message,
        "language": settings.LANGUAGE_CODE,
        "subject": subject,
        "body": body,
        "sms": "",
        "attaches": [],
    }
    live.effects.append((event, effect))
