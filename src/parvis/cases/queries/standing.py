"""Where a case stands, in words."""

from dataclasses import dataclass, field
from datetime import date

from parvis.cases.engine.party import Party
from parvis.cases.models import Case


@dataclass(frozen=True, slots=True)
class Standing:
    """`hand_label`: who is expected to act. `due_label`: what the date is; `why`: its computation,
    a sentence a step. `steps`: {"label", "state": done|current|todo}. `next_label`: what follows,
    empty at the end."""

    state_label: str
    explain: str
    hand_label: str
    due_on: date | None
    due_label: str
    why: list[str] = field(default_factory=list)
    suspended: bool = False
    steps: list[dict[str, str]] = field(default_factory=list)
    next_label: str = ""
    is_overdue: bool = False
    is_mine: bool = False
    """The reader has the hand."""


def standing(case: Case, viewer: Party, language: str) -> Standing:
    """Two queries at most, none when `open_case_as` gave the case."""
    raise NotImplementedError
