"""Why nobody's chance could be higher: numbers that anybody adds up, without a solver.

A lottery gives each person a chance between 0 and 1, and on average it holds as many people of each
cell as its quota admits. *Prices* on the cells bound any weighted sum of such chances (the dual of
a linear problem): that is a proof, whoever found the prices and however they were rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from parvis.participation.sortition.pool import Pool

# Chances, weights and prices are whole numbers of billionths.
UNIT: Final = 1_000_000_000


@dataclass(frozen=True)
class Level:
    """Those whose chance cannot go above `value` once everybody before has theirs.

    `weights`: place of a person and its weight; `prices`: place of a cell and its price; both in
    billionths.
    """

    value: int
    people: tuple[int, ...]
    weights: tuple[tuple[int, int], ...]
    prices: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Ideal:
    """The fairest chances that people could have if panels could hold parts of people.

    No lottery of panels does better, in the order that counts: first the least chance is as high as
    can be, then the next. `never`: people whom no panel can hold.
    """

    levels: tuple[Level, ...]
    never: tuple[int, ...] = ()

    def chances(self) -> dict[int, int]:
        """By place, in billionths."""
        told = dict.fromkeys(self.never, 0)
        for level in self.levels:
            told |= dict.fromkeys(level.people, level.value)
        return told

    def gaps(self, pool: Pool) -> list[Fraction]:
        """For each level, how much higher than told it could be at most: proven, in parts of 1."""
        fixed = dict.fromkeys(self.never, 0)
        found = []
        for level in self.levels:
            found.append(bound(pool, level, fixed) - Fraction(level.value, UNIT))
            fixed |= dict.fromkeys(level.people, level.value)
        return found


def bound(pool: Pool, level: Level, fixed: Mapping[int, int]) -> Fraction:
    """No lottery that gives `fixed` people what they have gives all others more than this."""
    others = sum(weight for place, weight in level.weights if place not in fixed)
    if others <= 0 or any(weight < 0 for _, weight in level.weights):
        return Fraction(1)
    most, left = 0, dict(level.weights)
    for place, price in level.prices:
        cell = pool.cells[place]
        most += price * (cell.most if price > 0 else cell.least)
        for member in cell.members:
            left[member] = left.get(member, 0) - price
    most += sum(rest for rest in left.values() if rest > 0)
    given = sum(weight * fixed.get(place, 0) for place, weight in level.weights)
    return (Fraction(most) - Fraction(given, UNIT)) / others
