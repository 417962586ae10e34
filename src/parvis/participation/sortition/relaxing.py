"""Quotas that no panel can meet: which ones to widen, by as few seats as possible."""

from dataclasses import dataclass, replace

import numpy as np

from parvis.participation.sortition.pool import ADDRESS, SIZE, Pool, Quota
from parvis.participation.sortition.solving import (
    INFINITE,
    NoPanel,
    add_people,
    is_solved,
    solver,
    values,
)


@dataclass(frozen=True)
class Widened:
    """One quota as it was asked and as it would have to be."""

    asked: Quota
    needed: Quota


def relaxation(pool: Pool) -> tuple[Widened, ...]:
    """The fewest seats by which quotas must widen so that a panel exists; none when one does.

    Raises NoPanel: whatever the quotas, there are too few addresses to fill the places.
    """
    many = len(pool.volunteers)
    free = [place for place, cell in enumerate(pool.cells) if cell.stratum not in {SIZE, ADDRESS}]
    asked = solver()
    add_people(asked, pool.cells, many, whole=True)
    for column, place in enumerate(free):
        row = np.array([place], np.int32)
        for sign in (1.0, -1.0):  # seats more than there are, and fewer
            # A little more for those that come later: one answer, not the solver's choice.
            asked.addCol(1 + column / 1e6, 0, INFINITE, 1, row, np.array([sign]))
    asked.run()
    if not is_solved(asked):
        raise NoPanel
    moved = np.rint(values(asked)[many:]).astype(int).reshape(-1, 2)
    quotas = {(quota.stratum, quota.value): quota for quota in pool.quotas}
    found = []
    for place, (lacking, beyond) in zip(free, moved, strict=True):
        cell = pool.cells[place]
        quota = quotas[cell.stratum, cell.value]
        if lacking > 0 or beyond > 0:
            needed = replace(quota, least=quota.least - int(lacking), most=quota.most + int(beyond))
            found.append(Widened(quota, needed))
    return tuple(found)
