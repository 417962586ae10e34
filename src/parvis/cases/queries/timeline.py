"""What happened, as its reader may know it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from parvis.cases import rules
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.engine.words import Values
from parvis.cases.models import Attachment, Case, CaseEvent, IssuedDocument, Note
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
            said = SENTENCES.get(event.kind)
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
) -> Story:
    if read is None:
        read = Note.objects.filter(case=case).order_by("pk")
    script = script_of(case.version_id)
    items = items_of(case)
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
