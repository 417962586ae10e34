"""Households of a synthetic population as the law is told them: columns made of columns.

The same as `reading.row` of their situations, without a Python object for each fact; a test
compares both.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np

from parvis.connectors.openfisca.columns import Column, Households
from parvis.connectors.openfisca.outputs import (
    AMOUNTS,
    CHILD_AT_SCHOOL_FROM,
    CHILD_EARNS_FROM,
    PROPERTY,
)
from parvis.connectors.openfisca.reading import NO_RENT, NOT_TENANTS
from parvis.eligibility.facts import ACTIVITIES, OCCUPANCIES, SCHOOLS
from parvis.eligibility.population.households import NOBODY, OCCUPANCIES_DRAWN
from parvis.eligibility.population.households import Households as People
from parvis.eligibility.population.situations import SCHOOL_UNTIL, SCHOOLED_AFTER, STUDENT_FROM

_AMOUNTS: Final = {
    "wage": "wages", "self_employed_income": "self_employed",
    "unemployment_benefit": "unemployment", "pension": "pensions",
}  # fmt: skip


def columns(people: People, rows: range, month: date, communes: Mapping[str, str]) -> Households:
    """`rows` of the population, in their order. `communes`: today's code of each of its communes.
    Raises KeyError: a commune that is not there."""
    at = np.arange(rows.start, rows.stop)
    couple = people.is_couple[at]
    ages = np.concatenate([people.ages[at], people.children[at]], axis=1)
    there = ages != NOBODY
    there[:, 1] &= couple
    home, place = np.nonzero(there)
    age, child = ages[home, place], place > 1
    birth = _births(age, at[home], month)
    years = _years(birth, month)
    occupancy = people.occupancy[at]
    return Households(
        count=len(at),
        home=home,
        role=np.minimum(place, 2),
        birth=birth,
        amounts=_amounts(people, at, home, place),
        activity=_activities(people, at, home, place, age, years),
        school=_schools(age, years, child),
        nationality=np.where(child, -1, 0).astype("i1"),
        **dict.fromkeys(
            (
                "years_of_permit",
                "apprentice",
                "disability_rate",
                "work_restriction",
                "aeeh_category",
                "shared_custody",
            ),
            np.zeros(len(home)),
        ),
        due=np.full(len(home), np.datetime64("NaT", "D")),
        taxed_apart=np.zeros(len(home), bool),
        married=couple,
        commune=_communes(people, at, communes),
        occupancy=np.array([OCCUPANCIES.index(each) for each in OCCUPANCIES_DRAWN])[occupancy],
        rent=np.where(_are(NO_RENT)[occupancy], 0, people.rent[at]) / 100,
        flat_share=~_are(NOT_TENANTS)[occupancy] & (people.ages[at, 1] != NOBODY) & ~couple,
        savings=people.savings[at] / 100,
        goods=dict.fromkeys(PROPERTY, np.zeros(len(at))),
        support_unpaid=np.zeros(len(at), bool),
        income=np.full(len(at), np.nan),
    )


def _are(kinds: Any) -> Column:
    return np.array([each in kinds for each in OCCUPANCIES_DRAWN])


def _births(age: Column, row: Column, month: date) -> Column:
    """As `population.situations` has it."""
    first = (month.year - age - 1971).astype("M8[Y]").astype("M8[D]")
    return np.asarray(first + (month.timetuple().tm_yday + row % 364))


def _years(birth: Column, month: date) -> Column:
    """Age on the first day of the month."""
    born = birth.astype("M8[M]")
    months = (np.datetime64(month, "M") - born).astype(int)
    is_first = birth == born.astype("M8[D]")
    return np.asarray((months - ~is_first) // 12)


def _amounts(people: People, at: Column, home: Column, place: Column) -> dict[str, Column]:
    adult = np.minimum(place, 1)
    found = dict.fromkeys(AMOUNTS, np.zeros(len(home)))
    for name, column in _AMOUNTS.items():
        paid = getattr(people, column)[at][home, adult]
        found[name] = np.where(place > 1, 0, np.maximum(paid, 0)) / 100
    return found


def _activities(
    people: People, at: Column, home: Column, place: Column, age: Column, years: Column
) -> Column:
    of_adults = people.activities[at][home, np.minimum(place, 1)]
    student, none = ACTIVITIES.index("student"), ACTIVITIES.index("none")
    grown = np.where(age >= STUDENT_FROM, student, none)
    of_children = np.where(years >= CHILD_EARNS_FROM, grown, -1)
    return np.asarray(np.where(place > 1, of_children, of_adults).astype("i1"))


def _schools(age: Column, years: Column, child: Column) -> Column:
    untils = np.array([until for until, _name in SCHOOL_UNTIL])
    names = np.array(
        [SCHOOLS.index(name) for name in (*(n for _u, n in SCHOOL_UNTIL), SCHOOLED_AFTER)]
    )
    school = names[np.searchsorted(untils, age, side="right")]
    return np.asarray(np.where(child & (years >= CHILD_AT_SCHOOL_FROM), school, -1).astype("i1"))


def _communes(people: People, at: Column, communes: Mapping[str, str]) -> Column:
    today = np.array([communes[code].encode() for code in people.communes], "S5")
    return np.asarray(today[people.commune[at]])
