"""The fairest chances: the least one as high as can be, then the next, and so on (leximin).

The goal is that of Flanigan, Gölz, Gupta, Hennig and Procaccia, «Fair algorithms for selecting
citizens' assemblies», Nature 596 (2021). Here it is first solved without asking that panels be made
of whole people, which takes some twenty linear problems for a thousand volunteers, and comes with
its proof; `portfolio` then finds panels that reach it within a few thousandths.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from parvis.participation.sortition.pool import Pool
from parvis.participation.sortition.proof import UNIT, Ideal, Level
from parvis.participation.sortition.solving import (
    INFINITE,
    Floats,
    NoPanel,
    add_people,
    is_solved,
    solver,
    values,
)

_NEAR: Final = 1e-7
# What the solver may miss of a bound it has already reached.
_SLACK: Final = 1e-8


def ideal(pool: Pool, never: tuple[int, ...] = ()) -> Ideal:
    """Raises NoPanel: not even parts of people could meet the quotas."""
    many, cells = len(pool.volunteers), len(pool.cells)
    asked = solver()
    asked.setOptionValue("primal_feasibility_tolerance", _SLACK / 10)
    add_people(asked, pool.cells, many)
    asked.addVar(0, 1)  # the least chance of those not settled yet
    asked.changeColCost(many, -1)
    for place in range(many):
        asked.addRow(0, INFINITE, 2, np.array([place, many], np.int32), np.array([1.0, -1.0]))
    settled = np.zeros(many, bool)

    def settle(place: int, chance: float) -> None:
        asked.changeCoeff(cells + place, many, 0)
        asked.changeRowBounds(cells + place, max(0, chance - _SLACK), INFINITE)
        settled[place] = True

    for place in never:
        asked.changeColBounds(place, 0, 0)
        settle(place, 0)
    levels = []
    while not settled.all():
        asked.run()
        if not is_solved(asked):
            raise NoPanel
        chance = values(asked)[many]
        duals = np.array(asked.getSolution().row_dual)
        bound = (np.abs(duals[cells:]) > _NEAR) & ~settled
        if chance >= 1 - _SLACK or not bound.any():
            bound = ~settled
        levels.append(_level(chance, np.flatnonzero(bound), -duals[:cells], duals[cells:]))
        for place in np.flatnonzero(bound):
            settle(int(place), chance)
    return Ideal(tuple(levels), never)


def _level(chance: float, people: NDArray[np.intp], prices: Floats, weights: Floats) -> Level:
    def told(numbers: Floats) -> tuple[tuple[int, int], ...]:
        rounded = np.rint(numbers * UNIT).astype(np.int64)
        return tuple((int(place), int(rounded[place])) for place in np.flatnonzero(rounded))

    return Level(
        value=round(float(chance) * UNIT),
        people=tuple(int(place) for place in people),
        weights=told(np.maximum(weights, 0)),
        prices=told(prices),
    )
