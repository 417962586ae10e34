"""A local benefit over a population: the same three values, one array per fact.

Loads numpy: for programs (docs/guides/benefits.md) and the bench, not for pages. Columns go by what
rules call them (`person.age`, `home.commune`, `law.rsa`); a masked row, or a column that is not
there, is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from parvis.catalogue.expressions import Program, compile_expression
from parvis.eligibility.local.amounts import how_many, whatever
from parvis.eligibility.local.area import covers
from parvis.eligibility.local.benefit import Benefit
from parvis.eligibility.local.compiled import CompiledVersion
from parvis.eligibility.local.environment import FOR_ONE

if TYPE_CHECKING:
    from parvis.catalogue.expressions._columns import Column, ColumnLike

Mask: TypeAlias = NDArray[np.bool_]
Cents: TypeAlias = NDArray[np.int64]
# Refused by where one lives, by a sum of nothing; else the place of the condition, -1 for none.
NOT_REFUSED, BY_AREA, BY_NOTHING = -1, -2, -3
UNBOUNDED = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Row by row: where neither `yes` nor `no`, one cannot tell. `refused`: what refuses first.
    `low`, `high`: cents, for who is entitled or may be; None when the benefit has no sum."""

    yes: Mask
    no: Mask
    refused: NDArray[np.int16]
    low: Cents | None = None
    high: Cents | None = None


class Population:
    """`rows` situations, and what was computed of them: keep one for all benefits."""

    def __init__(self, columns: Mapping[str, "ColumnLike"], rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self._facts: dict[str, Column] = {}
        self._done: dict[Program, Column] = {}
        self._parts: dict[bytes, Population] = {}

    def of(self, program: Program) -> "Column":
        """Raises TypeError when a column holds values of another type than its fact's."""
        if program not in self._done:
            facts = {path: self._fact(path) for path in program.paths if path in self.columns}
            self._done[program] = program.evaluate_columns(facts, self.rows)
        return self._done[program]

    def _fact(self, path: str) -> "Column":
        """Looked at once, whatever the number of rules that read it."""
        if path not in self._facts:
            fact = compile_expression(path, FOR_ONE)
            self._facts[path] = fact.evaluate_columns(self.columns, self.rows)
        return self._facts[path]

    def living(self, there: Mask) -> tuple["Population", NDArray[np.intp]]:
        """Those who live in some of `communes` (a mask of these), and their rows: a benefit of one
        commune costs nothing for the others."""
        _codes, places, known = self.communes
        key = there.tobytes()
        rows = np.flatnonzero(there[places] & known)
        if key not in self._parts:
            self._parts[key] = self if rows.size == self.rows else _Part(self, rows)
        return self._parts[key], rows

    @cached_property
    def communes(self) -> tuple[list[str], NDArray[np.intp], Mask]:
        """The communes there are, the place of each row's among them, and where it is known."""
        nowhere = np.zeros(self.rows, bool)
        if "home.commune" not in self.columns:
            return [], np.zeros(self.rows, np.intp), nowhere
        given = self._fact("home.commune")
        codes, places = np.unique(given.values.astype(str), return_inverse=True)
        return codes.tolist(), places, given.known & ~given.absent


class _Part(Population):
    """Some rows of a population."""

    def __init__(self, whole: Population, rows: NDArray[np.intp]) -> None:
        super().__init__(whole.columns, rows.size)
        self._whole = whole
        self._rows = rows

    def _fact(self, path: str) -> "Column":
        if path not in self._facts:
            whole = self._whole._fact(path)
            kept = (whole.values[self._rows], whole.known[self._rows], whole.absent[self._rows])
            self._facts[path] = replace(whole, values=kept[0], known=kept[1], absent=kept[2])
        return self._facts[path]


def judge_columns(benefit: Benefit, compiled: CompiledVersion, people: Population) -> Verdicts:
    """What one version of a benefit comes to for everybody.

    Raises TypeError when a column holds values of another type than its fact's."""
    definition = benefit.definition
    codes, _places, known = people.communes
    there = np.array([covers(definition.area, definition.institution, one) for one in codes], bool)
    # Nothing else is asked before it is known where one lives.
    refused = np.where(known, np.int16(BY_AREA), np.int16(NOT_REFUSED))
    if not there.any():
        return Verdicts(np.zeros(people.rows, bool), known.copy(), refused)
    locals_, rows = people.living(there)
    inside = _judged(compiled, definition.kind, locals_)
    if locals_ is people:
        return inside
    refused[rows] = inside.refused
    yes = np.zeros(people.rows, bool)
    yes[rows] = inside.yes
    low, high = (_spread(each, rows, people.rows) for each in (inside.low, inside.high))
    return Verdicts(yes, refused != NOT_REFUSED, refused, low, high)


def _spread(part: Cents | None, rows: NDArray[np.intp], size: int) -> Cents | None:
    if part is None:
        return None
    whole = np.zeros(size, np.int64)
    whole[rows] = part
    return whole


def _judged(compiled: CompiledVersion, kind: str, people: Population) -> Verdicts:
    refused = np.full(people.rows, NOT_REFUSED, np.int16)
    yes = np.ones(people.rows, bool)
    for place in reversed(range(len(compiled.conditions))):
        outcome = people.of(compiled.conditions[place])
        yes &= outcome.is_true
        refused[outcome.is_false] = place
    low, high = _amounts(compiled, people)
    if low is not None and high is not None:
        if kind == "aid":
            refused[(high == 0) & (refused == NOT_REFUSED)] = BY_NOTHING
            yes &= low > 0
        yes &= high < UNBOUNDED
    return Verdicts(yes, refused != NOT_REFUSED, refused, low, high)


def _amounts(compiled: CompiledVersion, people: Population) -> tuple[Cents | None, Cents | None]:
    rule = compiled.version.amount
    if rule is None or compiled.once is None:
        return None, None
    least, most = whatever(rule)
    once = people.of(compiled.once)
    low = np.where(once.known, once.values, least)
    high = np.where(once.known, once.values, most)
    if compiled.times is None:
        return low, high
    fewest, many = how_many(rule)
    times = people.of(compiled.times)
    low = low * np.where(times.known, times.values, fewest)
    if many is None:
        return low, np.where(times.known, high * times.values, UNBOUNDED)
    return low, high * np.where(times.known, times.values, many)
