"""The Method of Equal Shares (Peters, Pierczyński, Skowron, NeurIPS 2021), decided exactly.

Every voter holds an equal share of the budget. A project is bought by those who chose it, each
paying the same price per unit of utility, or all that is left to them; the project with the lowest
price per unit comes first. Floats order the candidates within a proven bound; whatever they leave
open is settled with integers, then by the tie order.
"""

import heapq
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, inf, nextafter
from typing import NamedTuple

import numpy as np

from parvis.participation.counting.ballots import Ballots, Ints
from parvis.participation.counting.election import Election, Rule
from parvis.participation.counting.limits import Limits
from parvis.participation.counting.purses import ROUNDING, Flags, Floats, Price, Purses

_SHORT = 8192


@dataclass(frozen=True)
class _Buyers:
    """Who chose one project: groups, voters in each, the score of a voter and of the whole group.

    Floats, because they hold every whole number below 2^53 and are quick to add.
    """

    members: Ints
    size: Floats
    score: Floats
    points: Floats

    @classmethod
    def of(cls, members: Ints, scores: Ints, sizes: Ints) -> "_Buyers":
        size, score = sizes[members].astype(np.float64), scores.astype(np.float64)
        return cls(members, size, score, size * score)

    @cached_property
    def voters(self) -> float:
        return float(self.size.sum())

    @cached_property
    def all_points(self) -> float:
        return float(self.points.sum())

    def only(self, kept: Flags) -> "_Buyers":
        return _Buyers(self.members[kept], self.size[kept], self.score[kept], self.points[kept])


class _Look(NamedTuple):
    """One project as floats see it now: money of its buyers, and about what a point costs.

    `rich` are the points of those who can pay that price; 0 when floats find nobody.
    """

    left: Floats
    total: float
    slack: float
    price: float
    rich: float


@dataclass(frozen=True)
class _Candidate:
    project: int
    price: Price
    worth: int


class EqualShares:
    """Buyers made ready once, and run with any share: what completion by growing shares repeats."""

    def __init__(self, election: Election, ballots: Ballots, rule: Rule) -> None:
        self._election = election
        self._groups = ballots.groups
        self._by_cost = rule.utility == "cost"
        self._limits = Limits(election, ballots)
        self._buyers = {
            project: _Buyers.of(*self._groups.of_project[project], self._groups.sizes)
            for project in self._limits.open()
            if election.projects[project].cost <= election.budget
        }

    def run(self, share: Fraction, *, most: int | None = None) -> tuple[list[int], Limits, Purses]:
        """Projects in the order they are bought, what may still be funded, what voters have left.

        Stops as soon as more than `most` cents are spent.
        """
        return _Run(self._election, dict(self._buyers), self._limits.copy(), self._by_cost).play(
            Purses(self._groups, share), most
        )


