"""What happened, as its reader may know it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import override

from parvis.cases import rules
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.given import BY_SERVICE, file_ids
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.engine.words import Values
from parvis.cases.models import Attachment, Case, CaseEvent, IssuedDocument, Note, WorkItem
from parvis.cases.queries.chapters import chapters
from parvis.cases.queries.moves import deadlines_of, items_of
from parvis.cases.queries.sentences import SENTENCES, Story
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
    for_agents = not rules.writes_as_applicant(case, viewer)
    note_ids = {event.data.get("note") for event in events} - {None}
    items = items_of(case)
    given = {event.pk: _given(event, items) for event in events}
    files_of, given_of = _files(case, note_ids, given, files, for_agents=for_agents)
    package = script_of(case.version_id).package
    names_applicant = rules.is_told_who_applies(case, viewer, package, items)
    with override(language):
        now = _story(case, viewer, language, notes, for_agents, items)
        stories = [
            replace(now, script=script, words=script.package.words(language), values=values)
            for script, values in (chapters(case, language) if cuts else [])
        ]
        stories.append(now)
        entries = []
        for event in events:
            story = stories[bisect_left(cuts, event.pk)]
            said = SENTENCES.get(event.kind)
            if said is None:
                continue
            title, text, icon = said(story, event)
            links = [
                *links_of[event.pk],
                *files_of[event.data.get("note")],
                *given_of[event.pk],
            ]
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


def _given(event: CaseEvent, items: Iterable[WorkItem]) -> set[UUID]:
    """Keys of files that came with a move, or with what concluded a task."""
    if event.kind == "moved":
        return file_ids(event.data.get("inputs", {}))
    if event.kind != "item_done":
        return set()
    named = event.subject, event.data.get("ordinal")
    return set().union(*(file_ids(i.inputs) for i in items if (i.kind, i.ordinal) == named))


def _files(
    case: Case,
    note_ids: set[int],
    given: Mapping[int, set[UUID]],
    read: Iterable[Attachment] | None,
    *,
    for_agents: bool,
) -> tuple[dict[int | None, list[DocumentLink]], dict[int, list[DocumentLink]]]:
    """By the message they came with, and by the event."""
    of_notes: dict[int | None, list[DocumentLink]] = defaultdict(list)
    of_events: dict[int, list[DocumentLink]] = defaultdict(list)
    event_of = {key: pk for pk, keys in given.items() for key in keys}
    if read is None and (note_ids or event_of):
        wanted = Q(note_id__in=note_ids) | Q(pk__in=event_of)
        read = Attachment.objects.filter(wanted, case=case).order_by("pk")
        read = read if for_agents else read.exclude(field__startswith=BY_SERVICE)
    for file in read or ():
        link = DocumentLink(file.pk, file.name, False)
        if file.note_id in note_ids:
            of_notes[file.note_id].append(link)
        elif file.pk in event_of:
            of_events[event_of[file.pk]].append(link)
    return of_notes, of_events


def _story(
    case: Case,
    viewer: Party,
    language: str,
    read: Iterable[Note] | None,
    for_agents: bool,
    items: list[WorkItem],
) -> Story:
    if read is None:
        read = Note.objects.filter(case=case).order_by("pk")
    script = script_of(case.version_id)
    return Story(
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
        asked={
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
