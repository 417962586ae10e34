"""Warning before a date is missed: the case is marked as soon late, and whoever the package names
is told, once a date. The words are the engine's own."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.engine import hands
from parvis.cases.engine.live import Live
from parvis.cases.models import Deadline, WorkItem
from parvis.catalogue.definition.process import MANAGERS
from parvis.core.ui.words import plaindate

ESCALATION = "escalation"


def escalate_deadline(live: Live, deadline: Deadline) -> str:
    """Returns what the date is for, in words; `managers`: of the units that are awaited, of the
    lead unit while the applicant is."""
    deadline.escalated_at = live.now
    live.changed(deadline)
    label = live.script.package.words(settings.LANGUAGE_CODE).deadlines[deadline.rule].label
    to = live.script.package.process.deadlines[deadline.rule].escalate_to
    _warn(live, deadline.rule, label, deadline.due_on, _told(live, to, _awaited(live)), "agents")
    return label


def escalate_item(live: Live, item: WorkItem) -> str:
    """The same of an item; `managers`: of its unit."""
    item.escalated_at = live.now
    live.changed(item)
    assert item.due_on is not None, "an item is soon late for its date"
    label = live.script.package.words(settings.LANGUAGE_CODE).items[item.kind].label
    to = live.script.package.process.items[item.kind].escalate_to
    told = _told(live, to, [item.unit_id])
    _warn(live, item.kind, label, item.due_on, told, f"part:{item.unit_id}")
    return label


def _awaited(live: Live) -> list[int]:
    unit_id = live.unit_of(live.case.hand)
    if unit_id is not None:
        return [unit_id]
    waited = {hands.holder_of(live.case, item) for item in live.open_items()}
    return sorted(waited) or [live.case.lead_unit_id]


def _told(live: Live, to: str, awaited: list[int]) -> list[tuple[str, int]]:
    """Who of which unit: its managers, or the unit that plays a function."""
    if to == MANAGERS:
        return [(MANAGERS, unit_id) for unit_id in awaited]
    unit_id = live.unit_of(to)
    return [(to, unit_id)] if unit_id is not None else []


def _warn(
    live: Live,
    subject: str,
    label: str,
    due_on: date,
    told: list[tuple[str, int]],
    audience: str,
) -> None:
    unit_id = int(audience.removeprefix("part:")) if audience.startswith("part:") else None
    event = live.note(
        "escalated", subject, unit_id=unit_id, audience=audience, due_on=due_on.isoformat()
    )
    with override(settings.LANGUAGE_CODE):
        values = {"reference": live.case.reference, "what": label, "date": plaindate(due_on)}
        effect = {
            "do": "tell",
            "message": ESCALATION,
            "language": settings.LANGUAGE_CODE,
            "subject": _("Soon late: %(what)s, by %(date)s (%(reference)s)") % values,
            "body": _(
                "The request %(reference)s is still waiting: %(what)s.\n\n"
                "The date to keep is %(date)s. You may take care of it, or entrust it to somebody "
                "else of the unit."
            )
            % values,
            "sms": "",
            "attaches": [],
        }
    for who, told_id in told:
        live.effects.append((event, effect | {"who": who, "unit": told_id}))
