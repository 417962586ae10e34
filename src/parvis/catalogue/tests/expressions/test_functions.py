"""Each operator and function, on values; dates above all."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.catalogue.expressions import DATE, INT, STRING, Environment, Known, compile_expression
from parvis.catalogue.expressions._functions import (
    divide,
    months_between,
    remainder,
    shift,
    years_between,
)

FACTS: dict[str, Any] = {"today": date(2026, 3, 1), "n": 7, "s": "Été"}
ENVIRONMENT = Environment({"today": DATE, "n": INT, "s": STRING})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n + 1 - 2 * 3", 2),
        ("-7 / 2", -3),
        ("7 / -2", -3),
        ("-7 % 2", -1),
        ("7 % -2", 1),
        ("- n", -7),
        ("7.0 / 2.0", 3.5),
        ("double(n) / 2.0", 3.5),
        ("int(-2.9)", -2),
        ('"a" + s', "aÉté"),
        ('"Z" < "a"', True),
        ("size(s)", 3),
        ("s.size()", 3),
        ("[1, 2, 3].size()", 3),
        ("[1, n].sum()", 8),
        ("[0.5, 0.25].sum()", 0.75),
        ("[1, 2, 3].map(x, x * n)", (7, 14, 21)),
        ("[1, 2, 3].filter(x, x > 1)", (2, 3)),
        ("[1, 2].exists(x, x > 1)", True),
        ("[1, 2].all(x, x > 1)", False),
        ("[1, 2, 3].exists_one(x, x > 2)", True),
        ('s.startsWith("É")', True),
        ('s.endsWith("é")', True),
        ('s.contains("t")', True),
        ('s.matches("^.t.$")', True),
        (r's.matches(r"\d")', False),
        (r'"64230".matches(r"^(64|40)\d{3}$")', True),
        ('"a" in ["a", s]', True),
        ("n == 7 ? 1 : 2", 1),
        ('date("2026-03-01") == today', True),
        ("today.getFullYear()", 2026),
        ('days_between(date("2026-02-01"), today)', 28),
        ('months_between(date("2025-12-02"), today)', 2),
        ('years_between(date("2008-02-29"), date("2026-02-28"))', 17),
        ('years_between(date("2008-02-29"), today)', 18),
        ("today + days(n)", date(2026, 3, 8)),
        ("today - months(1)", date(2026, 2, 1)),
        ('date("2026-01-31") + months(1)', date(2026, 2, 28)),
        ('date("2024-02-29") + years(1)', date(2025, 2, 28)),
        ("true == !false", True),
        (r'"\u00e9\x41\n\"" == "éA\n\""', True),
        ("// une note\n n > 1 // et une autre", True),
    ],
)
def test_value(text: str, value: Any) -> None:
    outcome = compile_expression(text, ENVIRONMENT).evaluate(FACTS)
    assert outcome == Known(value)
    assert type(outcome.value) is type(value)


whole = st.integers(-(2**63), 2**63 - 1)


@settings(deadline=None)
@given(whole, whole.filter(bool))
def test_quotient_and_remainder_make_the_number_again(left: int, right: int) -> None:
    if (left, right) != (-(2**63), -1):
        assert divide(left, right) * right + remainder(left, right) == left
    assert abs(remainder(left, right)) < abs(right)
    assert remainder(left, right) * left >= 0


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@settings(deadline=None)
@given(days, st.integers(0, 1500))
def test_so_many_months_later_so_many_months_have_passed(start: date, months: int) -> None:
    end = shift(start, months, 0)
    assert months_between(start, end) == (months if end.day >= start.day else months - 1)
    assert months_between(start, shift(end, 0, 1)) in (months, months - 1, months + 1)


@settings(deadline=None)
@given(days, days)
def test_ages_and_months_turn_round(start: date, end: date) -> None:
    assert months_between(start, end) == -months_between(end, start)
    assert years_between(start, end) == -years_between(end, start)
    months = months_between(start, end)
    assert years_between(start, end) == int(months / 12)


@settings(deadline=None)
@given(days, days)
def test_an_age_grows_on_the_birthday(born: date, day: date) -> None:
    if born <= day:
        had_birthday = (day.month, day.day) >= (born.month, born.day)
        assert years_between(born, day) == day.year - born.year - (not had_birthday)
