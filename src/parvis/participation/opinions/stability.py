"""How much a map depends on who happened to come: the same cut, made again with fewer people.

Pol.is shows none. On public conversations it goes from .98 to .72 (research): under .80 groups are
not shown, since another evening would have drawn others.
"""

from dataclasses import dataclass

import numpy as np

from parvis.participation.opinions.groups import groups, likeness
from parvis.participation.opinions.plane import plane
from parvis.participation.opinions.reactions import Ints, Reactions

RESAMPLES, KEPT, ENOUGH = 20, 0.8, 0.8


@dataclass(frozen=True)
class Stability:
    """Adjusted Rand index between the map and each map of 80 % of its people.

    A resample without groups counts 0. `counts`: how many groups each resample had.
    """

    mean: float
    least: float
    counts: tuple[int, ...]

    @property
    def is_enough(self) -> bool:
        return self.mean >= ENOUGH


def stability(
    reactions: Reactions, labels: Ints, seed: int, resamples: int = RESAMPLES
) -> Stability:
    """`labels` are the groups of the rows of `reactions`, all of them people who count."""
    people, likenesses, counts = len(reactions.people), [], []
    for n in range(resamples):
        draw = np.random.default_rng((seed, 1, n))
        kept = np.sort(draw.choice(people, max(int(KEPT * people), 1), replace=False))
        again = groups(plane(reactions.only(kept)).points, seed)
        counts.append(len(again.sizes) if again else 0)
        likenesses.append(likeness(labels[kept], again.labels) if again else 0.0)
    return Stability(float(np.mean(likenesses)), float(min(likenesses)), tuple(counts))
