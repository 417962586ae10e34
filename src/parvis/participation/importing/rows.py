"""What a former platform held, as plain values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

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
class FormerOutcome:
    """A project that was put to a budget vote, or a result that was followed (`progress`, 0 to 100
    per cent)."""

    key: str
    title: str
    text: str = ""
    cost_cents: int | None = None
    votes: int | None = None
    status: str = ""
    progress: int | None = None
    space: str = ""


@dataclass(slots=True)
class Export:
    """Everything that was read. `left_out`: what, with how many, and why nothing is made of it;
    `notes`: how the files were understood; `spaces`: ideas by participatory space."""

    ideas: list[FormerIdea] = field(default_factory=list)
    remarks: list[FormerRemark] = field(default_factory=list)
    projects: list[FormerOutcome] = field(default_factory=list)
    results: list[FormerOutcome] = field(default_factory=list)
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
    def states(self) -> Mapping[str, int]:
        return Counter(one.state for one in self.ideas)
