"""What happened, as its reader may know it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from parvis.cases.engine.party import Party
from parvis.cases.models import Case


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document or file of an entry; views make its address."""

    id: UUID
    title: str
    is_issued: bool
    """Made by the process; else a file somebody gave."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the story. `kind` is the event's; `icon` a name of the sprite."""

    at: datetime
    title: str
    text: str
    icon: str
    kind: str
    actor: str
    documents: list[DocumentLink] = field(default_factory=list)
    is_internal: bool = False
    """Not shown to the applicant."""


def timeline(case: Case, viewer: Party, language: str) -> list[TimelineEntry]:
    """Oldest first. The applicant reads what is for all; units that see a part, their part only."""
    raise NotImplementedError
