"""A dataset: its columns, where its rows come from, and the registry of all of them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import Choices, QuerySet
from django.utils.functional import Promise

from parvis.participation.models import Act, Consultation
from parvis.participation.rules import rules_of

Kind = Literal["string", "integer", "boolean", "date", "datetime", "list"]
"""As Frictionless Table Schema names them; a list is of strings."""
Row = Mapping[str, Any]
Found = QuerySet[Any, Any]
"""Of `values()`."""
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Column:
    """`means` is for people; `source`: what it is read from, when that is not the subject itself.
    `one_of`: every value it may have, with what people read (`values_of`)."""

    name: str
    kind: Kind
    means: "str | Promise"
    one_of: Mapping[str, "str | Promise"] = field(default_factory=dict)
    source: "str | Promise" = ""


def values_of(found: Iterable[Choices]) -> dict[str, "str | Promise"]:
    """The values of a column, with what people read for each; that of "not said" is none."""
    return {one.value: one.label for one in found if one.value}


@dataclass(frozen=True, slots=True)
class Dataset:
    """`name` and the columns of a `version` never change; another version is another file.

    `acts`: shown where a phase allows one of them (empty: everywhere). `mark`: a short text that
    changes when the rows do, where that is cheaper to ask than the rows themselves. `after`: the
    rows whose `id` is greater, where there may be thousands.
    """

    name: str
    version: int
    title: "str | Promise"
    says: "str | Promise"
    columns: Sequence[Column]
    rows: Callable[[Consultation], Iterable[Row]]
    acts: tuple[Act, ...] = ()
    mark: Callable[[Consultation], str] | None = None
    after: Callable[[Consultation, int], Iterable[Row]] | None = None

    def fingerprint(self, consultation: Consultation) -> str:
        """The same text as long as the file is the same."""
        if self.mark is not None:
            return f"{self.version}-{self.mark(consultation)}"
        digest = hashlib.sha256()
        for row in self.rows(consultation):
            told = [told_of(row[column.name]) for column in self.columns]
            digest.update(json.dumps(told, ensure_ascii=False).encode())
        return f"{self.version}-{digest.hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file published elsewhere, in a format of its own."""

    title: str
    says: str
    href: str


Others = Callable[[Consultation], Iterable[OtherFile]]
_datasets: dict[str, tuple[int, Dataset]] = {}
_others: dict[str, tuple[int, Others]] = {}


def register(dataset: Dataset, *, order: int = 50) -> None:
    """From `AppConfig.ready()`; registering a name again replaces it."""
    _datasets[dataset.name] = (order, dataset)


def register_files(name: str, source: Others, *, order: int = 50) -> None:
    """List files that exist already; `source` asks the database one thing at most."""
    _others[name] = (order, source)


def all_datasets() -> list[Dataset]:
    return [one for _order, one in sorted(_datasets.values(), key=lambda pair: pair[0])]


def datasets_of(consultation: Consultation) -> list[Dataset]:
    """Those that this consultation can have; its phases are loaded. No query."""
    done = {act for phase in consultation.phases.all() for act in rules_of(phase).acts}
    return [one for one in all_datasets() if not one.acts or done & set(one.acts)]


def other_files(consultation: Consultation) -> list[OtherFile]:
    sources = sorted(_others.values(), key=lambda pair: pair[0])
    return [one for _order, source in sources for one in source(consultation)]


def told_of(value: object) -> Any:
    """A value as JSON tells it: instants in UTC to the second, days as days."""
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case Promise():
            return str(value)
        case list() | tuple():
            return [told_of(one) for one in value]
    return value


def in_batches(found: Found, after: int = 0) -> Iterator[dict[str, Any]]:
    """All rows by their growing key, some hundreds at a time: no list ever holds them all."""
    while True:
        rows = list(found.filter(pk__gt=after).order_by("pk")[:BATCH])
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1]["id"]


def mark_of(found: Found) -> str:
    """A text that changes when any value of these rows does; each row has a key of its own. One
    query, whatever the number of rows."""
    sql, values = found.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), bit_xor(hashtextextended(told::text, 0)) FROM ({sql}) AS told",  # noqa: S608  Django's own text
            values,
        )
        many, mark = cursor.fetchone()
    return f"{many}-{(mark or 0) % 2**64:x}"
