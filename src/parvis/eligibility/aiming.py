"""Where rare benefits occur: whom to draw so that their precision can be told (decision 0383).

An aim is a part of the population that holds all, or nearly all, to whom a benefit can be
announced: what it rests on is always known (ages, children, commune), or is given to people by lot
where the synthetic population has none (disability, pregnancy, unpaid child support). Within it
households are drawn by weight, none twice, so what is found of those to whom it is announced holds
without weighting again.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from parvis.eligibility import local
from parvis.eligibility.population.households import NOBODY, Column, Households
from parvis.eligibility.situation import ME, Fact, Situation

ENOUGH: Final = 60
"""So many households to whom it would be announced: with none wrong the bound is 0.94."""
MOST: Final = 1500
Dressed = Callable[[Situation, random.Random, date], Situation]


@dataclass(frozen=True, slots=True)
class Aim:
    """`within`: which households; `dressed`: what is given to them by lot; `benefits`: measured
    there and nowhere else."""

    name: str
    within: Callable[[Households], Column]
    benefits: frozenset[str]
    dressed: Dressed = lambda life, dice, on: life


def _children(youngest: int, oldest: int, number: int = 1) -> Callable[[Households], Column]:
    return lambda homes: homes.children_aged(youngest, oldest) >= number


def _first_adult(youngest: int, oldest: int) -> Callable[[Households], Column]:
    return lambda homes: (homes.ages[:, 0] >= youngest) & (homes.ages[:, 0] <= oldest)


def _disabled(life: Situation, dice: random.Random, on: date) -> Situation:
    """One in two gets a pension of invalidity; rates are those that decide of the AAH."""
    rate = dice.choice([50, 70, 80, 90])
    life = life.told(f"{ME}.disability_rate", Fact(rate, on))
    life = life.told(f"{ME}.work_restriction", Fact(dice.random() < 0.5, on))
    if dice.random() < 0.5:
        return life
    return life.told(f"{ME}.invalidity_pension", Fact(dice.randrange(330_00, 1100_00, 100), on))


def _disabled_child(life: Situation, dice: random.Random, on: date) -> Situation:
    child = dice.choice(life.children)
    rate, category = dice.choice([30, 50, 80]), dice.choice([0, 0, 1, 2])
    life = life.told(f"{child}.disability_rate", Fact(rate, on))
    return life.told(f"{child}.aeeh_category", Fact(category if rate >= 50 else None, on))


def _expecting(life: Situation, dice: random.Random, on: date) -> Situation:
    due = on + timedelta(days=dice.randrange(1, 200))
    return life.told(f"{ME}.due_date", Fact(due, on))


def _unsupported(life: Situation, dice: random.Random, on: date) -> Situation:
    return life.told("family.child_support_unpaid", Fact(dice.random() < 0.7, on))


def _alone_with_children(homes: Households) -> Column:
    return np.asarray(~homes.is_couple & (homes.number_of_children > 0))


AIMS: Final = (
    Aim("aged", _first_adult(60, 110), frozenset({"state.aspa"})),
    Aim("disabled", _first_adult(20, 61), frozenset({"state.aah", "state.asi"}), _disabled),
    Aim("large_family", _children(0, 20, 3), frozenset({"state.cf"})),
    Aim(
        "college",
        _children(10, 16),
        frozenset({"state.bourse_college", "pyrenees-atlantiques.cantine-college"}),
    ),
    Aim(
        "lycee",
        _children(14, 20),
        frozenset({"state.bourse_lycee", "nouvelle-aquitaine.restauration-lycee"}),
    ),
    Aim("disabled_child", _children(0, 19), frozenset({"state.aeeh"}), _disabled_child),
    Aim("expecting", _first_adult(18, 45), frozenset({"state.paje_naissance"}), _expecting),
    Aim("unsupported", _alone_with_children, frozenset({"state.asf"}), _unsupported),
)


def aims(homes: Households) -> Iterator[Aim]:
    """Those above, and each commune for what it gives itself."""
    yield from AIMS
    for place, code in enumerate(homes.communes):
        given = frozenset(
            each.id
            for each in local.shipped()
            if (each.definition.institution.level, each.definition.institution.code)
            == ("commune", code)
        )
        if given:
            yield Aim(f"commune:{code}", _in_commune(place), given)


def _in_commune(place: int) -> Callable[[Households], Column]:
    return lambda homes: homes.commune == place


def rows(homes: Households, within: Column, weights: Column, number: int, seed: int) -> list[int]:
    """Without replacement, by weight: the largest of u^(1/w) (Efraimidis and Spirakis 2006,
    Information Processing Letters 97:181). In the order they were drawn."""
    dice = np.random.Generator(np.random.PCG64(seed))
    keys = np.log(dice.random(len(homes))) / np.maximum(weights, 1e-9)
    keys[~np.asarray(within) | (homes.ages[:, 0] == NOBODY)] = -np.inf
    chosen = np.argsort(-keys)[:number]
    return [int(row) for row in chosen if np.isfinite(keys[row])]
