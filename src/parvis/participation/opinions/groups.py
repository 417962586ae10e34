"""Groups of points: k-means (Lloyd 1982; starts of Arthur and Vassilvitskii 2007) by silhouette.

Our own few lines and not a library's, because a map must come out the same wherever it is drawn
again: no threads, one order of sums, one published seed (decision 0430).
"""

from dataclasses import dataclass

import numpy as np

from parvis.participation.opinions.reactions import Ints, Numbers

MOST_GROUPS, STARTS, ROUNDS = 5, 3, 100
# A silhouette compares each with all; past this many, with a drawn part.
SAMPLE = 2_000
# A group of fewer people could be recognised (rule of small cells).
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Groups:
    """`labels`: the group of each point, 0 the largest. `silhouette`: from -1 to 1."""

    labels: Ints
    silhouette: float

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(np.bincount(self.labels).tolist())


def groups(points: Numbers, seed: int) -> Groups | None:
    """Two to five groups, the number whose silhouette is best; None when no cut is possible."""
    found, part = None, _part(len(points), seed)
    apart = np.sqrt(_squares(points[part], points[part]))
    for many in range(2, MOST_GROUPS + 1):
        labels = _cut(points, many, np.random.default_rng((seed, many)))
        if labels is None or np.bincount(labels, minlength=many).min() < SMALLEST_GROUP:
            continue
        one = Groups(labels, silhouette(apart, labels[part]))
        if found is None or one.silhouette > found.silhouette:
            found = one
    return found


def _cut(points: Numbers, many: int, draw: np.random.Generator) -> Ints | None:
    if len(np.unique(points, axis=0)) < many:
        return None
    best: tuple[float, Ints] | None = None
    for _ in range(STARTS):
        labels, cost = _settled(points, _starts(points, many, draw))
        if best is None or cost < best[0]:
            best = (cost, labels)
    return None if best is None else _by_size(best[1], many)


def _starts(points: Numbers, many: int, draw: np.random.Generator) -> Numbers:
    """k-means++: each next start is drawn in proportion to its squared distance to the others."""
    centres = points[[draw.integers(len(points))]]
    while len(centres) < many:
        far = _squares(points, centres).min(axis=1)
        centres = np.vstack([centres, points[draw.choice(len(points), p=far / far.sum())]])
    return centres


def _settled(points: Numbers, centres: Numbers) -> tuple[Ints, float]:
    labels = np.zeros(len(points), np.int64)
    for turn in range(ROUNDS):
        nearest = _squares(points, centres).argmin(axis=1)
        if turn and (nearest == labels).all():
            break
        labels = nearest
        sizes = np.bincount(labels, minlength=len(centres))
        sums = [np.bincount(labels, points[:, axis], len(centres)) for axis in (0, 1)]
        means = np.column_stack(sums) / np.maximum(sizes, 1)[:, None]
        centres = np.where(sizes[:, None] > 0, means, centres)
    return labels, float(_squares(points, centres)[np.arange(len(points)), labels].sum())


def _squares(points: Numbers, centres: Numbers) -> Numbers:
    """Squared distances, points × centres: axis by axis, which is six times as fast as at once."""
    across = np.subtract.outer(points[:, 0], centres[:, 0])
    along = np.subtract.outer(points[:, 1], centres[:, 1])
    return np.asarray(across * across + along * along)


def _by_size(labels: Ints, many: int) -> Ints:
    """The largest group is 0; equal ones in the order of their first person."""
    sizes = np.bincount(labels, minlength=many)
    first = [int((labels == one).argmax()) for one in range(many)]
    order = sorted(range(many), key=lambda one: (-sizes[one], first[one]))
    place = np.empty(many, np.int64)
    place[order] = np.arange(many)
    return np.asarray(place[labels])


def _part(many: int, seed: int) -> Ints:
    if many <= SAMPLE:
        return np.arange(many)
    return np.sort(np.random.default_rng(seed).choice(many, SAMPLE, replace=False))


def silhouette(apart: Numbers, labels: Ints) -> float:
    """Mean silhouette (Rousseeuw 1987) of points, from their distances. A point alone counts 0."""
    member = np.eye(int(labels.max()) + 1)[labels]
    sizes, own = member.sum(axis=0), member.argmax(axis=1)
    rows, sums = np.arange(len(labels)), apart @ member
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    top = np.maximum(inside, outside)
    is_told = (sizes[own] > 1) & (top > 0)
    return float(np.where(is_told, (outside - inside) / np.where(is_told, top, 1), 0.0).mean())


def likeness(one: Ints, other: Ints) -> float:
    """Adjusted Rand index (Hubert, Arabie 1985) of two cuts of a crowd: 1 the same, 0 chance."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1), np.int64)
    np.add.at(table, (one, other), 1)

    def pairs(counts: Ints) -> float:
        return float((counts * (counts - 1) // 2).sum())

    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = first * second / max(len(one) * (len(one) - 1) / 2, 1)
    most = (first + second) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)
