"""Panels by linear programming (HiGHS): the only module that knows the solver."""

from collections.abc import Iterable
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray

from parvis.participation.sortition.pool import Cell, Pool

Floats = NDArray[np.float64]
Places = NDArray[np.int32]
Panel = tuple[int, ...]
INFINITE: Final = highspy.kHighsInf
_NEAR: Final = 1e-6
# People that the whole-number step may still change: undecided ones, then the next in line.
_FREE: Final = 100
_GAP: Final = 0.02


class NoPanel(ValueError):
    """No panel respects every quota; `relaxing.relaxation` says which ones to widen."""


def solver() -> highspy.Highs:
    """Silent, on one thread and without time limits: the same answer from the same question."""
    made: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    made.silent()
    made.setOptionValue("threads", 1)
    return made


def add_people(to: highspy.Highs, rows: Iterable[Cell], many: int, *, whole: bool = False) -> None:
    """A variable for each person, between not drawn and drawn, and a row for each cell."""
    to.addVars(many, np.zeros(many), np.ones(many))
    for row in rows:
        to.addRow(row.least, row.most, len(row.members), *_ones(row.members))
    if whole:
        to.changeColsIntegrality(many, np.arange(many, dtype=np.int32), np.ones(many, np.uint8))


def _ones(members: tuple[int, ...]) -> tuple[Places, Floats]:
    return np.array(members, np.int32), np.ones(len(members))


def is_solved(asked: highspy.Highs) -> bool:
    return bool(asked.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def values(asked: highspy.Highs) -> Floats:
    return np.array(asked.getSolution().col_value)


class Panels:
    """Makes panels that hold the people who weigh most. The same weights give the same panel."""

    def __init__(self, pool: Pool) -> None:
        self.many = len(pool.volunteers)
        self._all = np.arange(self.many, dtype=np.int32)
        self._rows = np.zeros((len(pool.cells), self.many))
        for place, cell in enumerate(pool.cells):
            self._rows[place, list(cell.members)] = 1
        self._least = np.array([cell.least for cell in pool.cells], float)
        self._most = np.array([cell.most for cell in pool.cells], float)
        self._shares = solver()
        add_people(self._shares, pool.cells, self.many)
        self._shares.setOptionValue("presolve", "off")
        self._wholes = solver()
        add_people(self._wholes, pool.cells, self.many, whole=True)

    def heaviest(self, weights: Floats) -> Panel:
        """A panel of nearly the greatest weight. Raises NoPanel.

        The linear problem decides on all but a few; a small whole-number problem on those.
        """
        self._shares.changeColsCost(self.many, self._all, -weights)
        self._shares.run()
        if not is_solved(self._shares):
            raise NoPanel
        found = values(self._shares)
        undecided = (found > _NEAR) & (found < 1 - _NEAR)
        if not undecided.any():
            return _panel(found)
        doubt = np.abs(np.array(self._shares.getSolution().col_dual))
        doubt[undecided] = -1
        for free in (_FREE, 4 * _FREE):
            if free < self.many and (panel := self._rounded(weights, found, doubt, free)):
                return panel
        return self.exactly(weights)

    def _rounded(self, weights: Floats, found: Floats, doubt: Floats, free: int) -> Panel | None:
        open_ = np.sort(np.argsort(doubt, kind="stable")[:free])
        kept = found > 0.5
        kept[open_] = False
        taken = self._rows[:, kept].sum(axis=1)
        asked = solver()
        columns = np.arange(free, dtype=np.int32)
        asked.addVars(free, np.zeros(free), np.ones(free))
        for row, least, most in zip(
            self._rows[:, open_], self._least - taken, self._most - taken, strict=True
        ):
            members = np.flatnonzero(row).astype(np.int32)
            asked.addRow(least, most, len(members), members, np.ones(len(members)))
        asked.changeColsCost(free, columns, -weights[open_])
        asked.changeColsIntegrality(free, columns, np.ones(free, np.uint8))
        asked.setOptionValue("mip_rel_gap", _GAP)
        asked.setOptionValue("mip_heuristic_effort", 0.1)
        asked.run()
        if not is_solved(asked):
            return None
        whole = kept.astype(float)
        whole[open_] = values(asked)
        return _panel(whole)

    def exactly(self, weights: Floats, *, holding: int | None = None) -> Panel:
        """The same by the whole problem; with `holding`, a panel in which this person sits.

        Raises NoPanel.
        """
        asked = self._wholes
        asked.changeColsCost(self.many, self._all, -weights)
        asked.setOptionValue("mip_rel_gap", _GAP)
        if holding is not None:
            asked.changeColBounds(holding, 1, 1)
        try:
            asked.run()
            if not is_solved(asked):
                raise NoPanel
            return _panel(values(asked))
        finally:
            if holding is not None:
                asked.changeColBounds(holding, 0, 1)


def _panel(found: Any) -> Panel:
    return tuple(int(place) for place in np.flatnonzero(found > 0.5))
