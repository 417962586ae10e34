"""Panels and their tickets: a lottery that gives everybody nearly their fairest chance.

One panel after another is made for those who are owed most so far (as seats are shared out between
lists), then a linear problem finds the tickets that bring everybody nearest to their ideal. When
that is not near enough, its prices say who is short, and more panels are made for them.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from parvis.participation.sortition.leximin import ideal
from parvis.participation.sortition.lottery import TICKETS, Lottery
from parvis.participation.sortition.pool import Pool
from parvis.participation.sortition.proof import UNIT, Ideal
from parvis.participation.sortition.solving import (
    INFINITE,
    Floats,
    NoPanel,
    Panel,
    Panels,
    solver,
    values,
)

# Part of the ideal chance that everybody is to have, and rounds after which what there is is told.
GOAL: Final = 0.99
_ROUNDS: Final = 12
# A panel that brings less than this is not worth the search.
_ENOUGH: Final = 0.002
_NEAR: Final = 1e-6


def lottery_for(pool: Pool, goal: float = GOAL) -> Lottery:
    """A lottery for this pool: the same one for the same pool. Raises NoPanel.

    `goal`: the part of the ideal chance that everybody is to have; where whole people do not allow
    it, the lottery is the best found after twelve rounds, and its `kept` says how near it is.
    """
    panels = Panels(pool)
    aim = ideal(pool)
    wanted = _wanted(aim, panels.many)
    made, seats = _owed(panels, wanted)
    missing = [place for place in range(panels.many) if not seats[place]]
    held, never = _held(panels, missing)
    if never:
        aim = ideal(pool, tuple(never))
        wanted = _wanted(aim, panels.many)
        made, _ = _owed(panels, wanted)
    made = list(dict.fromkeys([*made, *held]))
    made, part, shares = _grown(panels, made, wanted, goal)
    if part < goal:  # whole people do not allow it: then at least the least chance comes first
        alike = np.where(wanted > 0, 1.0, 0.0)
        made, floor, _ = _grown(panels, made, alike, 1.0)
        _, shares, _ = _shared(made, wanted, floor * alike)
    tickets = _tickets(shares)
    kept = sorted((panel, many) for panel, many in zip(made, tickets, strict=True) if many)
    return Lottery(tuple(p for p, _ in kept), tuple(many for _, many in kept), aim)


def _grown(
    panels: Panels, made: list[Panel], wanted: Floats, goal: float
) -> tuple[list[Panel], float, Floats]:
    """More panels until everybody has this part of what they are owed, or no panel helps."""
    for _turn in range(_ROUNDS):
        part, shares, short = _shared(made, wanted)
        if part >= goal:
            break
        best = panels.exactly(short)
        if short[list(best)].sum() <= part * (1 + _ENOUGH):
            break  # no panel at all would bring more
        made = list(dict.fromkeys([*made, best, *_short(panels, short, _more(panels))]))
    return made, part, shares


def _wanted(aim: Ideal, many: int) -> Floats:
    told = aim.chances()
    return np.array([told[place] / UNIT for place in range(many)])


def _more(panels: Panels) -> int:
    return max(20, panels.many // 5)


def _owed(panels: Panels, wanted: Floats) -> tuple[list[Panel], Floats]:
    """Panels, each for those who have been on fewer than they were owed."""
    seats = np.zeros(panels.many)
    scale = np.sqrt(np.maximum(wanted, 1 / UNIT))
    never = np.where(wanted > 0, 0.0, -1e3)
    made = []
    for turn in range(1, 3 * _more(panels) + 1):
        panel = panels.heaviest((turn * wanted - seats) / scale + never)
        seats[list(panel)] += 1
        made.append(panel)
    return made, seats


def _held(panels: Panels, missing: Iterable[int]) -> tuple[list[Panel], list[int]]:
    """For people on no panel so far: one that holds them, or the proof that there is none."""
    found: list[Panel] = []
    never = []
    for place in missing:
        if not any(place in panel for panel in found):
            try:
                found.append(panels.exactly(np.zeros(panels.many), holding=place))
            except NoPanel:
                never.append(place)
    return found, never


def _short(panels: Panels, short: Floats, number: int) -> list[Panel]:
    """Panels for those whom the tickets leave short; each one makes its people less urgent."""
    weights = short / max(short.sum(), 1 / UNIT) * panels.many + 0.05
    made = []
    for _turn in range(number):
        panel = panels.heaviest(weights)
        weights[list(panel)] *= 0.7
        made.append(panel)
    return made


def _shared(
    made: list[Panel], wanted: Floats, floor: Floats | None = None
) -> tuple[float, Floats, Floats]:
    """Shares of the panels that give everybody the greatest part of what they are owed, and no
    chance under the floor.

    Returns the part, the shares, and the price of each person: who holds the part back.
    """
    many = len(wanted)
    asked = solver()
    asked.setOptionValue("solver", "ipm")
    asked.addVar(0, INFINITE)
    asked.changeColCost(0, -1)
    for owed in wanted:
        asked.addRow(0, INFINITE, 1, np.array([0], np.int32), np.array([-owed]))
    asked.addRow(1, 1, 0, np.array([], np.int32), np.array([]))
    floors = np.zeros(0) if floor is None else floor * (1 - _NEAR)
    for chance in floors:
        asked.addRow(chance, INFINITE, 0, np.array([], np.int32), np.array([]))
    for panel in made:
        people = np.array(panel, np.int32)
        rows = np.concatenate([people, [many], people + many + 1 if floor is not None else []])
        rows = rows.astype(np.int32)
        asked.addCol(0, 0, INFINITE, len(rows), rows, np.ones(len(rows)))
    asked.run()
    found = np.maximum(values(asked), 0)
    prices = np.maximum(np.array(asked.getSolution().row_dual)[:many], 0)
    return float(found[0]), found[1:] / found[1:].sum(), prices


def _tickets(shares: Floats) -> list[int]:
    """A million tickets, by largest remainders; earlier panels first where these are equal."""
    exact = shares * TICKETS
    given = np.floor(exact).astype(np.int64)
    rest = np.argsort(-(exact - given), kind="stable")[: TICKETS - int(given.sum())]
    given[rest] += 1
    return [int(many) for many in given]
