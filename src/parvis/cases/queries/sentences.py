"""What each kind of event says on the timeline: (title, text, icon)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from parvis.cases.engine import signed
from parvis.cases.engine.facts import charge_of
from parvis.cases.engine.hands import is_signature
from parvis.cases.engine.script import Script
from parvis.cases.engine.words import Values
from parvis.cases.models import CaseEvent, Note, WorkItem
from parvis.catalogue.definition import TextsFile
from parvis.catalogue.definition.process import SIGNED
from parvis.core.ui.words import euros, plaindate


@dataclass(frozen=True, slots=True)
class Story:
    """What the sentences are made from, fetched once."""

    script: Script
    words: TextsFile
    values: Values
    notes: dict[int, Note]
    for_agents: bool
    asked: dict[tuple[str, int], WorkItem]
    """Asked by hand and answered in a way that the reader may know, by kind and ordinal."""


Said = tuple[str, str, str]


def _submitted(story: Story, event: CaseEvent) -> Said:
    return _("The request was received"), "", "file"


def _arrival_corrected(story: Story, event: CaseEvent) -> Said:
    values = {key: plaindate(date.fromisoformat(event.data[key])) for key in ("was", "to")}
    title = _("The day of receipt was corrected: %(to)s, not %(was)s") % values
    return title, event.data["reason"], "calendar"


def _moved(story: Story, event: CaseEvent) -> Said:
    texts = story.words.transitions[event.subject]
    if "message" in event.data:
        return story.values.fill(texts.done), event.data["message"], "edit"
    text = ""
    if event.data.get("changed"):
        labels = [story.words.fields[name].label for name in event.data["changed"]]
        text = _("Changed answers: %(fields)s") % {"fields": ", ".join(labels)}
    elif "silence_of" in event.data:
        text = story.words.deadlines[event.data["silence_of"]].silence
    return story.values.fill(texts.done), text, _icon_of(story, event)


def _icon_of(story: Story, event: CaseEvent) -> str:
    if event.data.get("silence_of"):
        return "hourglass"
    transition = story.script.transition(event.subject)
    return "x-circle" if transition is not None and transition.kind == "danger" else "check"


def _prepared(story: Story, event: CaseEvent) -> Said:
    label = story.words.transitions[event.subject].label
    return _("Prepared, to be validated"), label, "edit"


def _item_opened(story: Story, event: CaseEvent) -> Said:
    opened = story.values.fill(story.words.items[event.subject].opened)
    values = {"who": event.data.get("to", ""), "date": ""}
    if not values["who"]:
        return opened, "", "handshake"
    if event.subject in story.script.signatures:
        day = plaindate(date.fromisoformat(event.data["due_on"]))
        return opened, _("%(who)s has until %(date)s.") % (values | {"date": day}), "edit"
    if not event.data.get("due_on"):
        return opened, _("Asked of %(who)s.") % values, "handshake"
    values["date"] = plaindate(date.fromisoformat(event.data["due_on"]))
    return opened, _("Asked of %(who)s, by %(date)s.") % values, "handshake"


def _item_done(story: Story, event: CaseEvent) -> Said:
    texts = story.words.items[event.subject]
    result = texts.results.get(event.data.get("result", ""), "")
    item = story.asked.get((event.subject, event.data.get("ordinal", 0)))
    adverse = event.data.get("result") in story.script.package.process.items[event.subject].adverse
    icon = "x-circle" if adverse else "check-circle"
    if item is not None and is_signature(item):
        how = f"{item.asked['expert']}, {signed.how_of(item)}."
        icon = "check-circle" if item.result == SIGNED else "x-circle"
        why = item.inputs.get("text", "")
        return texts.label + _(": ") + result, f"{how}\n\n{why}" if why else how, icon
    if item is None:
        is_opinion = story.script.package.process.items[event.subject].asked_by
        # Whether a hidden opinion is against is not told by its picture either.
        said = _("Answered.") if is_opinion else result
        return texts.label, said, "check-circle" if is_opinion else icon
    how = signed.how_of(item)
    keyed = f"{item.asked['expert']}, {how}." if how else ""
    parts = [one for one in (result, keyed, item.inputs.get("text", "")) if one]
    return texts.label, "\n\n".join(parts), icon


def _signature_void(story: Story, event: CaseEvent) -> Said:
    label = story.words.items[event.subject].label
    return _("An answer changed: the signature holds no longer, it is asked again"), label, "edit"


def _item_amended(story: Story, event: CaseEvent) -> Said:
    return story.words.items[event.subject].label, _("The report was completed."), "edit"


def _item_expired(story: Story, event: CaseEvent) -> Said:
    texts = story.words.items[event.subject]
    said = story.values.fill(texts.silence) or _("The date passed without an answer.")
    return texts.label, said, "hourglass"


def _item_overdue(story: Story, event: CaseEvent) -> Said:
    return story.words.items[event.subject].label, _("The date has passed."), "alert"


def _item_cancelled(story: Story, event: CaseEvent) -> Said:
    return story.words.items[event.subject].label, _("No longer needed."), "x"


def _item_sent_back(story: Story, event: CaseEvent) -> Said:
    """What services write to each other is theirs to read; the person reads who has the hand."""
    title = _("%(unit)s answers that this is not theirs to do") % {"unit": _unit_of(event)}
    lead = story.words.functions[story.script.package.service.lead].name
    now = _("%(lead)s has the hand and finds out who can answer.") % {"lead": lead}
    return title, event.data["reason"] if story.for_agents else now, "arrow-left"


def _item_passed_on(story: Story, event: CaseEvent) -> Said:
    title = _("Passed on to %(unit)s") % {"unit": _unit_of(event)}
    return title, story.words.items[event.subject].label, "handshake"


def _item_insisted(story: Story, event: CaseEvent) -> Said:
    title = _("%(unit)s is asked again") % {"unit": _unit_of(event)}
    label = story.words.items[event.subject].label
    return title, event.data["message"] if story.for_agents else label, "handshake"


def _unit_of(event: CaseEvent) -> str:
    return f"{event.unit.name} ({event.unit.institution.name})" if event.unit else ""


def _suspended(story: Story, event: CaseEvent) -> Said:
    return _("The clock stands still"), story.words.deadlines[event.subject].label, "hourglass"


def _resumed(story: Story, event: CaseEvent) -> Said:
    values = {
        "label": story.words.deadlines[event.subject].label,
        "date": plaindate(date.fromisoformat(event.data["due_on"])),
    }
    return _("The clock runs again"), _("%(label)s: by %(date)s") % values, "clock"


def _deadline_expired(story: Story, event: CaseEvent) -> Said:
    values = {"date": plaindate(date.fromisoformat(event.data["due_on"]))}
    title = _("The date of %(date)s has passed") % values
    return title, story.words.deadlines[event.subject].label, "alert"


def _message(story: Story, event: CaseEvent) -> Said:
    return _("Message"), _text_of(story, event), "message"


def _note(story: Story, event: CaseEvent) -> Said:
    return _("Internal note"), _text_of(story, event), "lock"


def _text_of(story: Story, event: CaseEvent) -> str:
    note = story.notes.get(event.data.get("note", 0))
    return note.text if note else ""


def _version_moved(story: Story, event: CaseEvent) -> Said:
    title = _("The service changed: your request follows its new rules")
    text = _("Version %(to)s. What you sent, and what was answered to you, stays as it was.")
    return title, text % {"to": event.data.get("to", "")}, "history"


def _assigned(story: Story, event: CaseEvent) -> Said:
    to = event.data.get("to")
    title = _("Entrusted to %(name)s") % {"name": to} if to else _("Given back to the whole unit")
    texts = story.words.items.get(event.subject)
    return title, texts.label if texts else "", "user"


def _reminded(story: Story, event: CaseEvent) -> Said:
    texts = story.words.deadlines.get(event.subject) or story.words.items[event.subject]
    values = {"date": plaindate(date.fromisoformat(event.data["due_on"]))}
    return _("Reminder sent: by %(date)s") % values, texts.label, "bell"


def _escalated(story: Story, event: CaseEvent) -> Said:
    texts = story.words.deadlines.get(event.subject) or story.words.items[event.subject]
    values = {"date": plaindate(date.fromisoformat(event.data["due_on"]))}
    return _("Soon late: by %(date)s") % values, texts.label, "alert"


def _duplicate(story: Story, event: CaseEvent) -> Said:
    """Another person's request is not named to the one who reads theirs."""
    if story.for_agents or event.data.get("same_person"):
        title = _("Closed: it repeats the request %(reference)s") % {"reference": event.data["of"]}
    else:
        title = _("Closed: it repeats a request received before")
    return title, event.data.get("message", ""), "check"


