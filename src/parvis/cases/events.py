"""What other domains may hear about cases.

`event_ids`: the events of its story that the fact added, in their order; PostgreSQL fills them in.
An effect says by `nth` which of them it follows.
"""

from dataclasses import dataclass, field
from typing import Any

from parvis.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(Event):
    """A case exists. `effects`: what is to be written and told, with words frozen that day."""

    event_name = "cases.submitted"
    case_id: int
    installation_id: int
    channel: str
    event_ids: list[int] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Event):
    """Something changed on a case: a transition, an item done, a date passed."""

    event_name = "cases.moved"
    case_id: int
    state: str
    legal_state: str
    event_ids: list[int] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(Event):
    """A message between the applicant and the administration, or within it."""

    event_name = "cases.message_written"
    case_id: int
    note_id: int
    effects: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReminded(Event):
    """A date comes near; nothing changed on the case."""

    event_name = "cases.reminded"
    case_id: int
    event_ids: list[int] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)
