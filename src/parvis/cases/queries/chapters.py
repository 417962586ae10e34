"""The words and values of a case at the time it followed another version of its service."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import TypeVar

from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.script import Script, script_of
from parvis.cases.engine.words import Values
from parvis.cases.models import Case, Deadline, WorkItem

Row = TypeVar("Row", WorkItem, Deadline)


def chapters(case: Case, language: str) -> list[tuple[Script, Values]]:
    """One before each change of version, the first one first. One query."""
    found = []
    items, deadlines = list(case.items.all()), list(case.deadlines.all())
    for kept in reversed(case.carried.order_by("pk")):
        items = _named(items, "kind", kept.names.get("items", {}))
        deadlines = _named(deadlines, "rule", kept.names.get("deadlines", {}))
        script, then = script_of(kept.version_id), copy(case)
        then.answers, then.state = kept.answers, kept.state
        values = Values(
            script,
            then,
            language=language,
            submitted_on=LocalTime(case.area).day_of(case.submitted_at),
            items=items,
            deadlines=deadlines,
        )
        found.append((script, values))
    return found[::-1]


def _named(rows: Iterable[Row], column: str, then: Mapping[str, str]) -> list[Row]:
    """Copies under the names of that time, in their order."""
    named = [copy(row) for row in rows]
    for row in named:
        setattr(row, column, then.get(getattr(row, column), getattr(row, column)))
    return sorted(named, key=lambda row: row.pk)
