"""Plausible lives that what is known leaves possible: a bounded number, always the same.

The law engine takes complete situations only. Rows are of three kinds: a few *starts*, where every
unknown fact takes a value in its plausible points; and from each of the three first ones (the
poorest, the richest, one in the middle), *variations* of one fact at a time, usual or unusual.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from parvis.eligibility.facts import FACTS, Entity
from parvis.eligibility.interview import members_said, told
from parvis.eligibility.plausible import DECIDING, Points, looks_at_nothing, points_of
from parvis.eligibility.situation import Fact, Situation

STARTS: Final = 16
BASES: Final = 3
MOST: Final = 240
# Others' points follow from these: who lives there, how old they are, what they do.
_FIRST: Final = (
    "couple", "children", "birth_date", "nationality", "activity", "occupancy", "incomes_steady",
)  # fmt: skip
_ORDER: Final = (*_FIRST, *(key for key in FACTS if key not in _FIRST))


@dataclass(frozen=True, slots=True)
class Row:
    """One complete life. `varied`: the fact changed from row number `base`, "" for a start.
    `is_unusual`: with a value that few people have and that this person did not say is theirs."""

    situation: Situation
    base: int
    varied: str = ""
    is_unusual: bool = False


Choose = Callable[[str, tuple[Any, ...]], Any]
_WHO: Final = ("couple", "children")


def unknown_paths(situation: Situation, keys: Iterable[str]) -> Iterator[str]:
    """Facts of these kinds that nobody said, of those who live there."""
    wanted = set(keys)
    for key in _ORDER:
        if key in wanted:
            for owner in _owners(situation.members, key):
                if situation.fact(f"{owner}.{key}") is None:
                    yield f"{owner}.{key}"


def _owners(members: tuple[str, ...], key: str) -> tuple[str, ...]:
    entity = FACTS[key].entity
    return members if entity is Entity.PERSON else (entity.value,)


def completions(
    situation: Situation, keys: Iterable[str], on: date, flagged: Iterable[str] = ()
) -> list[Row]:
    """At most `MOST` rows, the starts first. `flagged`: facts whose unusual values are usual for
    this person. A known situation gives one row: itself. A variation that comes to its base holds
    the same object."""
    lives = _Lives(situation, frozenset(keys), on, frozenset(flagged))
    starts = [Row(lives.whole(situation, number), number) for number in range(STARTS)]
    marks = [_marks(row.situation) for row in starts]
    is_one = len(set(marks)) == 1
    if is_one:  # what follows from a variation may still differ by base
        starts = [Row(starts[0].situation, number) for number in range(BASES)]
    rows, seen = (
        list(starts),
        {(mark, row.varied) for mark, row in zip(marks, starts, strict=False)},
    )
    unknown = list(unknown_paths(situation, keys))
    for base, mark in zip(starts[:BASES], marks, strict=False):
        for path in unknown:
            for row, its in lives.variations(path, base, mark):
                if (its, path) not in seen and len(rows) < MOST:
                    seen.add((its, path))
                    rows.append(row)
            if len(rows) == MOST:
                return rows
    return rows[:1] if is_one and len(rows) == BASES else rows


class _Draft:
    """A situation being completed: some ten thousand facts are written for one page."""

    def __init__(self, situation: Situation) -> None:
        self.members = situation.members
        self.facts = {owner: dict(known) for owner, known in situation.facts.items()}

    @property
    def children(self) -> tuple[str, ...]:
        return tuple(name for name in self.members if name.startswith("child"))

    def fact(self, path: str) -> Fact | None:
        owner, _dot, key = path.partition(".")
        known = self.facts.get(owner)
        return None if known is None else known.get(key)

    def settle_members(self) -> None:
        self.members = members_said(self)
        kept = {*self.members, *(entity.value for entity in Entity)}
        self.facts = {owner: known for owner, known in self.facts.items() if owner in kept}


class _Lives:
    """Completes what is unknown of one situation."""

    def __init__(
        self, known: Situation, wanted: frozenset[str], on: date, said: frozenset[str]
    ) -> None:
        self.known, self.on, self.said = known, on, said
        self.keys = [key for key in _ORDER if key in wanted]
        self.made: dict[tuple[str, Any], Fact] = {}
        self.always: dict[str, Points] = {}
        self.chosen: dict[tuple[int, str], Fact] = {}

    def whole(self, situation: Situation, profile: int) -> Situation:
        draft, choose = _Draft(situation), _profile(profile)
        for key in self.keys:
            for owner in _owners(draft.members, key):
                known = draft.facts.setdefault(owner, {})
                if key in known:
                    continue
                path = f"{owner}.{key}"
                fact = self.chosen.get((profile, path))
                if fact is not None:
                    known[key] = fact
                elif usual := self.points(draft, path).usual:
                    known[key] = fact = self.fact(key, choose(path, usual))
                    if path in self.always:
                        self.chosen[profile, path] = fact
            if key in _WHO:
                draft.settle_members()
        return Situation(
            draft.members, {owner: facts for owner, facts in draft.facts.items() if facts}
        )

    def fact(self, key: str, value: Any) -> Fact:
        made = self.made.get((key, value))
        if made is None:
            made = self.made[key, value] = Fact(value, self.on)
        return made

    def points(self, life: "_Draft | Situation", path: str) -> Points:
        points = self.always.get(path)
        if points is None:
            points = points_of(life, path, self.on)
            if path in self.said and points.unusual:
                points = Points(points.unusual)
            if looks_at_nothing(path):
                self.always[path] = points
        return points

    def variations(self, path: str, base: Row, mark: "_Mark") -> Iterator[tuple[Row, "_Mark"]]:
        """`base`, whose mark is `mark`, with this fact otherwise, and what follows from it."""
        owner, _dot, key = path.partition(".")
        if owner not in _owners(base.situation.members, key):
            return  # nobody by that name in this life
        points = self.points(base.situation, path)
        for number, point in enumerate((*points.usual, *points.unusual)):
            is_unusual = number >= len(points.usual)
            varied, its = self._varied(path, point, base, mark)
            yield Row(varied, base.base, path, is_unusual), its

    def _varied(self, path: str, point: Any, base: Row, mark: "_Mark") -> "tuple[Situation, _Mark]":
        owner, _dot, key = path.partition(".")
        fact = self.fact(key, point)
        if key in DECIDING:
            whole = self.whole(told(self.known, path, fact), base.base)
            return whole, _marks(whole)
        there = base.situation.fact(path)
        if there is None:
            return base.situation.told(path, fact), mark | {(owner, key, point)}
        if there.value == point:
            return base.situation, mark
        return base.situation.told(path, fact), (mark - {(owner, key, there.value)}) | {
            (owner, key, point)
        }


def _profile(number: int) -> Choose:
    """0: always the first point, 1: the last, 2: the middle; then drawn from the fact's name, so
    that the same situation is always completed alike."""
    if number < BASES:
        return lambda path, points: points[(0, -1, len(points) // 2)[number]]

    def choose(path: str, points: tuple[Any, ...]) -> Any:
        if len(points) == 1:
            return points[0]
        drawn = blake2b(f"{number} {path}".encode(), digest_size=4).digest()
        return points[int.from_bytes(drawn) % len(points)]

    return choose


_Mark = frozenset[tuple[str, str, Any]]


def _marks(situation: Situation) -> _Mark:
    """What makes it equal to another, days and origins of the facts left aside."""
    return frozenset(
        (owner, key, fact.value)
        for owner, known in situation.facts.items()
        for key, fact in known.items()
    )
