"""Which situations may be asked about, and which are refused, by the name of a fact."""

from datetime import date

import pytest

from parvis.connectors.openfisca import reading
from parvis.connectors.openfisca.outputs import FACTS_OF, OUTPUTS
from parvis.connectors.openfisca.tests.people import MONTH, household, mother, told
from parvis.eligibility.facts import FACTS
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.ports import LawRefused
from parvis.eligibility.situation import Situation

KNOWN = {"64284": "64284", "64999": "64445"}.get


def test_every_national_right_is_one_of_the_package() -> None:
    assert set(OUTPUTS) == set(BENEFITS)
    assert set(FACTS_OF) >= set(BENEFITS)
    assert all(keys <= set(FACTS) for keys in FACTS_OF.values())
    assert {code for code, one in BENEFITS.items() if one.for_each} == {
        code for code, one in OUTPUTS.items() if one.whose == "individu"
    }


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("me.birth_date", {"me__birth_date": date(2027, 1, 1)}),
        ("me.birth_date", {"me__birth_date": date(1850, 1, 1)}),
        ("child1.birth_date", {"child1__birth_date": date(1990, 1, 1)}),
        ("child1.birth_date", {"child1__birth_date": date(1996, 3, 1)}),
        ("me.birth_date", {"me__birth_date": None}),
        ("me.due_date", {"me__due_date": date(2026, 9, 30)}),
        ("me.due_date", {"me__due_date": date(2027, 10, 1)}),
        ("me.wage", {"me__wage": -1}),
        ("me.wage", {"me__wage": 655_957_000}),
        ("me.wage", {"me__wage": "1200"}),
        ("me.activity", {"me__activity": "astronaut"}),
        ("home.commune", {"home__commune": "99999"}),
        ("home.children", {"home__children": 3}),
        ("home.couple", {"home__couple": True}),
    ],
)
def test_what_cannot_be_is_refused_by_name(path: str, facts: dict[str, object]) -> None:
    wrong = told(mother(), child1__school="college", child1__activity="student", **facts)
    with pytest.raises(LawRefused) as refused:
        reading.row(wrong, list(BENEFITS), MONTH, KNOWN)
    assert refused.value.path == path
    assert refused.value.message


def test_a_fact_that_nobody_gave_is_never_zero() -> None:
    unknown = mother().told("me.wage", None)
    assert reading.missing(unknown, ["rsa"], MONTH) == ["me.wage"]
    with pytest.raises(LawRefused) as refused:
        reading.row(unknown, ["rsa"], MONTH, KNOWN)
    assert refused.value.path == "me.wage"
    absent = told(mother(), me__wage=None)
    assert reading.row(absent, ["rsa"], MONTH, KNOWN)["facts"]["me"]["wage"] is None


def test_only_the_facts_a_right_depends_on_travel() -> None:
    row = reading.row(mother(), ["aeeh"], MONTH, KNOWN)
    assert set(row["facts"]["me"]) == {"birth_date", "disability_rate"}
    assert set(row["facts"]["home"]) == {"couple", "children"}


def test_a_former_commune_is_that_of_today() -> None:
    moved = told(mother(), home__commune="64999")
    assert reading.row(moved, ["rsa"], MONTH, KNOWN)["facts"]["home"]["commune"] == "64445"


def test_nothing_is_asked_that_cannot_matter() -> None:
    nothing = Situation()
    first = reading.missing(nothing, list(BENEFITS), MONTH)
    assert "home.rent" not in first
    assert "me.years_of_permit" not in first
    assert "tax.reference_income" not in first
    tenant = told(household().told("home.rent", None), me__nationality="other")
    assert reading.missing(tenant, ["rsa"], MONTH) == ["me.years_of_permit", "home.rent"]
    owner = told(tenant, home__occupancy="owner", me__nationality="french")
    assert reading.missing(owner, ["rsa"], MONTH) == []
    other = told(owner.told("tax.incomes_steady", None), tax__incomes_steady=False)
    assert reading.missing(other, ["rsa"], MONTH) == ["tax.reference_income"]
    assert reading.missing(told(owner, tax__reference_income=0), ["rsa"], MONTH) == []


def test_of_goods_only_what_is_there_is_asked_further() -> None:
    owner = household(home__other_property=True)
    goods = ["home.built_value", "home.land_value", "home.let_value"]
    assert reading.missing(owner, ["rsa"], MONTH) == goods
    with_land = told(owner, home__built_value=None, home__land_value=5_000_00, home__let_value=None)
    assert reading.missing(with_land, ["rsa"], MONTH) == ["home.land_rental_value"]


def test_old_people_are_not_asked_whether_they_expect_a_child() -> None:
    old = household(me__birth_date=date(1950, 1, 1)).told("me.due_date", None)
    assert reading.missing(old, list(BENEFITS), MONTH) == []
