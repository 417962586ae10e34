"""Telling whoever has the hand that a date comes near. The words are the engine's own."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.engine import hands
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.live import Live
from parvis.cases.models import Deadline, WorkItem
from parvis.catalogue.definition.process import APPLICANT
from parvis.core.ui.words import plaindate

REMINDER = "reminder"


def remind_of_deadline(live: Live, deadline: Deadline) -> None:
    """The unit in charge, or the applicant when they have the hand; all waiting units when the
    case waits for items."""
    deadline.reminded_at = live.now
    live.changed(deadline)
    event = live.note(
        "reminded", deadline.rule, audience="agents", due_on=deadline.due_on.isoformat()
    )
    for to_applicant, unit_id in _expected(live):
        language = applicant_language(live) if to_applicant else settings.LANGUAGE_CODE
        label = live.script.package.words(language).deadlines[deadline.rule].label
        effect = _reminder(live, label, deadline.due_on, language)
        live.effects.append(
            (event, effect | {"who": APPLICANT if to_applicant else "unit", "unit": unit_id})
        )


def remind_of_item(live: Live, item: WorkItem) -> dict[str, Any] | None:
    """The item's unit; what to send to somebody outside."""
    item.reminded_at = live.now
    live.changed(item)
    assert item.due_on is not None, "an item is reminded of its date"
    event = live.note(
        "reminded",
        item.kind,
        unit_id=item.unit_id,
        audience=f"part:{item.unit_id}",
        due_on=item.due_on.isoformat(),
    )
    language = settings.LANGUAGE_CODE
    label = live.script.package.words(language).items[item.kind].label
    if hands.is_signature(item):
        live.effects.append((event, _not_signed_yet(live, item)))
    if hands.is_outside(item):
        return _reminder(live, label, item.due_on, language)
    effect = _reminder(live, label, item.due_on, language)
    live.effects.append((event, effect | {"who": "unit", "unit": item.unit_id}))
    return None


def _not_signed_yet(live: Live, item: WorkItem) -> dict[str, Any]:
    """The applicant knows who to speak to before the date passes."""
    language = applicant_language(live)
    assert item.due_on is not None, "the checker wants a date"
    with override(language):
        values = {
            "who": item.asked["expert"],
            "reference": live.case.reference,
            "date": plaindate(item.due_on),
        }
        return {
            "do": "tell",
            "who": APPLICANT,
            "unit": None,
            "message": REMINDER,
            "language": language,
            "subject": _("%(who)s has not signed yet (%(reference)s)") % values,
            "body": _(
                "%(who)s has until %(date)s to sign your request %(reference)s. We have just sent "
                "them the link again.\n\nFrom your request you can correct the address it goes to. "
                "They may also sign on paper, or at the desk."
            )
            % values,
            "sms": "",
            "attaches": [],
        }


def _expected(live: Live) -> list[tuple[bool, int | None]]:
    if live.case.hand == APPLICANT:
        return [(True, None)]
    unit_id = live.unit_of(live.case.hand)
    if unit_id is not None:
        return [(False, unit_id)]
    waited = {hands.holder_of(live.case, item) for item in hands.inside(live.items)}
    waited = waited or {live.case.lead_unit_id}
    return [(False, unit_id) for unit_id in sorted(waited)]


def _reminder(live: Live, label: str, due_on: date, language: str) -> dict[str, object]:
    with override(language):
        values = {"reference": live.case.reference, "what": label, "date": plaindate(due_on)}
        return {
            "do": "tell",
            "message": REMINDER,
            "language": language,
            "subject": _("By %(date)s: %(what)s (%(reference)s)") % values,
            "body": _(
                "The request %(reference)s is waiting for something from you: %(what)s.\n\n"
                "Please see to it by %(date)s."
            )
            % values,
            "sms": "",
            "attaches": [],
        }