class _Run:
    def __init__(
        self, election: Election, buyers: dict[int, _Buyers], limits: Limits, by_cost: bool
    ) -> None:
        self._election = election
        self._buyers = buyers
        self._limits = limits
        self._by_cost = by_cost

    def play(self, purses: Purses, most: int | None) -> tuple[list[int], Limits, Purses]:
        self._purses = purses
        self._queue = [
            (self._per_unit(p, self._cost(p) / one.all_points * (1 - 4 * ROUNDING)), p)
            for p, one in self._buyers.items()
        ]
        heapq.heapify(self._queue)
        bought: list[int] = []
        while best := self._next():
            buyers = self._buyers[best.project]
            purses.pay(best.project, buyers.members, buyers.score, best.price)
            self._limits.fund(best.project, self._cost(best.project))
            bought.append(best.project)
            if most is not None and self._limits.spent > most:
                break
        return bought, self._limits, purses

    def _cost(self, project: int) -> int:
        return self._election.projects[project].cost

    def _worth(self, project: int) -> int:
        """Utility of one point."""
        return self._cost(project) if self._by_cost else 1

    def _per_unit(self, project: int, price: float) -> float:
        return price / self._worth(project) * (1 - ROUNDING)

    def _next(self) -> _Candidate | None:
        """The project of lowest exact price per unit; what can no longer be bought is forgotten."""
        looks: dict[int, _Look] = {}
        rivals: list[tuple[float, _Candidate]] = []
        lowest = inf
        while self._queue and self._queue[0][0] <= lowest:
            bound, project = heapq.heappop(self._queue)
            if project not in looks:
                look = self._look(project, bound)
                if look is None:
                    continue
                looks[project] = look
                bound = max(bound, self._bound(project, look))
                if bound > lowest or (self._queue and bound > self._queue[0][0]):
                    heapq.heappush(self._queue, (bound, project))
                    continue
            price = self._exact_price(project, looks[project])
            if price is None:
                continue
            candidate = _Candidate(project, price, self._worth(project))
            ratio = price.over / (price.under * self._purses.common * candidate.worth)
            lowest = min(lowest, nextafter(ratio, inf))
            rivals.append((bound, candidate))
        return self._settle(rivals)

    def _settle(self, rivals: list[tuple[float, _Candidate]]) -> _Candidate | None:
        best: _Candidate | None = None
        for _bound, one in rivals:
            if best is None or self._is_before(one, best):
                best = one
        for bound, one in rivals:
            if one is not best:
                heapq.heappush(self._queue, (bound, one.project))
        return best

    def _is_before(self, one: _Candidate, other: _Candidate) -> bool:
        mine = one.price.over * other.price.under * other.worth
        theirs = other.price.over * one.price.under * one.worth
        rank = self._election.tie_rank
        return (mine, rank[one.project]) < (theirs, rank[other.project])

    def _look(self, project: int, bound: float) -> _Look | None:
        """None when the project can no longer be bought, so that it is forgotten."""
        if not self._limits.fits(project, budget=False):
            return None
        buyers, cost = self._buyers[project], self._cost(project)
        left = self._purses.left[buyers.members]
        if np.count_nonzero(left) * 2 < len(left):
            kept = ~self._purses.empty[buyers.members]
            buyers = self._buyers[project] = buyers.only(kept)
            left = left[kept]
        money = left * buyers.size
        total = float(money.sum())
        slack = self._purses.error * buyers.voters + (len(left) + 4) * ROUNDING * (total + cost)
        if total + slack < cost:
            return None
        start = max(cost / buyers.all_points, bound * self._worth(project))
        return _Look(left, total, slack, *_float_price(cost, start, left, money, buyers))

    def _bound(self, project: int, look: _Look) -> float:
        """A price per unit of utility that the true one is not below."""
        if not look.rich:
            return 0.0
        price = look.price - look.slack / look.rich - 4 * ROUNDING * look.price
        return self._per_unit(project, price)

    def _exact_price(self, project: int, look: _Look) -> Price | None:
        """The exact price of one point; None when the buyers lack the money.

        Any guess at who is poor gives a price not above the true one; taking as poor who cannot pay
        that price gives the next guess, until nobody changes (Newton's method on a concave sum).
        """
        buyers, purses = self._buyers[project], self._purses
        cost = self._cost(project) * purses.common
        is_clear = look.total - look.slack > self._cost(project)
        if not is_clear and purses.exact(buyers.members) < cost:
            return None
        poor = look.left < (look.price * buyers.score if look.rich else 0.0)
        while True:
            over = cost - purses.exact(buyers.members[poor])
            under = int(buyers.all_points) - int(_sum(buyers.points, poor.astype(np.float64)))
            shared = gcd(over, under)
            price = Price(over // shared, under // shared, poor)
            now = self._poor_at(price, buyers, look.left)
            if bool((now == poor).all()):
                return price
            poor = now

    def _poor_at(self, price: Price, buyers: _Buyers, left: Floats) -> Flags:
        """Who cannot pay this price, exactly: only those that floats leave in doubt are counted."""
        asked = price.over / (price.under * self._purses.common) * buyers.score
        poor: Flags = left < asked
        near = np.abs(left - asked) <= self._purses.error + 4 * ROUNDING * asked
        for place in np.flatnonzero(near):
            held = self._purses.exact(buyers.members[place : place + 1]) * price.under
            poor[place] = held < price.over * int(buyers.points[place])
        return poor


def _float_price(
    cost: int, price: float, left: Floats, money: Floats, buyers: _Buyers
) -> tuple[float, float]:
    """About what one point costs, and the points of those who can pay it (0: nobody can).

    `price` is not above the true one.
    """
    while True:
        poor = (left < price * buyers.score).astype(np.float64)
        rich = buyers.all_points - _sum(buyers.points, poor)
        if rich <= 0:
            return price, 0.0
        better = (cost - _sum(money, poor)) / rich
        if better <= price:
            return price, rich
        price = better


def _sum(values: Floats, kept: Floats) -> float:
    if len(values) < _SHORT:
        return float(values.dot(kept))
    # Beyond, BLAS would wake its threads, and burn both cores to win nothing.
    return float(np.einsum("i,i->", values, kept))
