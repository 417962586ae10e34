"""What the case page of agents shows, ready to draw; no query is made here but the reader's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.cases import rules
from parvis.cases.answers import one_line, readable, summary
from parvis.cases.engine import clock as clocks
from parvis.cases.engine import hands, moves, opinions, signed
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.engine.signatures import SCANS as SIGNED
from parvis.cases.models import Attachment, Case, Deadline, Note, WorkItem
from parvis.cases.paper.codes import SCANS
from parvis.cases.queries import CaseView, TimelineEntry
from parvis.cases.queries.lists import badge_of_result
from parvis.cases.queries.standing import came_on_paper
from parvis.cases.queries.timeline import DocumentLink
from parvis.cases.views.agent.frame import language
from parvis.catalogue.definition import Package, TextsFile
from parvis.core.ui.words import today
from parvis.directory.models import Unit

FileLink = tuple[Attachment, str]


def file_url(case: Case, file: Attachment) -> str:
    """Empty while nobody may open it."""
    if file.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        return ""
    return reverse("cases:agent-attachment", args=[case.reference, file.pk])


# Answers -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines`: what was answered; `files` instead, for files."""

    label: str
    lines: list[str]
    files: list[FileLink] = field(default_factory=list)


def answers_of(
    package: Package, case: Case, view: CaseView, files: list[Attachment]
) -> list[tuple[str, list[Answer]]]:
    """By page of the form, only what the reader may see."""
    only = None if view.fields_visible == "all" else view.fields_visible
    given = {one.id for one in package.form.all_fields() if one.type == "files"}
    told = [
        (title, [_answer(case, row, given, files) for row in rows])
        for title, rows in summary(package, case.answers, language(), files=files, only=only)
    ]
    scans = [(file, file_url(case, file)) for file in files if file.field == SCANS]
    if scans:
        told.append((_("Form on paper"), [Answer(_("Pages received"), [], scans)]))
    return told


def _answer(
    case: Case, row: tuple[str, Any, str], given: set[str], files: list[Attachment]
) -> Answer:
    label, value, field_id = row
    mine = [
        (file, file_url(case, file))
        for file in files
        if file.note_id is None and file.field.split(".")[0] == field_id
    ]
    if field_id in given:
        return Answer(label, [], mine)
    return Answer(label, value if isinstance(value, list) else str(value).splitlines(), mine)


# Tasks -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """A work item as its reader sees it. `said`: what was answered with its result. `returned`: why
    it was last sent back, while the lead unit has not answered."""

    item: WorkItem
    label: str
    ask: str
    result: str
    silence: str
    said: list[tuple[str, str]]
    why: list[str]
    is_open: bool
    is_overdue: bool
    is_soon_late: bool
    is_mine: bool
    may_conclude: bool
    may_send_back: bool
    may_answer: bool
    returned: dict[str, Any]
    opinion: "Opinion | None" = None
    preparation: "Preparation | None" = None
    signature: "Signature | None" = None
    may_record: bool = False
    badge: str = "success"
    badge_icon: str = "check"

    @property
    def is_ours(self) -> bool:
        return self.may_conclude or self.may_answer


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody else's than the applicant. `where`: how they are reached; `is_own`: at the
    applicant's own address; `files`: the signed paper."""

    who: str
    how: str
    where: str
    is_own: bool
    text: str
    files: list[FileLink]


