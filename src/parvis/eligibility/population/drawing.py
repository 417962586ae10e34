"""The model that households are drawn from: a few tables and curves, in plain sight.

Nothing here is measured on the territory: the parts below are orders of magnitude of the census and
of national surveys, which raking then bends to what is published. Incomes are in euros a month, net
of contributions, of the year the living standards are carried to.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from parvis.eligibility.population.households import (
    EMPLOYED,
    INACTIVE,
    MOST_CHILDREN,
    NOBODY,
    OCCUPANCIES_DRAWN,
    RETIRED,
    SELF_EMPLOYED,
    STUDENT,
    UNEMPLOYED,
    Column,
    Households,
)
from parvis.eligibility.population.margins import KINDS, Margins

_OTHER, _COUPLE, _WITH_CHILDREN, _SINGLE_PARENT = 2, 3, 4, 5
# Age of the first adult: bounds of the bands, then the part of each kind in each band.
_BANDS: Final = (18, 25, 30, 45, 60, 75, 96)
_AGES: Final = (
    (0.13, 0.12, 0.21, 0.24, 0.20, 0.10),  # man alone
    (0.11, 0.07, 0.10, 0.18, 0.28, 0.26),  # woman alone
    (0.40, 0.14, 0.18, 0.12, 0.10, 0.06),  # two who are neither a couple nor parent and child
    (0.04, 0.07, 0.08, 0.19, 0.39, 0.23),  # couple without children
    (0.01, 0.08, 0.60, 0.30, 0.01, 0.00),  # couple with children
    (0.03, 0.07, 0.52, 0.35, 0.03, 0.00),  # single parent
)
_CHILDREN: Final = {
    _WITH_CHILDREN: (0.40, 0.42, 0.14, 0.03, 0.01),
    _SINGLE_PARENT: (0.58, 0.31, 0.09, 0.015, 0.005),
}
# By age: employed, self-employed, unemployed, student, retired, none (as in `facts.ACTIVITIES`).
_ACTIVITIES: Final = (
    (25, (0.46, 0.01, 0.15, 0.31, 0.00, 0.07)),
    (30, (0.74, 0.04, 0.13, 0.03, 0.00, 0.06)),
    (55, (0.73, 0.10, 0.10, 0.00, 0.00, 0.07)),
    (60, (0.56, 0.09, 0.09, 0.00, 0.12, 0.14)),
    (65, (0.20, 0.05, 0.03, 0.00, 0.57, 0.15)),
    (200, (0.01, 0.01, 0.00, 0.00, 0.94, 0.04)),
)
_WAGE, _WAGE_SPREAD = 2_700.0, 0.42
_SELF, _SELF_SPREAD = 2_600.0, 0.7
_PENSION, _PENSION_SPREAD = 2_250.0, 0.42
_PART_OF_LAST_WAGE: Final = 0.57
_WITH_UNEMPLOYMENT_BENEFIT: Final = 0.55
# People of one home resemble each other: how much of the spread they share.
_SHARED: Final = 0.55


@dataclass(frozen=True, slots=True)
class _People:
    kind: Column
    ages: Column
    children: Column
    activities: Column
    standing: Column


def drawn(margins: Margins, number: int, seed: int) -> Households:
    """`number` households, all of one weight. The same seed gives the same households.

    Raises ValueError: fewer than a hundred, too few to weigh.
    """
    if number < 100:
        raise ValueError("at least a hundred households are needed")
    dice = Generator(PCG64(seed))
    people = _people(margins, number, dice)
    wages, self_employed, unemployment, pensions = _incomes(people, dice)
    adults = (people.ages != NOBODY).sum(axis=1)
    income = (wages + self_employed + unemployment + pensions).sum(axis=1) / 1_00
    by_person = income / np.sqrt(adults)
    occupancy = _occupancy(people, by_person, dice)
    communes = tuple(margins.communes.persons)
    parts = np.array(list(margins.communes.persons.values()), dtype=float)
    return Households(
        communes=communes,
        weight=np.full(number, margins.persons / 2.08 / number),
        kind=people.kind,
        commune=dice.choice(len(communes), size=number, p=parts / parts.sum()),
        ages=people.ages,
        activities=people.activities,
        wages=wages,
        self_employed=self_employed,
        unemployment=unemployment,
        pensions=pensions,
        children=people.children,
        occupancy=occupancy,
        rent=_rent(people, occupancy, dice),
        savings=_savings(people, by_person, dice),
        quotient=np.zeros(number, dtype=np.int64),
    )


def _people(margins: Margins, number: int, dice: Generator) -> _People:
    kinds = next(each for each in margins.margins if each.id == "households_by_kind").shares()
    kind = dice.choice(len(KINDS), size=number, p=[kinds.get(name, 0.0) for name in KINDS])
    first = np.zeros(number, dtype=np.int64)
    for each, parts in enumerate(_AGES):
        rows = kind == each
        band = dice.choice(len(parts), size=int(rows.sum()), p=parts)
        low, high = np.array(_BANDS)[band], np.array(_BANDS)[band + 1]
        first[rows] = low + (dice.random(len(band)) * (high - low)).astype(np.int64)
    partner = np.clip(np.rint(first + dice.normal(-1.5, 4.0, number)), 18, 99).astype(np.int64)
    two = (kind == _COUPLE) | (kind == _WITH_CHILDREN) | (kind == _OTHER)
    ages = np.stack([first, np.where(two, partner, NOBODY)], axis=1)
    children = _children(kind, first, np.where(two, np.minimum(first, partner), first), dice)
    activities = np.stack([_activity(ages[:, one], dice) for one in (0, 1)], axis=1)
    return _People(kind, ages, children, activities, dice.normal(size=number))


def _children(kind: Column, parent: Column, younger: Column, dice: Generator) -> Column:
    number = np.zeros(len(kind), dtype=np.int64)
    for each, parts in _CHILDREN.items():
        rows = kind == each
        number[rows] = 1 + dice.choice(len(parts), size=int(rows.sum()), p=parts)
    birth = np.clip(dice.normal(33.5, 5.0, len(kind)), 18, 50)
    youngest = np.clip(np.rint(parent - birth), 0, 21).astype(np.int64)
    between = 1 + dice.poisson(1.5, size=(len(kind), MOST_CHILDREN))
    between[:, 0] = 0
    ages = np.minimum(youngest[:, None] + between.cumsum(axis=1), 24)
    # No child is born before its parents are sixteen.
    ages = np.minimum(ages, np.maximum(younger - 17, 0)[:, None])
    return np.asarray(np.where(np.arange(MOST_CHILDREN) < number[:, None], ages, NOBODY))


def _activity(age: Column, dice: Generator) -> Column:
    found = np.full(len(age), INACTIVE)
    luck, since = dice.random(len(age)), 0
    for until, parts in _ACTIVITIES:
        rows = (age >= since) & (age < until)
        found[rows] = np.searchsorted(np.cumsum(parts)[:-1], luck[rows], side="right")
        since = until
    return np.where(age == NOBODY, NOBODY, found)


def _incomes(people: _People, dice: Generator) -> tuple[Column, Column, Column, Column]:
    shape = people.ages.shape
    own = dice.normal(size=shape)
    rank = np.sqrt(_SHARED) * people.standing[:, None] + np.sqrt(1 - _SHARED) * own
    career = np.interp(people.ages, (18, 25, 40, 55, 64), (0.72, 0.82, 1.0, 1.12, 1.1))
    whole = np.where(dice.random(shape) < 0.17, 0.62, 1.0)  # part of the time at work
    wage = _WAGE * career * np.exp(_WAGE_SPREAD * rank)
    at = people.activities
    months = np.where(dice.random(shape) < _WITH_UNEMPLOYMENT_BENEFIT, _PART_OF_LAST_WAGE, 0.0)
    odd_jobs = np.where(dice.random(shape) < 0.35, 450.0, 0.0)
    return (
        _cents(np.where(at == EMPLOYED, wage * whole, np.where(at == STUDENT, odd_jobs, 0))),
        _cents(np.where(at == SELF_EMPLOYED, _SELF * np.exp(_SELF_SPREAD * rank), 0)),
        _cents(np.where(at == UNEMPLOYED, wage * months, 0)),
        _cents(np.where(at == RETIRED, _PENSION * np.exp(_PENSION_SPREAD * rank), 0)),
    )


def _occupancy(people: _People, by_person: Column, dice: Generator) -> Column:
    """Owners are older and better off; of the others, those with little live in social housing."""
    number = len(people.kind)
    age = people.ages[:, 0]
    owns = 1 / (1 + np.exp(-(-3.6 + 0.055 * age + 0.0007 * (by_person - 1_400))))
    owner = dice.random(number) < owns
    with_loan = owner & (age < 62) & (dice.random(number) < 0.65)
    social = dice.random(number) < np.clip(0.62 - 0.0002 * by_person, 0.05, 0.6)
    furnished = dice.random(number) < np.where(age < 27, 0.55, 0.12)
    free = dice.random(number) < 0.035
    codes = {name: place for place, name in enumerate(OCCUPANCIES_DRAWN)}
    rented = np.where(
        social,
        codes["tenant_social"],
        np.where(furnished, codes["tenant_furnished"], codes["tenant_unfurnished"]),
    )
    owned = np.where(with_loan, codes["owner_with_loan"], codes["owner"])
    return np.asarray(np.where(owner, owned, np.where(free, codes["free"], rented)))


def _rent(people: _People, occupancy: Column, dice: Generator) -> Column:
    """Without charges; the repayment of an owner with a loan."""
    persons = (people.ages != NOBODY).sum(axis=1) + (people.children != NOBODY).sum(axis=1)
    market = (340 + 85 * persons) * np.exp(0.18 * dice.normal(size=len(persons)))
    factor = np.array([0.0, 1.55, 0.68, 1.0, 1.05, 0.0])[occupancy]
    return _cents(market * factor)


def _savings(people: _People, by_person: Column, dice: Generator) -> Column:
    age = people.ages[:, 0]
    middle = 9.0 * by_person * np.clip((age - 18) / 30, 0.1, 2.0)
    return _cents(middle * np.exp(1.3 * dice.normal(size=len(age))))


def _cents(euros: NDArray[np.floating]) -> Column:
    """Whole euros, in cents: nobody's wage is known to the cent here."""
    return np.asarray(np.rint(euros).astype(np.int64) * 100)
