"""A tariff and its variants on the households of a population: figures, and how sure they are.

Every number is a sum over households of weight × units × price. Money is in cents a year. What is
told of fewer than eleven households, real ones or drawn ones, is not told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from parvis.eligibility.population.households import Column, Households
from parvis.eligibility.population.margins import KINDS
from parvis.eligibility.population.storage import Population
from parvis.eligibility.reforms.tariffs import Tariff

FEWEST: Final = 11
_NEAR: Final = 50_00
_95_PERCENT: Final = 1.96


@dataclass(frozen=True, slots=True)
class Use:
    """Who pays, and how often. `ages`: of the children concerned, both included; None: one unit
    for each household. `part`: percent of them who come; `times`: units a year for one who comes.
    `communes`: where the tariff holds; empty: everywhere. `borrow`: the households of the whole
    population stand for those of the communes, in their number (the model tells communes apart by
    nothing else), so that a small one has enough."""

    ages: tuple[int, int] | None
    part: int
    times: int
    communes: frozenset[str] = frozenset()
    borrow: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Concerned:
    """The households that pay, as columns; `drawn`: of how many drawn households they are part.
    `decile`: 0 to 9, by quotient, each a tenth of them by weight; `edges` their upper quotients."""

    weight: Column
    units: Column
    quotient: Column
    kind: Column
    commune: Column
    decile: Column
    edges: tuple[int, ...]
    communes: tuple[str, ...]
    drawn: int

    def __len__(self) -> int:
        return len(self.weight)


@dataclass(frozen=True, slots=True)
class Sum:
    """`margin`: half of the interval of 95 % that comes from having drawn few households. It says
    nothing of the model’s own faults."""

    value: float
    margin: float


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table. `hidden`: too few households to tell; all figures are then zero.
    `change`: what one household of the group pays more a year, on average."""

    key: str
    households: float
    drawn: int
    gaining: float
    losing: float
    today: float
    revenue: float
    change: Sum
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """Above `bound` a unit costs `after` instead of `before`: `a_year` more for one child; so many
    `households` have a quotient at most 50 euros above."""

    bound: int
    before: int
    after: int
    a_year: float
    households: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """`difference`: revenue less today's. `groups`: by "decile", "kind", "commune"."""

    revenue: Sum
    difference: Sum
    mean_price: float
    gaining: float
    losing: float
    same: float
    groups: dict[str, tuple[Group, ...]]
    jumps: tuple[Jump, ...]


@lru_cache(maxsize=8)
def concerned(population: Population, use: Use) -> Concerned:
    """Kept for the next variant: only prices change from one to another."""
    people = population.households
    weight, inside = _weights(people, use)
    units = np.ones(len(people)) if use.ages is None else people.children_aged(*use.ages)
    rows = np.flatnonzero((units > 0) & inside & (weight > 0))
    weight, quotient = weight[rows], people.quotient[rows]
    decile, edges = _deciles(quotient, weight)
    return Concerned(
        weight=weight,
        units=units[rows] * (use.part / 100 * use.times),
        quotient=quotient,
        kind=people.kind[rows],
        commune=people.commune[rows],
        decile=decile,
        edges=edges,
        communes=people.communes,
        drawn=len(people),
    )


def _weights(people: Households, use: Use) -> tuple[Column, Column]:
    everywhere = np.ones(len(people), dtype=bool)
    if not use.communes:
        return people.weight, everywhere
    here = np.isin(people.commune, [people.communes.index(code) for code in use.communes])
    if not use.borrow:
        return people.weight, here
    persons = people.weight * people.persons
    return people.weight * (persons[here].sum() / persons.sum()), everywhere


def _deciles(quotient: Column, weight: Column) -> tuple[Column, tuple[int, ...]]:
    if not len(quotient):
        return np.zeros(0, dtype=np.int64), ()
    order = np.argsort(quotient, kind="stable")
    passed = np.cumsum(weight[order]) / weight.sum()
    ends = np.searchsorted(passed, np.arange(1, 10) / 10 - 1e-12)
    edges = quotient[order][np.minimum(ends, len(order) - 1)]
    # The same quotient is never in two deciles.
    return np.searchsorted(edges, quotient, side="left"), tuple(int(edge) for edge in edges)


def tried(who: Concerned, today: Tariff, variant: Tariff, times: int) -> Outcome:
    """What the variant changes. `times`: units a year, for the jumps."""
    before, after = (each.prices_of(who.quotient) * who.units for each in (today, variant))
    return compared(who, before, after, tuple(_jumps(who, variant, times)))


def compared(
    who: Concerned, paid_before: Column, paid: Column, jumps: tuple[Jump, ...] = ()
) -> Outcome:
    """Of what each household pays a year, then and before."""
    change = paid - paid_before
    whole = float(who.weight.sum()) or 1.0
    units = float(who.weight @ who.units) or 1.0
    return Outcome(
        revenue=_sum(who, paid),
        difference=_sum(who, change),
        mean_price=float(who.weight @ paid) / units,
        gaining=float(who.weight[change < 0].sum()) / whole,
        losing=float(who.weight[change > 0].sum()) / whole,
        same=float(who.weight[change == 0].sum()) / whole,
        groups={
            name: tuple(_groups(who, labels, keys, paid_before, paid))
            for name, labels, keys in (
                ("decile", who.decile, [str(place) for place in range(1, 11)]),
                ("kind", who.kind, KINDS),
                ("commune", who.commune, who.communes),
            )
        },
        jumps=jumps,
    )


def _sum(who: Concerned, column: Column) -> Sum:
    """Households drawn independently, with replacement: those who pay nothing are zeros."""
    each = who.weight * column
    total = float(each.sum())
    spread = float((each**2).sum()) - total**2 / who.drawn
    variance = max(spread, 0.0) * who.drawn / (who.drawn - 1)
    return Sum(total, _95_PERCENT * float(np.sqrt(variance)))


def _groups(
    who: Concerned, labels: Column, keys: Sequence[str], before: Column, after: Column
) -> Iterable[Group]:
    size = len(keys)
    change = after - before

    def total(column: Column) -> Column:
        return np.bincount(labels, who.weight * column, size)

    one = np.ones(len(who))
    households, drawn = total(one), np.bincount(labels, minlength=size)
    gaining, losing = total(change < 0), total(change > 0)
    today, revenue = total(before), total(after)
    mean = np.divide(revenue - today, households, out=np.zeros(size), where=households > 0)
    # Of a ratio of two sums, linearised: its residuals are those of the mean of the group.
    apart = who.weight * (change - mean[labels])
    spread = np.sqrt(np.bincount(labels, apart**2, size))
    for place, key in enumerate(keys):
        if not drawn[place]:
            continue
        few = drawn[place] < FEWEST or households[place] < FEWEST
        number = float(households[place])
        yield Group(
            key,
            0.0 if few else number,
            int(drawn[place]),
            0.0 if few else float(gaining[place]) / number,
            0.0 if few else float(losing[place]) / number,
            0.0 if few else float(today[place]),
            0.0 if few else float(revenue[place]),
            Sum(0, 0)
            if few
            else Sum(float(mean[place]), _95_PERCENT * float(spread[place]) / number),
            bool(few),
        )


def _jumps(who: Concerned, variant: Tariff, times: int) -> Iterable[Jump]:
    for bound, before, after in variant.jumps():
        near = (who.quotient > bound) & (who.quotient <= bound + _NEAR)
        seen = float(who.weight[near].sum())
        few = near.sum() < FEWEST or seen < FEWEST
        yield Jump(bound, before, after, float((after - before) * times), 0.0 if few else seen)
