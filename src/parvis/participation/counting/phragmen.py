"""Phragmén's sequential rule: voters earn money at one pace and buy as soon as they can.

Who supports a project bought at time t has nothing left at t. So the money of any set of voters is
counts times the times of purchases: integers over one common denominator. The count ends when the
next project to be bought no longer fits the budget (Los, Christoff, Grossi, IJCAI 2022; the
same as in `pabutools`).
"""

from math import gcd
from typing import NamedTuple

import numpy as np

from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Election
from parvis.participation.counting.limits import Limits
from parvis.participation.counting.purses import Purses


class _Time(NamedTuple):
    over: int
    under: int

    def is_before(self, other: "_Time") -> bool:
        return self.over * other.under < other.over * self.under


def buy_in_time(
    election: Election, ballots: Ballots, limits: Limits, purses: Purses | None = None
) -> list[int]:
    """Projects in the order they are bought; `limits` follows.

    With `purses`, each voter begins with what they have left there instead of nothing.
    """
    return _Market(election, ballots, limits, purses).play()


class _Market:
    def __init__(
        self, election: Election, ballots: Ballots, limits: Limits, purses: Purses | None
    ) -> None:
        self._election = election
        self._groups = ballots.groups
        self._limits = limits
        self._purses = purses
        self._common = purses.common if purses else 1
        # Which purchase each group took part in last, and when each was made (over `_common`).
        self._last = np.full(len(self._groups.sizes), -1, np.int64)
        self._times: list[int] = []

    def play(self) -> list[int]:
        projects = self._election.projects
        candidates = [p for p in self._limits.open() if projects[p].cost <= self._election.budget]
        due = {project: self._when(project) for project in candidates}
        bought: list[int] = []
        while due := {p: at for p, at in due.items() if self._limits.fits(p, budget=False)}:
            tied = _soonest(due)
            if not all(map(self._limits.fits, tied)):
                break
            chosen = min(tied, key=self._election.tie_rank.__getitem__)
            self._limits.fund(chosen, projects[chosen].cost)
            bought.append(chosen)
            poorer = self._buy(chosen, due.pop(chosen))
            for project in due:
                if poorer[self._groups.of_project[project][0]].any():
                    due[project] = self._when(project)
        return bought

    def _when(self, project: int) -> _Time:
        """When the supporters of a project will have earned its cost."""
        members, _scores = self._groups.of_project[project]
        sizes, last = self._groups.sizes[members], self._last[members]
        had = last >= 0
        over = self._election.projects[project].cost * self._common
        counts = np.bincount(last[had], weights=sizes[had], minlength=len(self._times))
        over += sum(
            int(many) * at for many, at in zip(counts.tolist(), self._times, strict=True) if many
        )
        if self._purses is not None:
            over -= self._purses.exact(members[~had]) * (self._common // self._purses.common)
        return _Time(over, int(sizes.sum()) * self._common)

    def _buy(self, project: int, at: _Time) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Note the purchase; says who now has nothing left."""
        shared = gcd(at.over, at.under)
        over, under = at.over // shared, at.under // shared
        more = under // gcd(under, self._common)
        self._times = [time * more for time in self._times]
        self._common *= more
        self._times.append(over * (self._common // under))
        buyers = np.zeros(len(self._last), bool)
        buyers[self._groups.of_project[project][0]] = True
        self._last[buyers] = len(self._times) - 1
        return buyers


def _soonest(due: dict[int, _Time]) -> list[int]:
    best: list[int] = []
    for project, at in due.items():
        if not best or at.is_before(due[best[0]]):
            best = [project]
        elif not due[best[0]].is_before(at):
            best.append(project)
    return best
