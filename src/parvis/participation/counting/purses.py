"""What each voter has left, kept twice: in floats with a proven bound, and exactly for who asks.

A voter who was never emptied has their share less the price of each funded project they chose,
times the points they gave it. So the exact money of any set of voters is a few counts times a few
prices: integers over one common denominator, and no fraction per voter.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.participation.counting.ballots import Groups, Ints

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Twice the rounding of one operation: room for a product and a sum.
ROUNDING = 2.0**-52


class Price(NamedTuple):
    """What one point of score costs: `over` / (`under` times the denominator of the purses)."""

    over: int
    under: int
    poor: Flags


class Purses:
    """The money of groups of equal ballots, each voter of a group holding the same."""

    def __init__(self, groups: Groups, share: Fraction) -> None:
        self.groups = groups
        self.common = share.denominator
        self.left = np.full(len(groups.sizes), float(share))
        self.empty = np.zeros(len(groups.sizes), bool)
        # No float in `left` is further than this from the truth.
        self.error = float(share) * ROUNDING
        self._share = share.numerator
        self._step = 2 * self.error
        self._prices: dict[int, int] = {}

    def exact(self, members: Ints) -> int:
        """What all voters of these groups have together, times `common`."""
        members = members[~self.empty[members]]
        return self._share * int(self.groups.sizes[members].sum()) - sum(
            many * self._prices[item] for item, many in self._bought(members)
        )

    def _bought(self, members: Ints) -> list[tuple[int, int]]:
        """Funded projects, with the points that these groups' voters gave them in all."""
        if not self._prices or not len(members):
            return []
        places = self.groups.entries(members)
        # Below 2^53 float sums of whole numbers are exact; bincount adds floats only.
        points = np.bincount(self.groups.items[places], weights=self.groups.weights[places])
        return [
            (item, int(points[item]))
            for item in self._prices
            if item < len(points) and points[item]
        ]

    def pay(self, project: int, members: Ints, score: Floats, price: Price) -> None:
        """Take the price of a project from who chose it; the poor give what they have left."""
        each = price.over / (price.under * self.common)
        self._prices = {item: value * price.under for item, value in self._prices.items()}
        self._share *= price.under
        self.common *= price.under
        self._prices[project] = price.over
        self.left[members] = np.maximum(self.left[members] - each * score, 0.0)
        self.left[members[price.poor]] = 0.0
        self.empty[members[price.poor]] = True
        self.error += self._step
