"""Every operator and function of the language, with its types and its meaning.

The guide docs/guides/rule-language.md lists them all; a test compares the two.
"""

import math
import operator
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from parvis.catalogue.expressions._core import Overload
from parvis.catalogue.expressions._parser import INT_RANGE
from parvis.catalogue.expressions._types import (
    BOOL,
    DATE,
    DOUBLE,
    DURATION,
    INT,
    STRING,
    Kind,
    Type,
    list_of,
)

MACROS: Final = ("all", "exists", "exists_one", "filter", "map")
SPECIAL: Final = ("has", "date", "matches")  # checked by hand: their arguments are not values


class Fault(Exception):
    """A computation without a result; `code` names the Problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Duration = tuple[int, int]  # months, days


def _int(value: int) -> int:
    if value not in INT_RANGE:
        raise Fault("overflow")
    return value


def _double(value: float) -> float:
    if not math.isfinite(value):
        raise Fault("overflow")
    return value


def _checked(compute: Callable[..., Any], check: Callable[[Any], Any]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        return check(compute(*values))

    return run


def divide(left: int, right: int) -> int:
    """Integer division, towards zero as CEL does (Python's goes down)."""
    if right == 0:
        raise Fault("division_by_zero")
    whole = abs(left) // abs(right)
    return _int(whole if (left < 0) == (right < 0) else -whole)


def remainder(left: int, right: int) -> int:
    """What divide() leaves over: it has the sign of `left`."""
    if right == 0:
        raise Fault("division_by_zero")
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def _divide_doubles(left: float, right: float) -> float:
    if right == 0:
        raise Fault("division_by_zero")
    return _double(left / right)


def _as_double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise Fault("overflow") from None


def _truncated(value: float) -> int:
    return _int(int(value))


def _sum_doubles(values: tuple[float, ...]) -> float:
    total = 0.0
    for value in values:  # not sum(): CEL adds from left to right, Python 3.12 compensates
        total += value
    return _double(total)


def _is_in(value: Any, values: tuple[Any, ...]) -> bool:
    return value in values


def _span(months: int, days: int) -> Duration:
    # Ten thousand years and more lead out of the calendar anyway; huge integers would cost.
    if abs(months) > 200_000 or abs(days) > 5_000_000:
        raise Fault("date_out_of_range")
    return months, days


def shift(day: date, months: int, days: int) -> date:
    """The date so many months and days later.

    The same day of the month, or the month's last when it has none (art. 641, code de
    procédure civile).
    """
    month = day.year * 12 + day.month - 1 + months
    try:
        year = month // 12
        last = monthrange(year, month % 12 + 1)[1] if 1 <= year <= 9999 else 31
        return day.replace(year, month % 12 + 1, min(day.day, last)) + timedelta(days=days)
    except (ValueError, OverflowError):
        raise Fault("date_out_of_range") from None


def _later(day: date, duration: Duration) -> date:
    return shift(day, duration[0], duration[1])


def _earlier(day: date, duration: Duration) -> date:
    return shift(day, -duration[0], -duration[1])


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`; negative when `end` comes first."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def years_between(start: date, end: date) -> int:
    """Whole years from `start` to `end`: an age. Born on 29 February, one ages on 1 March."""
    months = months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def _days_between(start: date, end: date) -> int:
    return (end - start).days


def _comparisons() -> Iterator[Overload]:
    ordered = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    for type_ in (INT, DOUBLE, STRING, DATE):
        for name, compute in ordered.items():
            yield Overload(name, "operator", (type_, type_), BOOL, compute)
    for type_ in (BOOL, INT, DOUBLE, STRING, DATE):
        same = (type_, type_)
        yield Overload("==", "operator", same, BOOL, operator.eq, accepts_absent=True)
        yield Overload("!=", "operator", same, BOOL, operator.ne, accepts_absent=True)
        among = (type_, list_of(type_))
        yield Overload("in", "operator", among, BOOL, _is_in, accepts_absent=True)


def _arithmetic() -> Iterator[Overload]:
    for name, compute in {"+": operator.add, "-": operator.sub, "*": operator.mul}.items():
        for type_, check in ((INT, _int), (DOUBLE, _double)):
            checked = _checked(compute, check)
            yield Overload(name, "operator", (type_, type_), type_, checked, may_fail=True)
    yield Overload("/", "operator", (INT, INT), INT, divide, may_fail=True)
    yield Overload("/", "operator", (DOUBLE, DOUBLE), DOUBLE, _divide_doubles, may_fail=True)
    yield Overload("%", "operator", (INT, INT), INT, remainder, may_fail=True)
    yield Overload("+", "operator", (STRING, STRING), STRING, operator.add)
    yield Overload("+", "operator", (DATE, DURATION), DATE, _later, may_fail=True)
    yield Overload("-", "operator", (DATE, DURATION), DATE, _earlier, may_fail=True)
    negated = _checked(operator.neg, _int)
    yield Overload("-", "operator", (INT,), INT, negated, may_fail=True)
    yield Overload("-", "operator", (DOUBLE,), DOUBLE, operator.neg)


def _on_numbers_and_lists() -> Iterator[Overload]:
    yield Overload("double", "function", (INT,), DOUBLE, _as_double, may_fail=True)
    yield Overload("int", "function", (DOUBLE,), INT, _truncated, may_fail=True)
    for form in ("function", "method"):
        yield Overload("size", form, (STRING,), INT, len)
        yield Overload("size", form, (ANY_LIST,), INT, len)
    ints = _checked(sum, _int)
    yield Overload("sum", "method", (list_of(INT),), INT, ints, may_fail=True)
    doubles = (list_of(DOUBLE),)
    yield Overload("sum", "method", doubles, DOUBLE, _sum_doubles, may_fail=True)


def _on_strings() -> Iterator[Overload]:
    two = (STRING, STRING)
    yield Overload("startsWith", "method", two, BOOL, str.startswith)
    yield Overload("endsWith", "method", two, BOOL, str.endswith)
    yield Overload("contains", "method", two, BOOL, str.__contains__)


def _on_dates() -> Iterator[Overload]:
    def span(months: int, days: int) -> Callable[[int], Duration]:
        return lambda count: _span(count * months, count * days)

    for name, compute in {"days": span(0, 1), "months": span(1, 0), "years": span(12, 0)}.items():
        yield Overload(name, "function", (INT,), DURATION, compute, may_fail=True)
    two = (DATE, DATE)
    yield Overload("years_between", "function", two, INT, years_between)
    yield Overload("months_between", "function", two, INT, months_between)
    yield Overload("days_between", "function", two, INT, _days_between)
    yield Overload("getFullYear", "method", (DATE,), INT, operator.attrgetter("year"))


ANY_LIST: Final = Type(Kind.LIST)
OVERLOADS: Final = tuple(
    overload
    for group in (_comparisons, _arithmetic, _on_numbers_and_lists, _on_strings, _on_dates)
    for overload in group()
)


def named(name: str, form: str) -> list[Overload]:
    return [each for each in OVERLOADS if each.name == name and each.form == form]


def names(form: str) -> set[str]:
    return {each.name for each in OVERLOADS if each.form == form}
