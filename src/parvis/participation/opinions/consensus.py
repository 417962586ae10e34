"""What every group agrees on, and what is typical of one, by the formulas of Pol.is.

Small et al. 2021, "group-informed consensus" and "representative comments"; shares are smoothed
by one imagined agreement and one disagreement, so that two reactions never make a certainty.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from parvis.participation.opinions.reactions import AGREE, DISAGREE, Ints, Numbers, Reactions

Side = Literal["agree", "disagree"]
# One-sided 90 %: |z| above it is not taken for chance.
SURE = 1.2816
MOST_TYPICAL = 5


@dataclass(frozen=True)
class Counts:
    """Groups × statements: how many agree, disagree, and saw it (passes included)."""

    agree: Ints
    disagree: Ints
    seen: Ints

    def share(self, side: Side) -> Numbers:
        """Smoothed share of a group, from 0 to 1, that takes a side."""
        told = self.agree if side == "agree" else self.disagree
        return np.asarray((told + 1) / (self.seen + 2))


@dataclass(frozen=True)
class Typical:
    """A statement that a group takes a side on more than the others do. Shares are raw, 0 to 1."""

    statement: str
    side: Side
    share: float
    elsewhere: float


def tally(reactions: Reactions, labels: Ints, many: int) -> Counts:
    """Counts of each group; `labels` are those of the rows of `reactions`."""
    told = [reactions.values[labels == one] for one in range(many)]
    return Counts(
        np.array([(part == AGREE).sum(axis=0) for part in told], np.int64),
        np.array([(part == DISAGREE).sum(axis=0) for part in told], np.int64),
        np.array([(part >= DISAGREE).sum(axis=0) for part in told], np.int64),
    )


def consensus(counts: Counts, side: Side) -> Numbers:
    """For each statement, the product of the groups' smoothed shares: each group has a veto."""
    return np.asarray(counts.share(side).prod(axis=0))


def typical(reactions: Reactions, counts: Counts, group: int) -> tuple[Typical, ...]:
    """Up to five statements that tell a group from the others, most telling first."""
    found = []
    for side, told in (("agree", counts.agree), ("disagree", counts.disagree)):
        found += _telling(
            reactions, counts, group, told, "agree" if side == "agree" else "disagree"
        )
    found.sort(key=lambda one: (-one[0], one[1].statement))
    best: dict[str, Typical] = {}
    for _, one in found:
        best.setdefault(one.statement, one)
    return tuple(best.values())[:MOST_TYPICAL]


def _telling(
    reactions: Reactions, counts: Counts, group: int, told: Ints, side: Side
) -> list[tuple[float, Typical]]:
    inside, seen = told[group], counts.seen[group]
    outside = told.sum(axis=0) - inside
    elsewhere = counts.seen.sum(axis=0) - seen
    share = (inside + 1) / (seen + 2)
    ratio = share / ((outside + 1) / (elsewhere + 2))
    alone = _above_half(inside, seen)
    apart = _above_others(inside, seen, outside, elsewhere)
    kept = np.flatnonzero((alone > SURE) & (apart > SURE) & (ratio > 1))
    return [
        (
            float(ratio[n] * apart[n] * share[n] * alone[n]),
            Typical(
                reactions.statements[n],
                side,
                float(inside[n] / max(int(seen[n]), 1)),
                float(outside[n] / max(int(elsewhere[n]), 1)),
            ),
        )
        for n in kept.tolist()
    ]


def _above_half(told: Ints, seen: Ints) -> Numbers:
    """z of a share against one half."""
    return np.asarray(2 * np.sqrt(seen + 1) * ((told + 1) / (seen + 1) - 0.5))


def _above_others(told: Ints, seen: Ints, outside: Ints, elsewhere: Ints) -> Numbers:
    """z of two shares, pooled variance."""
    one, two = seen + 1, elsewhere + 1
    pooled = (told + outside + 2) / (one + two)
    wide = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / one + 1 / two))
    return np.asarray(((told + 1) / one - (outside + 1) / two) / np.where(wide > 0, wide, np.inf))
