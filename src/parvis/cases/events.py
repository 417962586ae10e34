"""What other domains may hear about cases."""

from dataclasses import dataclass, field
from typing import Any

from parvis.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(Event):
    """A case exists. `effects`: what is to be written and told, with words frozen that day."""

    event_name = "cases.submitted"
    case_id: int
    event_id: int
    installation_id: int
    channel: str
    effects: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Event):
    """Something changed on a case: a transition, an item done, a date passed."""

    event_name = "cases.moved"
    case_id: int
    event_id: int
    state: str
    legal_state: str
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
    event_id: int
    effects: list[dict[str, Any]] = field(default_factory=list)
