"""What happened, as its reader may know it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases import rules
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import Script, script_of
from parvis.cases.engine.words import Values, written
from parvis.cases.models import Attachment, Case, CaseEvent, IssuedDocument, Note, WorkItem
from parvis.cases.queries.chapters import chapters
from parvis.cases.queries.moves import deadlines_of, items_of
from parvis.catalogue.definition import TextsFile
from parvis.core.prepared import Given, Prepared


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document or file of an entry; views make its address. `is_issued`: made by the process;
    else a file somebody gave."""

    id: UUID
    title: str
    is_issued: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the story. `kind` is the event's; `icon` a name of the sprite. `is_internal`: not
    shown to the applicant."""

    at: datetime
    title: str
    text: str
    icon: str
    kind: str
    actor: str
    documents: list[DocumentLink] = field(default_factory=list)
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class _Story:
    """What the sentences are made from, fetched once."""

    script: Script
    words: TextsFile
    values: Values
    notes: dict[int, Note]
    for_agents: bool
    opinions: dict[tuple[str, int], WorkItem]
    """Asked by hand and answered in a way that the reader may know, by kind and ordinal."""


def timeline(
    case: Case,
    viewer: Party,
    language: str,
    *,
    notes: Iterable[Note] | None = None,
    documents: Iterable[IssuedDocument] | None = None,
    files: Iterable[Attachment] | None = None,
) -> list[TimelineEntry]:
    """Oldest first. The applicant reads what is for all; units that see a part, their part only.

    Five queries, whatever the length; less by those `notes`, `documents` and `files` that a page
    has read already, as the viewer sees them (`view_of`).
    """
    scope = rules.scope_of(case, viewer)
    if scope == "none":
        return []
    every = _events.all(case=case.pk)
    events = [event for event in every if _may_read(event, case, viewer, scope)]
    cuts = [event.pk for event in every if event.kind == "version_moved"]
    links_of = _documents(case, scope, documents)
    files_of = _files(case, {event.data.get("note") for event in events} - {None}, files)
    package = script_of(case.version_id).package
    names_applicant = rules.is_told_who_applies(case, viewer, package, items_of(case))
    with override(language):
        for_agents = not rules.writes_as_applicant(case, viewer)
        now = _story(case, viewer, language, notes, for_agents)
        stories = [
            replace(now, script=script, words=script.package.words(language), values=values)
            for script, values in (chapters(case, language) if cuts else [])
        ]
        stories.append(now)
        entries = []
        for event in events:
            story = stories[bisect_left(cuts, event.pk)]
            said = _SENTENCES.get(event.kind)
            if said is None:
                continue
            title, text, icon = said(story, event)
            links = links_of[event.pk] + files_of[event.data.get("note")]
            entries.append(
                TimelineEntry(
                    at=event.at,
                    title=title,
                    text=text,
                    icon=icon,
                    kind=event.kind,
                    actor=_actor(event, names_applicant=names_applicant),
                    documents=links,
                    is_internal=event.audience != "all",
                )
            )
    return entries


_events = Prepared(
    lambda: (
        CaseEvent.objects.filter(case=Given("case"))
        .select_related("unit__institution")
        .order_by("pk")
    )
)


def _may_read(event: CaseEvent, case: Case, viewer: Party, scope: rules.Scope) -> bool:
    if scope == "part":
        mine = {f"part:{unit_id}" for unit_id in viewer.unit_ids}
        if event.audience in mine or event.kind == "submitted":
            return True
        return event.unit_id in viewer.unit_ids and event.kind.startswith("item_")
    if rules.writes_as_applicant(case, viewer):
        return event.audience == "all"
    return True


def _documents(
    case: Case, scope: rules.Scope, read: Iterable[IssuedDocument] | None
) -> dict[int | None, list[DocumentLink]]:
    links: dict[int | None, list[DocumentLink]] = defaultdict(list)
    if scope != "part":
        if read is None:
            read = IssuedDocument.objects.filter(case=case).order_by("made_at", "kind")
        for document in read:
            links[document.event_id].append(DocumentLink(document.pk, document.title, True))
    return links


def _files(
    case: Case, note_ids: set[int], read: Iterable[Attachment] | None
) -> dict[int | None, list[DocumentLink]]:
    links: dict[int | None, list[DocumentLink]] = defaultdict(list)
    if note_ids and read is None:
        read = Attachment.objects.filter(case=case, note_id__in=note_ids).order_by("pk")
    for file in read or ():
        if file.note_id in note_ids:
            links[file.note_id].append(DocumentLink(file.pk, file.name, False))
    return links


def _story(
    case: Case, viewer: Party, language: str, read: Iterable[Note] | None, for_agents: bool
) -> _Story:
    if read is None:
        read = Note.objects.filter(case=case).order_by("pk")
    script = script_of(case.version_id)
    items = items_of(case)
    return _Story(
        script=script,
        words=script.package.words(language),
        values=Values(
            script,
            case,
            language=language,
            submitted_on=LocalTime(case.area).day_of(case.submitted_at),
            items=items,
            deadlines=deadlines_of(case),
        ),
        notes={note.pk: note for note in read},
        for_agents=for_agents,
        opinions={
            (item.kind, item.ordinal): item
            for item in items
            if item.asked and rules.reads_answer(case, item, viewer)
        },
    )


def _actor(event: CaseEvent, *, names_applicant: bool) -> str:
    """People see who acted and for which service; the system has no name. A unit that is not told
    who applies does not learn it here."""
    if event.actor_kind == "system":
        return ""
    if event.actor_kind in {"resident", "visitor", "helper"} and not names_applicant:
        return ""
    # The unit of these is the one that receives the task, not the one that acted.
    given_to_another = event.kind in {
        "item_opened",
        "item_cancelled",
        "item_passed_on",
        "item_insisted",
    }
    if event.actor_kind == "agent" and event.unit is not None and not given_to_another:
        return f"{event.actor_label}, {event.unit.name} ({event.unit.institution.name})"
    return event.actor_label


# What each kind of event says: (title, text, icon) ---------------------------------------------

Said = tuple[str, str, str]


def _submitted(story: _Story, event: CaseEvent) -> Said:
    return _("The request was received"), "", "file"


def _moved(story: _Story, event: CaseEvent) -> Said:
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


def _icon_of(story: _Story, event: CaseEvent) -> str:
    if event.data.get("silence_of"):
        return "hourglass"
    transition = story.script.transition(event.subject)
    return "x-circle" if transition is not None and transition.kind == "danger" else "check"


def _item_opened(story: _Story, event: CaseEvent) -> Said:
    opened = story.values.fill(story.words.items[event.subject].opened)
    values = {"who": event.data.get("to", ""), "date": ""}
    if not values["who"]:
        return opened, "", "handshake"
    if not event.data.get("due_on"):
        return opened, _("Asked of %(who)s.") % values, "handshake"
    values["date"] = written(date.fromisoformat(event.data["due_on"]))
    return opened, _("Asked of %(who)s, before %(date)s.") % values, "handshake"


def _item_done(story: _Story, event: CaseEvent) -> Said:
    texts = story.words.items[event.subject]
    result = texts.results.get(event.data.get("result", ""), "")
    if not story.script.package.process.items[event.subject].asked_by:
        return texts.label, result, "check-circle"
    item = story.opinions.get((event.subject, event.data.get("ordinal", 0)))
    if item is None:
        return texts.label, _("Answered."), "check-circle"
    said = item.inputs.get("text", "")
    return texts.label, f"{result}\n\n{said}" if said else result, "check-circle"


def _item_amended(story: _Story, event: CaseEvent) -> Said:
    return story.words.items[event.subject].label, _("The report was completed."), "edit"


def _item_expired(story: _Story, event: CaseEvent) -> Said:
    texts = story.words.items[event.subject]
    said = story.values.fill(texts.silence) or _("The date passed without an answer.")
    return texts.label, said, "hourglass"


def _item_overdue(story: _Story, event: CaseEvent) -> Said:
    return story.words.items[event.subject].label, _("The date has passed."), "alert"


def _item_cancelled(story: _Story, event: CaseEvent) -> Said:
    return story.words.items[event.subject].label, _("No longer needed."), "x"


def _item_sent_back(story: _Story, event: CaseEvent) -> Said:
    """What services write to each other is theirs to read; the person reads who has the hand."""
    title = _("%(unit)s answers that this is not theirs to do") % {"unit": _unit_of(event)}
    lead = story.words.functions[story.script.package.service.lead].name
    now = _("%(lead)s has the hand and finds out who can answer.") % {"lead": lead}
    return title, event.data["reason"] if story.for_agents else now, "arrow-left"


def _item_passed_on(story: _Story, event: CaseEvent) -> Said:
    title = _("Passed on to %(unit)s") % {"unit": _unit_of(event)}
    return title, story.words.items[event.subject].label, "handshake"


def _item_insisted(story: _Story, event: CaseEvent) -> Said:
    title = _("%(unit)s is asked again") % {"unit": _unit_of(event)}
    label = story.words.items[event.subject].label
    return title, event.data["message"] if story.for_agents else label, "handshake"


def _unit_of(event: CaseEvent) -> str:
    return f"{event.unit.name} ({event.unit.institution.name})" if event.unit else ""


def _suspended(story: _Story, event: CaseEvent) -> Said:
    return _("The clock stands still"), story.words.deadlines[event.subject].label, "hourglass"


def _resumed(story: _Story, event: CaseEvent) -> Said:
    values = {
        "label": story.words.deadlines[event.subject].label,
        "date": written(date.fromisoformat(event.data["due_on"])),
    }
    return _("The clock runs again"), _("%(label)s: before %(date)s") % values, "clock"


def _deadline_expired(story: _Story, event: CaseEvent) -> Said:
    values = {"date": written(date.fromisoformat(event.data["due_on"]))}
    title = _("The date of %(date)s has passed") % values
    return title, story.words.deadlines[event.subject].label, "alert"


def _message(story: _Story, event: CaseEvent) -> Said:
    return _("Message"), _text_of(story, event), "message"


def _note(story: _Story, event: CaseEvent) -> Said:
    return _("Internal note"), _text_of(story, event), "lock"


def _text_of(story: _Story, event: CaseEvent) -> str:
    note = story.notes.get(event.data.get("note", 0))
    return note.text if note else ""


def _version_moved(story: _Story, event: CaseEvent) -> Said:
    title = _("The service changed: your request follows its new rules")
    text = _("Version %(to)s. What you sent, and what was answered to you, stays as it was.")
    return title, text % {"to": event.data.get("to", "")}, "history"


def _assigned(story: _Story, event: CaseEvent) -> Said:
    to = event.data.get("to")
    title = _("Entrusted to %(name)s") % {"name": to} if to else _("Given back to the whole unit")
    texts = story.words.items.get(event.subject)
    return title, texts.label if texts else "", "user"


def _reminded(story: _Story, event: CaseEvent) -> Said:
    texts = story.words.deadlines.get(event.subject) or story.words.items[event.subject]
    values = {"date": written(date.fromisoformat(event.data["due_on"]))}
    return _("Reminder sent: before %(date)s") % values, texts.label, "bell"


def _escalated(story: _Story, event: CaseEvent) -> Said:
    texts = story.words.deadlines.get(event.subject) or story.words.items[event.subject]
    values = {"date": written(date.fromisoformat(event.data["due_on"]))}
    return _("Soon late: before %(date)s") % values, texts.label, "alert"


def _duplicate(story: _Story, event: CaseEvent) -> Said:
    """Another person's request is not named to the one who reads theirs."""
    if story.for_agents or event.data.get("same_person"):
        title = _("Closed: it repeats the request %(reference)s") % {"reference": event.data["of"]}
    else:
        title = _("Closed: it repeats a request received before")
    return title, event.data.get("message", ""), "check"


def _lookup(story: _Story, event: CaseEvent) -> Said:
    found = _("Found.") if event.data.get("found") else _("Nothing known there.")
    return _("A register was asked"), found, "search"


def _payment(story: _Story, event: CaseEvent) -> Said:
    return _("A transfer to your account is being prepared"), "", "euro"


def _payment_sent(story: _Story, event: CaseEvent) -> Said:
    return _("The transfer was put in the bank’s file"), "", "euro"


def _payment_done(story: _Story, event: CaseEvent) -> Said:
    return _("The bank carried out the transfer"), "", "euro"


_SENTENCES: dict[str, Callable[[_Story, CaseEvent], Said]] = {
    "submitted": _submitted,
    "moved": _moved,
    "item_opened": _item_opened,
    "item_done": _item_done,
    "item_amended": _item_amended,
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
    "payment": _payment,
    "payment_sent": _payment_sent,
    "payment_done": _payment_done,
}
