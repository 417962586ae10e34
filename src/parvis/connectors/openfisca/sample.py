"""Households drawn at random, of every kind: what equality and speed are measured on. They stand
for no territory: their margins are round figures."""

from datetime import date
from typing import Any

import numpy as np

from parvis.connectors.openfisca.columns import Column, Households
from parvis.connectors.openfisca.outputs import AMOUNTS
from parvis.eligibility.facts import ACTIVITIES, NATIONALITIES, OCCUPANCIES, SCHOOLS

_COMMUNES = [b"64445", b"64284", b"75056", b"69123", b"23096", b"97411", b"67482", b"2A004"]
_AGES = {"nursery": 3, "primary": 6, "college": 11, "lycee": 15, "higher": 18}


def households(count: int, month: date, seed: int = 1) -> Households:
    """The same for the same seed."""
    chance = np.random.default_rng(seed)
    old, lone = chance.random(count) < 0.16, chance.random(count) < 0.5
    children = np.where(old, 0, chance.choice(6, count, p=[0.5, 0.2, 0.17, 0.08, 0.04, 0.01]))
    adults = np.where(lone, 1, 2)
    home = np.repeat(np.arange(count), adults + children)
    rank = np.arange(len(home)) - np.searchsorted(home, home)
    role = np.where(rank == 0, 0, np.where(rank < adults[home], 1, 2))
    child, aged = role == 2, old[home]
    age = np.where(
        child, chance.integers(0, 23, len(home)),
        np.where(aged, chance.integers(60, 96, len(home)), chance.integers(18, 64, len(home))),
    )  # fmt: skip
    days = (age * 365.25 + chance.integers(0, 365, len(home))).astype(int)
    birth = np.datetime64(month, "D") - days
    working_age = ~child & ~aged
    activity = np.where(working_age, chance.choice(6, len(home), p=_ACTIVE), -1)
    activity = np.where(~child & aged, ACTIVITIES.index("retired"), activity)
    grown = child & (age >= 18)
    activity = np.where(grown, chance.choice([0, 3, 5], len(home)), activity)
    union = chance.integers(0, 3, count)
    amounts, rate = _resources(chance, activity, role)
    apart = (role == 1) & (union == 2)[home]
    return Households(
        count=count,
        home=home,
        role=role,
        birth=birth,
        amounts=amounts,
        activity=activity.astype("i1"),
        school=_school(age, child),
        nationality=_rarely(chance, len(home), len(NATIONALITIES)).astype("i1"),
        years_of_permit=chance.integers(0, 14, len(home)).astype(float),
        apprentice=(chance.random(len(home)) < 0.02).astype(float),
        disability_rate=rate,
        shared_custody=(child & (chance.random(len(home)) < 0.05)).astype(float),
        due=_due(chance, month, role, age),
        taxed_apart=apart,
        married=union == 0,
        commune=chance.choice(_COMMUNES, count),
        occupancy=chance.integers(0, len(OCCUPANCIES), count),
        rent=np.round(chance.uniform(200, 1100, count)),
        flat_share=chance.random(count) < 0.05,
        savings=np.where(chance.random(count) < 0.3, chance.integers(0, 60_000, count), 0.0),
        goods=_property(seed, count),
        support_unpaid=chance.random(count) < 0.4,
        income=np.where(chance.random(count) < 0.3, chance.integers(0, 40_000, count), np.nan),
        aeeh_category=_categories(seed, child & (rate >= 50)),
        work_restriction=((role < 2) & (chance.random(len(home)) < 0.5)).astype(float),
    )


_ACTIVE = [0.6, 0.07, 0.1, 0.08, 0.02, 0.13]


def _resources(
    chance: np.random.Generator, activity: Column, role: Column
) -> tuple[dict[str, Column], Column]:
    count = len(role)

    def some(who: Any, mean: float, spread: float) -> Column:
        return np.where(who, np.round(np.exp(chance.normal(mean, spread, count)), 2), 0.0)

    adult = role < 2
    disabled = chance.random(count) < 0.07
    amounts = {
        "wage": some(activity == 0, 7.2, 0.6),
        "self_employed_income": some(activity == 1, 6.8, 0.8),
        "unemployment_benefit": some((activity == 2) & (chance.random(count) < 0.8), 6.8, 0.4),
        "pension": some(activity == 4, 6.9, 0.5),
        "invalidity_pension": some(adult & disabled & (chance.random(count) < 0.3), 6.2, 0.3),
        "daily_allowances": some(adult & (chance.random(count) < 0.02), 6.5, 0.4),
        "alimony_received": some(adult & (chance.random(count) < 0.05), 5.3, 0.5),
        "alimony_paid": some(adult & (chance.random(count) < 0.04), 5.3, 0.5),
    }
    assert set(amounts) == set(AMOUNTS)
    return amounts, np.where(disabled, chance.choice([50, 66, 80, 85], count), 0).astype(float)


def _property(seed: int, count: int) -> dict[str, Column]:
    """One household in eight owns something; values straddle the 30,000 euros of housing aid."""
    dice = np.random.default_rng([seed, 132])
    owners = dice.random(count) < 0.125

    def some(highest: int) -> Column:
        return np.where(owners & (dice.random(count) < 0.5), dice.integers(0, highest, count), 0.0)

    built, land, let = some(200_000), some(60_000), some(200_000)
    return {
        "built_value": built,
        "built_rental_value": np.round(built * dice.uniform(0.01, 0.06, count)),
        "land_value": land,
        "land_rental_value": np.round(land * dice.uniform(0.002, 0.03, count)),
        "let_value": let,
        "rents_received": np.round(let * dice.uniform(0.002, 0.007, count)),
    }


def _categories(seed: int, entitled: Column) -> Column:
    drawn = np.random.default_rng([seed, 541]).integers(0, 7, len(entitled))
    return np.where(entitled, drawn, 0).astype(float)


def _school(age: Column, child: Column) -> Column:
    found = np.zeros(len(age), "i1")
    for name, begins in _AGES.items():
        found[child & (age >= begins)] = SCHOOLS.index(name)
    return found


def _rarely(chance: np.random.Generator, count: int, kinds: int) -> Column:
    return np.where(chance.random(count) < 0.15, chance.integers(1, kinds, count), 0)


def _due(chance: np.random.Generator, month: date, role: Column, age: Column) -> Column:
    expecting = (role == 0) & (age < 45) & (chance.random(len(role)) < 0.03)
    day = np.datetime64(month, "D") + chance.integers(1, 250, len(role))
    return np.where(expecting, day, np.datetime64("NaT", "D"))
