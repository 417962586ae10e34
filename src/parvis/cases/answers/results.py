"""What checking answers takes and gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from parvis.core import clock
from parvis.territory import queries as territory
from parvis.territory.models import Area


class GivenFile(Protocol):
    """What is known of a file given with an answer (`models.Attachment`)."""

    id: UUID
    field: str
    name: str
    mime: str
    size: int
    scan: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commune the person may have meant."""

    code: str
    label: str


@dataclass(slots=True)
class Checked:
    """`answers`: the valid ones, normalised, by field id. `errors`: what to do, by path:
    "field", "field.part", "group.0.field", "group.0.field.part". `candidates`: communes to choose
    from, by path."""

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)

    def refuse(self, path: str, message: str) -> None:
        self.errors.setdefault(path, []).append(message)

    @property
    def is_valid(self) -> bool:
        return not self.errors


class Refused(Exception):
    """One answer cannot be kept: messages by part ("" is the field itself)."""

    def __init__(
        self,
        errors: str | Mapping[str, str],
        candidates: Mapping[str, list[Candidate]] | None = None,
    ) -> None:
        self.errors = {"": errors} if isinstance(errors, str) else dict(errors)
        self.candidates = dict(candidates or {})
        super().__init__(" ".join(self.errors.values()))


class Communes:
    """Territory look-ups of one check, each asked once."""

    def __init__(self) -> None:
        self._by_code: dict[str, Area | None] = {}
        self._found: dict[tuple[str, int], list[Area]] = {}

    def by_code(self, code: str) -> Area | None:
        if code not in self._by_code:
            self._by_code[code] = territory.commune(code)
        return self._by_code[code]

    def search(self, text: str, limit: int = 8) -> list[Area]:
        key = (text, limit)
        if key not in self._found:
            self._found[key] = territory.search_communes(text, limit)
        return self._found[key]


@dataclass(frozen=True, slots=True)
class Around:
    """What a check needs beside the answers. `facts`: roots conditions may read other than
    answers ("applicant", "case", …). `region`: where a phone number without prefix is dialled."""

    today: date = field(default_factory=clock.today)
    region: str = "FR"
    facts: Mapping[str, Any] = field(default_factory=dict)
    communes: Communes = field(default_factory=Communes)


Files = Iterable[GivenFile]