def _lookup(story: Story, event: CaseEvent) -> Said:
    found = _("Found.") if event.data.get("found") else _("Nothing known there.")
    return _("A register was asked"), found, "search"


def _payment(story: Story, event: CaseEvent) -> Said:
    return _("A transfer to your account is being prepared"), "", "euro"


def _payment_sent(story: Story, event: CaseEvent) -> Said:
    return _("The transfer was put in the bank’s file"), "", "euro"


def _payment_done(story: Story, event: CaseEvent) -> Said:
    return _("The bank carried out the transfer"), "", "euro"


def _charge(story: Story, event: CaseEvent) -> str:
    """What is paid for; a later version of the service may have left it."""
    texts = story.words.charges.get(charge_of(event.subject))
    return texts.label if texts else ""


def _charge_asked(story: Story, event: CaseEvent) -> Said:
    if not event.data["cents"]:
        return _("Nothing to pay"), _charge(story, event), "euro"
    title = _("To be paid: %(amount)s") % {"amount": euros(event.data["cents"])}
    return title, _charge(story, event), "euro"


def _charge_paid(story: Story, event: CaseEvent) -> Said:
    title = _("Paid: %(amount)s") % {"amount": euros(event.data["cents"])}
    return title, _charge(story, event), "euro"


def _charge_refunded(story: Story, event: CaseEvent) -> Said:
    title = _("A refund is being prepared: %(amount)s") % {"amount": euros(event.data["cents"])}
    return title, _charge(story, event), "euro"


SENTENCES: dict[str, Callable[[Story, CaseEvent], Said]] = {
    "submitted": _submitted,
    "arrival_corrected": _arrival_corrected,
    "moved": _moved,
    "item_opened": _item_opened,
    "prepared": _prepared,
    "item_done": _item_done,
    "item_amended": _item_amended,
    "signature_void": _signature_void,
    "item_expired": _item_expired,
    "item_overdue": _item_overdue,
    "item_cancelled": _item_cancelled,
    "item_sent_back": _item_sent_back,
    "item_passed_on": _item_passed_on,
    "item_insisted": _item_insisted,
    "deadline_suspended": _suspended,
    "deadline_resumed": _resumed,
    "deadline_expired": _deadline_expired,
    "message": _message,
    "note": _note,
    "version_moved": _version_moved,
    "assigned": _assigned,
    "reminded": _reminded,
    "escalated": _escalated,
    "duplicate": _duplicate,
    "lookup": _lookup,
    "charge_asked": _charge_asked,
    "charge_paid": _charge_paid,
    "charge_refunded": _charge_refunded,
    "payment": _payment,
    "payment_sent": _payment_sent,
    "payment_done": _payment_done,
}
