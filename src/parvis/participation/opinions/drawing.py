"""`draw`: the whole map of a conversation, ready to be stored, shown and drawn again."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from parvis.participation.opinions.consensus import Counts, Typical, consensus, tally, typical
from parvis.participation.opinions.groups import Groups, groups
from parvis.participation.opinions.plane import Plane, plane
from parvis.participation.opinions.reactions import AGREE, DISAGREE, Flags, Reactions
from parvis.participation.opinions.routing import weights
from parvis.participation.opinions.stability import RESAMPLES, stability

VERSION = 1
# Somebody counts in groups after seven reactions, or after all when there are fewer (Pol.is).
ENOUGH_REACTIONS = 7
# Fewer people than this make no map worth resampling.
ENOUGH_PEOPLE = 20


@dataclass(frozen=True)
class Point:
    """Where a person lies. `group` is None for who reacted too little to be in one."""

    person: str
    x: float
    y: float
    group: int | None


@dataclass(frozen=True)
class Standing:
    """A statement: raw counts, what the groups make of it (0 to 1), how much it is to be shown."""

    statement: str
    agree: int
    disagree: int
    passed: int
    all_agree: float
    all_disagree: float
    by_group: tuple[tuple[int, int, int], ...]
    weight: float


@dataclass(frozen=True)
class Group:
    size: int
    typical: tuple[Typical, ...]


@dataclass(frozen=True)
class OpinionMap:
    """`is_shown` says whether groups may be told: stable enough, and enough people.

    `by_group` of a standing is (agree, disagree, seen) of each group, in their order.
    """

    version: int
    seed: int
    people: int
    reactions: int
    counted: int
    points: tuple[Point, ...]
    standings: tuple[Standing, ...]
    groups: tuple[Group, ...]
    spread: tuple[float, float]
    silhouette: float | None
    stability: float | None
    least_stability: float | None
    is_shown: bool

    def as_json(self) -> dict[str, Any]:
        """Plain lists and numbers."""
        return asdict(self)


def draw(reactions: Reactions, *, seed: int = 0, resamples: int = RESAMPLES) -> OpinionMap:
    """The map of all reactions. Fewer than twenty people who count make no group.

    Without resamples there is no stability, and groups are not to be shown.
    """
    if not len(reactions.statements):
        reactions = Reactions.of(())
    laid = (
        plane(reactions) if reactions.people else Plane(np.zeros((0, 2)), np.zeros((0, 2)), (0, 0))
    )
    counted = _counted(reactions)
    cut = groups(laid.points[counted], seed) if counted.sum() >= ENOUGH_PEOPLE else None
    held = None
    if cut is not None and resamples:
        held = stability(reactions.only(counted), cut.labels, seed, resamples)
    labels = np.zeros(int(counted.sum()), np.int64) if cut is None else cut.labels
    many = 1 if cut is None else len(cut.sizes)
    part = Reactions(reactions.people, reactions.statements, reactions.values[counted])
    counts = tally(part, labels, many)
    return OpinionMap(
        version=VERSION,
        seed=seed,
        people=len(reactions.people),
        reactions=len(reactions),
        counted=int(counted.sum()),
        points=_points(reactions, laid, counted, cut),
        standings=_standings(reactions, laid, counts),
        groups=_groups(part, counts, cut),
        spread=laid.spread,
        silhouette=None if cut is None else cut.silhouette,
        stability=None if held is None else held.mean,
        least_stability=None if held is None else held.least,
        is_shown=held is not None and held.is_enough,
    )


def _counted(reactions: Reactions) -> Flags:
    enough = min(ENOUGH_REACTIONS, max(len(reactions.statements), 1))
    return np.asarray(reactions.seen.sum(axis=1) >= enough)


def _points(
    reactions: Reactions, laid: Plane, counted: Flags, cut: Groups | None
) -> tuple[Point, ...]:
    label = np.full(len(reactions.people), -1, np.int64)
    if cut is not None:
        label[counted] = cut.labels
    told = zip(reactions.people, label.tolist(), laid.points.tolist(), strict=True)
    return tuple(
        Point(person, float(x), float(y), None if group < 0 else int(group))
        for person, group, (x, y) in told
    )


def _standings(reactions: Reactions, laid: Plane, counts: Counts) -> tuple[Standing, ...]:
    agree = (reactions.values == AGREE).sum(axis=0).tolist()
    disagree = (reactions.values == DISAGREE).sum(axis=0).tolist()
    seen = reactions.seen.sum(axis=0).tolist()
    every, none = consensus(counts, "agree").tolist(), consensus(counts, "disagree").tolist()
    by_group = np.stack([counts.agree, counts.disagree, counts.seen], axis=-1)
    shown = weights(counts, laid.axes)
    return tuple(
        Standing(
            statement=statement,
            agree=agree[n],
            disagree=disagree[n],
            passed=seen[n] - agree[n] - disagree[n],
            all_agree=every[n],
            all_disagree=none[n],
            by_group=tuple((int(a), int(d), int(s)) for a, d, s in by_group[:, n].tolist()),
            weight=float(shown[n]),
        )
        for n, statement in enumerate(reactions.statements)
    )


def _groups(part: Reactions, counts: Counts, cut: Groups | None) -> tuple[Group, ...]:
    if cut is None:
        return ()
    return tuple(Group(size, typical(part, counts, one)) for one, size in enumerate(cut.sizes))