def _signature(case: Case, item: WorkItem, files: list[Attachment]) -> Signature | None:
    if not hands.is_signature(item):
        return None
    return Signature(
        who=item.asked["expert"],
        how=signed.how_of(item),
        where=signed.where(item),
        is_own=item.asked["own"],
        text=item.inputs.get("text", ""),
        files=[(one, file_url(case, one)) for one in files if one.field == f"{SIGNED}{item.pk}"],
    )


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was asked by hand, as its reader may know it. `is_hidden`: answered, for others."""

    question: str
    by: str
    who: str
    shown: str
    is_hidden: bool
    is_outside: bool
    may_withdraw: bool
    text: str
    files: list[FileLink]
    question_files: list[FileLink]


def _opinion(case: Case, item: WorkItem, party: Party, files: list[Attachment]) -> Opinion | None:
    if "question" not in item.asked:
        return None
    reads = rules.reads_answer(case, item, party)
    linked = [(file, file_url(case, file)) for file in files]
    asked = item.asked.get("files", ())
    return Opinion(
        question=item.asked["question"],
        by=item.asked["by"],
        who=opinions.who(item),
        shown=opinions.shown_in_words(item),
        is_hidden=item.done_at is not None and not reads,
        is_outside=hands.is_outside(item),
        may_withdraw=moves.may_withdraw(item, party),
        text=item.inputs.get("text", "") if reads else "",
        files=[one for one in linked if one[0].field == f"{opinions.ANSWER_FILES}{item.pk}"],
        question_files=[one for one in linked if str(one[0].pk) in asked],
    )


@dataclass(frozen=True, slots=True)
class Preparation:
    """A move that waits to be validated. `said`: what was typed with it; `documents`: the letters
    it would issue, (id, title); `text`: why it was sent back."""

    label: str
    by: str
    validated: list[str]
    said: list[tuple[str, str]]
    documents: list[tuple[str, str]]
    may_withdraw: bool
    text: str


def preparation_of(case: Case, item: WorkItem, party: Party) -> Preparation | None:
    made = script_of(case.version_id).transition(item.asked.get("move", ""))
    if made is None:
        return None
    words = script_of(case.version_id).package.words(language())
    texts, inputs = words.transitions[made.id], item.asked["inputs"]
    said = [
        (
            texts.fields[one.id].label,
            one_line(readable(one, inputs.get(one.id), texts.fields[one.id], language())),
        )
        for one in made.fields
    ]
    return Preparation(
        label=texts.label,
        by=item.asked["by"],
        validated=item.asked["validated"],
        said=[(label, value) for label, value in said if value],
        documents=[(one, words.documents[one].title) for one in made.issues],
        may_withdraw=moves.may_withdraw(item, party),
        text=item.inputs.get("text", ""),
    )


def tasks_of(
    case: Case, words: TextsFile, view: CaseView, party: Party, files: list[Attachment]
) -> list[Task]:
    """Open ones first, by date; then those done, the last one first."""
    tasks = [_task(case, words, item, party, files) for item in view.items]
    waiting = [task for task in tasks if task.is_open]
    waiting.sort(key=lambda task: (task.item.due_on is None, task.item.due_on, task.item.pk))
    return waiting + [task for task in reversed(tasks) if not task.is_open]


def _task(
    case: Case, words: TextsFile, item: WorkItem, party: Party, files: list[Attachment]
) -> Task:
    texts, script = words.items[item.kind], script_of(case.version_id)
    fields = {one.id: one for one in script.package.process.items[item.kind].fields}
    is_open = item.done_at is None
    opinion = _opinion(case, item, party, files)
    badge, icon = badge_of_result(script.package.process.items[item.kind], item.result)
    return Task(
        item=item,
        label=texts.label,
        ask=texts.ask,
        result="" if opinion and opinion.is_hidden else texts.results.get(item.result, ""),
        silence=texts.silence if item.by_silence else "",
        said=[
            (texts.fields[name].label, written)
            for name, value in item.inputs.items()
            if name in fields
            and (written := one_line(readable(fields[name], value, texts.fields[name], language())))
        ],
        why=clocks.sentences(item.due_why),
        is_open=is_open,
        is_overdue=is_open and item.due_on is not None and item.due_on < today(),
        is_soon_late=is_open and item.escalated_at is not None,
        is_mine=item.assigned_to_id is not None and item.assigned_to_id == party.account_id,
        may_conclude=moves.may_conclude(item, party),
        may_send_back=moves.may_send_back(script, case, item, party),
        may_answer=moves.may_answer_return(case, item, party),
        returned=item.returns[-1] if item.sent_back_at else {},
        opinion=opinion,
        preparation=preparation_of(case, item, party),
        signature=_signature(case, item, files),
        may_record=moves.may_record(case, item, party),
        badge=badge,
        badge_icon=icon,
    )


# Dates -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """A legal clock. `state`: running, suspended, met, passed."""

    label: str
    explain: str
    silence: str
    due_on: Any
    state: str
    why: list[str]


def clocks_of(case: Case, words: TextsFile, deadlines: Iterable[Deadline]) -> list[Clock]:
    script = script_of(case.version_id)
    return [
        Clock(
            label=words.deadlines[one.rule].label,
            explain=words.deadlines[one.rule].explain,
            silence=words.deadlines[one.rule].silence,
            due_on=one.due_on,
            state=_state(one),
            why=clocks.reasons(one, words, on_paper=came_on_paper(script, case, one)),
        )
        for one in sorted(deadlines, key=lambda one: one.pk)
    ]


def _state(deadline: Deadline) -> str:
    if deadline.met_at is not None:
        return "met"
    if deadline.expired_at is not None:
        return "passed"
    return "suspended" if deadline.suspended_since is not None else "running"


# What was said -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A message or a note. `kind`: theirs, ours, partner, internal."""

    author: str
    at: datetime
    text: str
    kind: str
    files: list[FileLink]


def talk_of(
    case: Case, notes: Iterable[Note], units: dict[int, Unit], files: list[Attachment]
) -> list[Said]:
    return [
        Said(
            author=_author(note, units),
            at=note.at,
            text=note.text,
            kind=_kind(case, note),
            files=[(file, file_url(case, file)) for file in files if file.note_id == note.pk],
        )
        for note in notes
    ]


def _kind(case: Case, note: Note) -> str:
    if note.audience == "agents":
        return "internal"
    if note.audience != "all":
        return "partner"
    is_desk = note.unit_id is not None and note.unit_id == case.filed_by_unit_id
    return "theirs" if note.author_kind == "applicant" or is_desk else "ours"


def _author(note: Note, units: dict[int, Unit]) -> str:
    said = f"{note.author_label}, {note.unit.name}" if note.unit else note.author_label
    if note.audience in {"all", "agents"}:
        return said
    key = int(note.audience.removeprefix("part:"))
    if key == note.unit_id or key not in units:
        return said
    # Translators: who wrote to which other service
    return _("%(author)s, to %(unit)s") % {"author": said, "unit": units[key].name}


# What happened -----------------------------------------------------------------------------------

_KINDS = {
    "submitted": "success",
    "moved": "accent",
    "deadline_expired": "warning",
    "item_expired": "warning",
    "item_overdue": "danger",
    "escalated": "warning",
    "deadline_suspended": "warning",
}
_ELSEWHERE = {"message", "note"}


def story_of(case: Case, entries: Iterable[TimelineEntry]) -> list[dict[str, Any]]:
    """The last first, without what was said, which stands apart."""
    return [
        {
            "at": entry.at,
            "title": entry.title + (" · " + _("internal") if entry.is_internal else ""),
            "text": entry.text,
            "icon": entry.icon,
            "kind": _KINDS.get(entry.kind, "neutral"),
            "actor": entry.actor,
            "items": [{"label": one.title, "href": _link(case, one)} for one in entry.documents],
        }
        for entry in reversed(list(entries))
        if entry.kind not in _ELSEWHERE
    ]


def _link(case: Case, link: DocumentLink) -> str:
    name = "cases:agent-document" if link.is_issued else "cases:agent-attachment"
    return reverse(name, args=[case.reference, link.id])
