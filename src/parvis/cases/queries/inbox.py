"""What an agent's units can act on, overdue first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

PAGE = 20


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """`installation_id`: one service. `commune`: INSEE code where the case lies. `assigned`: "me"
    needs `account_id`. Nothing set: everything."""

    installation_id: int | None = None
    commune: str = ""
    channel: str = ""
    assigned: Literal["", "me", "nobody"] = ""
    overdue: bool = False
    state: str = ""
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list; `str()` of it goes in an address, signed."""

    due_on: date
    turn_id: int

    def __str__(self) -> str:
        raise NotImplementedError

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None when it is forged or cut."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing to act on: the case itself, or one of its items. `title` and `applicant` are empty
    where the unit may not read them."""

    turn_id: int
    reference: str
    service: str
    icon: str
    title: str
    applicant: str
    what: str
    """State, or item, in words."""
    channel: str
    commune: str
    unit_id: int
    unit: str
    item_id: int | None
    due_on: date | None
    overdue: bool
    assigned_to: str
    assigned_to_id: UUID | None
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: list[InboxRow] = field(default_factory=list)
    next: Cursor | None = None


def inbox(
    *,
    unit_ids: Iterable[int],
    filters: InboxFilters | None = None,
    after: Cursor | None = None,
    size: int = PAGE,
) -> InboxPage:
    """One page of the turns of these units, by date. One query for one unit, two for several."""
    raise NotImplementedError
