"""How a sheet is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from parvis.workshop.reading import Choices, Reading
from parvis.workshop.written import MISSING, Path

Said = str | Promise
Offered = Callable[[Reading], Choices]


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer in a scenario answers. `inner`: of a group, a person, an address…"""

    id: str
    label: Said
    type: str
    options: Choices = field(default_factory=list)
    inner: "tuple[Question, ...]" = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One key. `kind`: how it is asked (`forms.kinds`). `types`: only for fields of these types."""

    key: str
    kind: str
    label: Said
    help: Said = ""
    offered: Offered | None = None
    types: frozenset[str] = frozenset()
    default: Any = None
    """What is meant when the key is not written."""
    needed: bool = False
    parts: tuple["Ask", ...] = ()
    """Of a record, of the rows of a list, or the key and the value of a table."""
    empty: Any = MISSING
    """Of the value of a table: what a key alone means."""
    questions: "Callable[[Reading, Path], list[Question]] | None" = None
    """Of answers: what they answer, for the thing at that path."""

    @property
    def path(self) -> Path:
        return tuple(self.key.split("."))


@dataclass(frozen=True, slots=True)
class Word:
    """One text, in each language."""

    key: str
    label: Said
    long: bool = False
    needed: bool = False
    help: Said = ""
    types: frozenset[str] = frozenset()
    lines: bool = False
    """A list of texts, one on each line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`listed`: the key of short names that have words of their own (options, results)."""

    name: str
    title: Said
    asks: tuple[Ask, ...] = ()
    words: tuple[Word, ...] = ()
    listed: str = ""
    has_fields: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """A sheet and the thing it is about: where in its file, where in the texts."""

    sheet: Sheet
    file: str
    path: Path
    words: Path
    type: str = ""
    """Which questions of the sheet concern it: one word, or several."""

    @property
    def types(self) -> frozenset[str]:
        return frozenset(self.type.split())

    @property
    def asks(self) -> list[Ask]:
        return [one for one in self.sheet.asks if not one.types or one.types & self.types]

    @property
    def said(self) -> list[Word]:
        return [one for one in self.sheet.words if not one.types or one.types & self.types]

    @property
    def listed(self) -> str:
        is_field = self.sheet.name == "field"
        return "" if is_field and self.type not in {"choice", "choices"} else self.sheet.listed

    @property
    def has_fields(self) -> bool:
        return self.sheet.has_fields and (self.sheet.name != "field" or self.type == "group")


def fixed(choices: Mapping[str, Said]) -> Offered:
    return lambda reading: [(key, str(label)) for key, label in choices.items()]


def or_nothing(offered: Offered, nothing: Said) -> Offered:
    return lambda reading: [("", str(nothing)), *offered(reading)]
