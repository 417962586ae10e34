"""What a former platform held, as plain values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from parvis.core import clock

LISTED_FAULTS: Final = 100
"""So many faults are kept with their place; the others are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, where, and what to do. `line`: 0 for the whole file."""

    file: str
    line: int
    column: str
    message: str
    remedy: str = ""

    @property
    def place(self) -> str:
        where = self.file
        if self.line:
            where = _("%(file)s, line %(line)d") % {"file": where, "line": self.line}
        if self.column:
            where = _("%(place)s, column %(column)s") % {"place": where, "column": self.column}
        return where

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.place} –", self.message, self.remedy) if part)


class ExportRefused(ValueError):
    """Nothing of the file can be taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class FormerIdea:
    """`supports`: how many there, a total; nobody here. `state`: as the other platform says it."""

    key: str
    title: str
    text: str = ""
    theme: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    cost_cents: int | None = None
    state: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    supports: int = 0
    published_at: datetime | None = None
    author: str = ""
    space: str = ""
    url: str = ""
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerRemark:
    """A comment on an idea. `about`: the key of the idea, the address of its page, or, of an answer
    to another comment, the key of that one (`answers`). `side`: 1 for, -1 against, 0 neither."""

    key: str
    text: str
    side: int = 0
    about: str = ""
    answers: str = ""
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormerStep:
    """Something done, or due, on the way of a project or of a result."""

    key: str
    title: str
    text: str = ""
    on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class FormerProject:
    """A project that was put to a budget vote there. `budget`: which one; `votes` in the final
    vote, `supports` before it; `is_retained`: None where the export does not say. `ideas`: keys or
    pages of the proposals it came from; `rank`: 1 for the most voted."""

    key: str
    title: str
    rank: int = 0
    text: str = ""
    place: str = ""
    theme: str = ""
    cost_cents: int | None = None
    votes: int | None = None
    supports: int | None = None
    is_retained: bool | None = None
    status: str = ""
    budget: str = ""
    budget_title: str = ""
    made_at: datetime | None = None
    ideas: tuple[str, ...] = ()
    steps: tuple[FormerStep, ...] = ()
    space: str = ""


@dataclass(frozen=True, slots=True)
class FormerResult:
    """A result that was followed up there (`progress`, 0 to 100 per cent). `parent`: the result it
    is a part of; `steps`: those that are parts of it."""

    key: str
    title: str
    text: str = ""
    status: str = ""
    progress: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    changed_on: date | None = None
    parent: str = ""
    ideas: tuple[str, ...] = ()
    steps: tuple[FormerStep, ...] = ()
    space: str = ""

    @property
    def is_done(self) -> bool:
        return self.progress == 100

    @property
    def done_on(self) -> date | None:
        """The last day that may be meant, for what is done; never one to come."""
        days = [day for day in (self.due_on, self.changed_on) if day and day <= clock.today()]
        return days[0] if self.is_done and days else None


@dataclass(frozen=True, slots=True)
class FormerMeeting:
    """A meeting that took place. `way`: "on_site", "video", "mixed"; `attendees`: how many came."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    text: str = ""
    place: str = ""
    way: str = "on_site"
    hosts: str = ""
    attendees: int = 0
    minutes: str = ""
    closed_at: datetime | None = None
    space: str = ""


@dataclass(frozen=True, slots=True)
class FormerDebate:
    """What was debated, what was concluded, and what people said of it."""

    key: str
    title: str
    text: str = ""
    conclusions: str = ""
    url: str = ""
    at: datetime | None = None
    remarks: tuple[FormerRemark, ...] = ()
    space: str = ""


@dataclass(frozen=True, slots=True)
class FormerText:
    """Something to read, already in words."""

    key: str
    title: str
    text: str


@dataclass(slots=True)
class Export:
    """Everything that was read. `left_out`: what, with how many, and why nothing is made of it;
    `notes`: how the files were understood; `spaces`: ideas by participatory space."""

    ideas: list[FormerIdea] = field(default_factory=list)
    remarks: list[FormerRemark] = field(default_factory=list)
    projects: list[FormerProject] = field(default_factory=list)
    results: list[FormerResult] = field(default_factory=list)
    meetings: list[FormerMeeting] = field(default_factory=list)
    debates: list[FormerDebate] = field(default_factory=list)
    texts: list[FormerText] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    spaces: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)

    def fault(self, fault: Fault) -> None:
        if len(self.faults) < LISTED_FAULTS:
            self.faults.append(fault)
        else:
            self.more_faults += 1

    def leave(self, why: str, many: int = 1) -> None:
        self.left_out[why] += many

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    @property
    def is_empty(self) -> bool:
        return not (
            self.ideas or self.projects or self.results or self.meetings or self.debates
            or self.texts
        )  # fmt: skip

    @property
    def states(self) -> Mapping[str, int]:
        return Counter(one.state for one in self.ideas)
