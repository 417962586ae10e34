"""Facts as rules read them: unknown is never nothing, and each name says what to ask."""

from datetime import date

import pytest

from parvis.eligibility.local.environment import INCOMES, Reader
from parvis.eligibility.situation import Fact, Situation

TODAY = date(2026, 11, 22)


def told(members: tuple[str, ...] = ("me",), **facts: object) -> Reader:
    situation = Situation(members)
    for path, value in facts.items():
        situation = situation.told(path.replace("__", "."), Fact(value, TODAY))
    return Reader(situation, "me", {}, TODAY)


def incomes(**changed: object) -> dict[str, object]:
    return {f"me__{name}": None for name in INCOMES} | {"home__couple": False} | changed


@pytest.mark.parametrize("name", INCOMES)
def test_one_income_nobody_told_makes_the_sum_unknown(name: str) -> None:
    known = {path: value for path, value in incomes().items() if path != f"me__{name}"}
    reader = told(**known)

    assert reader.facts({"home.resources", "person.resources"}) == {}
    assert reader.asked("home.resources") == (f"me.{name}",)


def test_incomes_known_to_be_absent_count_for_nothing() -> None:
    reader = told(**incomes(me__wage=100_000, me__pension=5_000))

    assert reader.facts({"home.resources"}) == {"home": {"resources": 105_000}}


def test_who_lives_there_comes_before_what_they_earn() -> None:
    known = {path: value for path, value in incomes().items() if path != "home__couple"}

    assert told(**known).asked("home.resources") == ("home.couple",)


@pytest.mark.parametrize(("on", "age"), [(date(2026, 2, 28), 21), (date(2026, 3, 1), 22)])
def test_born_on_29_february_one_ages_on_1_march(on: date, age: int) -> None:
    situation = Situation().told("me.birth_date", Fact(date(2004, 2, 29), TODAY))

    assert Reader(situation, "me", {}, on).facts({"person.age"}) == {"person": {"age": age}}


@pytest.mark.parametrize(
    ("income", "halves", "quotient"),
    [(1_800_000, 2, 150_000), (1_000_000, 3, 55_555), (None, 2, None)],
)
def test_the_tax_quotient_is_a_month_of_one_share(income, halves, quotient) -> None:
    reader = told(tax__reference_income=income, tax__half_shares=halves)

    assert reader.facts({"tax.quotient_tax"}) == {"tax": {"quotient_tax": quotient}}
