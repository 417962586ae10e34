"""A rule over a whole population: one array per fact, in the same three values.

Needs numpy, which only this module and _arrays import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from parvis.catalogue.expressions._arrays import DTYPES, VECTORS, Array, filled
from parvis.catalogue.expressions._compiler import compiled, frame_for
from parvis.catalogue.expressions._core import (
    FACTS,
    Call,
    Choose,
    Const,
    Core,
    Every,
    Has,
    Loop,
    Not,
    Read,
    Some,
    walk,
)
from parvis.catalogue.expressions._facts import WRONG, converted
from parvis.catalogue.expressions._functions import Fault
from parvis.catalogue.expressions._outcome import Unknown
from parvis.catalogue.expressions._types import Kind, Type

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one fact or rule, row by row.

    Where `known` is false the value means nothing; where `absent` is true the row is known to
    have none. dtypes: bool, int64, float64, str or object (text), datetime64[D], object (lists).
    """

    values: Array
    known: Mask
    absent: Mask

    @property
    def is_true(self) -> Mask:
        """Rows where the rule is known to hold."""
        return np.asarray(self.known & ~self.absent & self.values.astype(bool))

    @property
    def is_false(self) -> Mask:
        """Rows where the rule is known not to hold."""
        return np.asarray(self.known & ~self.absent & ~self.values.astype(bool))


# A masked array's masked rows are unknown; in an object array, None is absent.
ColumnLike: TypeAlias = "Column | NDArray[Any] | np.ma.MaskedArray[Any, Any]"

_NONE: Final = np.array(None, object)
_DAYS: Final = (np.datetime64(date.min), np.datetime64(date.max))
_ACCEPTED: Final = {
    Kind.BOOL: "b", Kind.INT: "iu", Kind.DOUBLE: "fiu", Kind.STRING: "U", Kind.DATE: "M"
}  # fmt: skip


def evaluated(core: Core, columns: Mapping[str, ColumnLike], rows: int) -> Column:
    """Raises TypeError when a column holds values of another type than its fact's."""
    evaluation = _Evaluation(columns, rows)
    return evaluation.of(core) if core.type.is_optional else evaluation.present(core)


class _Evaluation:
    def __init__(self, columns: Mapping[str, ColumnLike], rows: int) -> None:
        self._columns = columns
        self._rows = rows
        self._no = np.zeros(rows, bool)
        self._yes = ~self._no
        self._reads: dict[str, Column] = {}

    def of(self, node: Core) -> Column:
        with np.errstate(all="ignore"):  # overflows and divisions are looked for, not warned of
            return _EVALUATIONS[type(node)](self, node)

    def const(self, node: Const) -> Column:
        return Column(self._everywhere(node.value, node.type), self._yes, self._no)

    def _everywhere(self, value: Any, type_: Type) -> Array:
        """One value for all rows, stored once."""
        return np.broadcast_to(filled([value], type_), (self._rows,))

    def read(self, node: Read) -> Column:
        if node.name not in self._reads:
            given = self._columns.get(node.name)
            self._reads[node.name] = (
                Column(self._everywhere(None, node.type), self._no, self._no)
                if given is None
                else _column(node, given, self._rows)
            )
        return self._reads[node.name]

    def has(self, node: Has) -> Column:
        read = self.read(node.read)
        return Column(~read.absent, read.known, self._no)

    def negated(self, node: Not) -> Column:
        part = self.present(node.part)
        return Column(~part.values.astype(bool), part.known, self._no)

    def present(self, node: Core) -> Column:
        """With absence a problem, which in three values is not known."""
        column = self.of(node)
        return Column(column.values, column.known & ~column.absent, self._no)

    def chain(self, node: Every | Some) -> Column:
        settles = isinstance(node, Some)
        parts = [self.present(part) for part in node.parts]
        settled = reduce(
            np.logical_or, [part.known & (part.values.astype(bool) == settles) for part in parts]
        )
        all_known = reduce(np.logical_and, [part.known for part in parts])
        return Column(settled == settles, settled | all_known, self._no)

    def choose(self, node: Choose) -> Column:
        asked, yes, no = self.present(node.condition), self.of(node.yes), self.of(node.no)
        left, right = _alike(yes.values, no.values)
        either = yes.known & no.known & _same(yes, no)
        first = asked.values.astype(bool) | ~asked.known
        return Column(
            np.where(first, left, right),
            np.where(asked.known, np.where(first, yes.known, no.known), either),
            np.where(first, yes.absent, no.absent),
        )

    def call(self, node: Call) -> Column:
        overload = node.overload
        if overload.name == "in":
            return self.among(node)
        if overload.accepts_absent:
            return self.compared(node)
        parts = [self.present(part) for part in node.parts]
        known = reduce(np.logical_and, [part.known for part in parts])
        values = [part.values for part in parts]
        vector = VECTORS.get((overload.name, tuple(str(each) for each in overload.params)))
        if vector is None or any(value.dtype == object for value in values):
            return self.each(overload.compute, values, known, overload.result)
        result, possible = vector(*values)
        return Column(result, known & possible, self._no)

    def compared(self, node: Call) -> Column:
        left, right = self.of(node.parts[0]), self.of(node.parts[1])
        same = _same(left, right) == (node.overload.name == "==")
        return Column(np.asarray(same), left.known & right.known, self._no)

    def among(self, node: Call) -> Column:
        left, listed = self.of(node.parts[0]), node.parts[1]
        if isinstance(listed, Const) and listed.type.item is not None:
            kept = filled(list(listed.value), listed.type.item)
            if object not in (kept.dtype, left.values.dtype):
                return Column(np.isin(left.values, kept) & ~left.absent, left.known, self._no)
        right = self.present(listed)
        known = left.known & right.known
        values = [np.where(left.absent, _NONE, left.values.astype("O")), right.values]
        return self.each(node.overload.compute, values, known, node.type)

    def loop(self, node: Loop) -> Column:
        """Lists are of any length: these conditions go row by row."""
        run, frame = compiled(node), frame_for(node)
        reads = [each for each in walk(node) if isinstance(each, Read) and each.slot == FACTS]
        columns = {read.path: self.read(read) for read in reads}

        def at(facts: dict[str, Any]) -> Any:
            return run(facts, list(frame or ()))

        values = [at(facts) for facts in _rows(columns, self._rows)]
        known = np.array([value.__class__ is not Unknown for value in values], bool)
        return Column(filled(values, node.type), known, self._no)

    def each(
        self, compute: Callable[..., Any], values: list[Array], known: Mask, type_: Type
    ) -> Column:
        """Value by value: for what has no vector form, or for texts held as objects."""
        known = known.copy()
        lists = [value.tolist() for value in values]
        results: list[Any] = [None] * known.size
        for row in np.flatnonzero(known).tolist():
            try:
                results[row] = compute(*(each[row] for each in lists))
            except Fault:
                known[row] = False
        return Column(filled(results, type_), known, self._no)


