"""Operators and functions on arrays: the same answers as _functions, all rows at once.

Each takes arrays and returns the results with a mask of the rows where there is one. What is
not in VECTORS is computed value by value.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from parvis.catalogue.expressions._types import Kind, Type

Array: TypeAlias = NDArray[Any]
Vector: TypeAlias = Callable[..., tuple[Array, Array]]

DTYPES: Final[dict[Kind, Any]] = {
    Kind.BOOL: bool,
    Kind.INT: "int64",
    Kind.DOUBLE: "float64",
    Kind.DATE: "M8[D]",
}
_PYTHON: Final = {Kind.BOOL: bool, Kind.INT: int, Kind.DOUBLE: float, Kind.DATE: date}
_EMPTY: Final = {Kind.BOOL: False, Kind.INT: 0, Kind.DOUBLE: 0.0, Kind.DATE: date(1970, 1, 1)}
_MIN: Final = np.iinfo(np.int64).min
_YES: Final = np.ones((), bool)


def filled(values: list[Any], type_: Type) -> Array:
    """Python values as an array of the type, with a filler where there is None or an Unknown."""
    kind = type_.kind
    if kind in DTYPES:
        of_kind, empty = _PYTHON[kind], _EMPTY[kind]
        kept = [value if isinstance(value, of_kind) else empty for value in values]
        return np.asarray(kept, DTYPES[kind])
    if kind is Kind.STRING:
        values = [value if isinstance(value, str) else "" for value in values]
        # numpy's own text drops trailing NULs.
        if not any(text.endswith("\0") for text in values):
            return np.array(values, str)
    return np.fromiter(values, object, len(values))


def _always(compute: Callable[..., Array]) -> Vector:
    return lambda *values: (compute(*values), _YES)


def _finite(compute: Callable[..., Array]) -> Vector:
    def run(*values: Array) -> tuple[Array, Array]:
        result = compute(*values)
        return result, np.isfinite(result)

    return run


def _add(left: Array, right: Array) -> tuple[Array, Array]:
    total = left + right
    return total, ((left ^ total) & (right ^ total)) >= 0


def _subtract(left: Array, right: Array) -> tuple[Array, Array]:
    rest = left - right
    return rest, ((left ^ right) & (left ^ rest)) >= 0


def _multiply(left: Array, right: Array) -> tuple[Array, Array]:
    # Near the limit a float cannot tell: refusing by a hair less than 2^63 would be another
    # answer than the scalar one, so those few rows are multiplied exactly.
    about = np.abs(left.astype(float) * right.astype(float))
    possible = np.asarray(about < 2.0**62)
    for row in np.flatnonzero(~possible & (about <= 2.0**64)):
        possible[row] = -(2**63) <= int(left[row]) * int(right[row]) < 2**63
    return left * right, possible


def _divide(left: Array, right: Array) -> tuple[Array, Array]:
    possible = (right != 0) & ~((left == _MIN) & (right == -1))
    divisor = np.where(possible, right, 1)
    down = left // divisor
    inexact = left != down * divisor
    return down + (inexact & ((left < 0) != (divisor < 0))), possible


def _remainder(left: Array, right: Array) -> tuple[Array, Array]:
    possible = right != 0
    divisor = np.where(possible & (right != -1), right, 1)
    return np.fmod(left, divisor), possible


def _divide_doubles(left: Array, right: Array) -> tuple[Array, Array]:
    quotient = left / right
    return quotient, (right != 0) & np.isfinite(quotient)


def _truncated(value: Array) -> tuple[Array, Array]:
    possible = (value >= -(2.0**63)) & (value < 2.0**63)
    return np.where(possible, value, 0.0).astype(np.int64), possible


def _months(start: Array, end: Array) -> Array:
    first, last = np.minimum(start, end), np.maximum(start, end)
    months = _month(last) - _month(first) - (_day(last) < _day(first))
    return np.where(end < start, -months, months)


def _month(day: Array) -> Array:
    return np.asarray(day.astype("M8[M]").astype(np.int64))


def _day(day: Array) -> Array:
    return np.asarray((day - day.astype("M8[M]")).astype(np.int64))


def _years(start: Array, end: Array) -> Array:
    months = _months(start, end)
    return np.asarray(np.sign(months) * (np.abs(months) // 12))


def _table() -> dict[tuple[str, tuple[str, ...]], Vector]:
    table: dict[tuple[str, tuple[str, ...]], Vector] = {}
    ordered: dict[str, Any] = {
        "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal
    }  # fmt: skip
    for name, compute in ordered.items():
        for kind in ("int", "double", "string", "date"):
            table[name, (kind, kind)] = _always(compute)
    ints: dict[str, Vector] = {
        "+": _add, "-": _subtract, "*": _multiply, "/": _divide, "%": _remainder
    }  # fmt: skip
    doubles: dict[str, Vector] = {
        "+": _finite(np.add),
        "-": _finite(np.subtract),
        "*": _finite(np.multiply),
        "/": _divide_doubles,
    }
    table |= {(name, ("int", "int")): vector for name, vector in ints.items()}
    table |= {(name, ("double", "double")): vector for name, vector in doubles.items()}
    table["-", ("int",)] = lambda value: (-value, value != _MIN)
    table["-", ("double",)] = _always(np.negative)
    table["double", ("int",)] = _always(lambda value: value.astype(float))
    table["int", ("double",)] = _truncated
    two_dates = ("date", "date")
    table["years_between", two_dates] = _always(_years)
    table["months_between", two_dates] = _always(_months)
    table["days_between", two_dates] = _always(lambda start, end: (end - start).astype(np.int64))
    table["getFullYear", ("date",)] = _always(
        lambda day: day.astype("M8[Y]").astype(np.int64) + 1970
    )
    return table


VECTORS: Final = _table()