def _column(node: Read, given: ColumnLike, rows: int) -> Column:
    if isinstance(given, Column):
        _require_rows(node, given.values, rows)
        return given
    known = ~np.ma.getmaskarray(given)  # type: ignore[no-untyped-call]
    values = np.ma.getdata(given)  # type: ignore[no-untyped-call]
    _require_rows(node, values, rows)
    kind = node.type.kind
    if values.dtype == object:
        return _converted(values, known, node.type)
    if values.dtype.kind not in _ACCEPTED.get(kind, ""):
        raise TypeError(f"The column {node.name} holds {values.dtype}; {node.type} is expected.")
    if kind is not Kind.STRING:
        values = values.astype(DTYPES[kind])
    if kind is Kind.DOUBLE:
        known = known & np.isfinite(values)
    if kind is Kind.DATE:
        known = known & (values >= _DAYS[0]) & (values <= _DAYS[1])
        values = np.where(known, values, np.datetime64(0, "D"))
    return Column(values, known, np.zeros(rows, bool))


def _require_rows(node: Read, values: Array, rows: int) -> None:
    if values.shape != (rows,):
        raise TypeError(f"The column {node.name} has shape {values.shape}, not {(rows,)}.")


def _converted(values: Array, known: Mask, type_: Type) -> Column:
    """Objects one by one, as a single situation's facts are read."""
    expected = type_.required
    items = [None if value is None else converted(value, expected) for value in values]
    right = np.array([item is not WRONG for item in items], bool)
    absent = np.array([item is None for item in items], bool)
    kept = [item if ok else None for item, ok in zip(items, right, strict=True)]
    return Column(filled(kept, expected), known & right, absent)


def _same(left: Column, right: Column) -> Mask:
    """Row by row; an absent value equals another absent one only."""
    one, other = _alike(left.values, right.values)
    equal = np.asarray(one == other, bool)
    return np.where(left.absent | right.absent, left.absent & right.absent, equal)


def _alike(left: Array, right: Array) -> tuple[Array, Array]:
    """Two texts may be held differently; objects compare as Python's."""
    if left.dtype != right.dtype and object in (left.dtype, right.dtype):
        return left.astype("O"), right.astype("O")
    return left, right


def _rows(columns: Mapping[tuple[str, ...], Column], rows: int) -> list[dict[str, Any]]:
    """The facts of each row, nested again."""
    facts: list[dict[str, Any]] = [{} for _ in range(rows)]
    for path, column in columns.items():
        *records, field = path
        values = column.values.tolist()
        for row in np.flatnonzero(column.known).tolist():
            record = facts[row]
            for step in records:
                record = record.setdefault(step, {})
            record[field] = None if column.absent[row] else values[row]
    return facts


_EVALUATIONS: Final[dict[type, Callable[[_Evaluation, Any], Column]]] = {
    Const: _Evaluation.const,
    Read: _Evaluation.read,
    Has: _Evaluation.has,
    Not: _Evaluation.negated,
    Every: _Evaluation.chain,
    Some: _Evaluation.chain,
    Choose: _Evaluation.choose,
    Call: _Evaluation.call,
    Loop: _Evaluation.loop,
}
