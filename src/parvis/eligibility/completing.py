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
from parvis.eligibility.interview import told
from parvis.eligibility.plausible import Points, points_of
from parvis.eligibility.situation import Fact, Situation

STARTS: Final = 16
BASES: Final = 3
MOST: Final = 240
# Others' points follow from these: who lives there, how old they are, what they do.
_FIRST: Final = ("couple", "children", "birth_date", "nationality", "activity", "occupancy")
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


def unknown_paths(situation: Situation, keys: Iterable[str]) -> Iterator[str]:
    """Facts of these kinds that nobody said, of those who live there."""
    wanted = set(keys)
    for key in _ORDER:
        if key in wanted:
            for owner in _owners(situation, key):
                if situation.fact(f"{owner}.{key}") is None:
                    yield f"{owner}.{key}"


def _owners(situation: Situation, key: str) -> tuple[str, ...]:
    entity = FACTS[key].entity
    return situation.members if entity is Entity.PERSON else (entity.value,)


def completions(
    situation: Situation, keys: Iterable[str], on: date, flagged: Iterable[str] = ()
) -> list[Row]:
    """At most `MOST` rows, the starts first. `flagged`: facts whose unusual values are usual for
    this person. A known situation gives one row: itself."""
    wanted, said = frozenset(keys), frozenset(flagged)
    starts = [
        Row(_complete(situation, wanted, on, said, _profile(number)), number)
        for number in range(STARTS)
    ]
    if len({_key(row.situation) for row in starts}) == 1:
        starts = starts[:1]
    rows, seen = list(starts), {(_key(row.situation), row.varied) for row in starts}
    unknown = list(unknown_paths(situation, wanted))
    for base in starts[:BASES]:
        for path in unknown:
            for row in _variations(situation, path, base, wanted, on, said):
                key = (_key(row.situation), row.varied)
                if key not in seen and len(rows) < MOST:
                    seen.add(key)
                    rows.append(row)
            if len(rows) == MOST:
                return rows
    return rows


def _variations(
    situation: Situation,
    path: str,
    base: Row,
    wanted: frozenset[str],
    on: date,
    said: frozenset[str],
) -> Iterator[Row]:
    profile = _profile(base.base)
    try:
        around = base.situation.told(path, None)
    except KeyError:  # nobody by that name in this life
        return
    points = _points(around, path, on, said)
    for point in (*points.usual, *points.unusual):
        changed = told(situation, path, Fact(point, on))
        whole = _complete(changed, wanted, on, said, profile)
        yield Row(whole, base.base, path, is_unusual=point in points.unusual)


def _points(situation: Situation, path: str, on: date, said: frozenset[str]) -> Points:
    points = points_of(situation, path, on)
    if path in said and points.unusual:
        return Points(points.unusual)
    return points


def _complete(
    situation: Situation, wanted: frozenset[str], on: date, said: frozenset[str], choose: Choose
) -> Situation:
    for key in _ORDER:
        if key not in wanted:
            continue
        for owner in _owners(situation, key):
            path = f"{owner}.{key}"
            if key not in situation.facts.get(owner, ()):
                points = _points(situation, path, on, said)
                situation = told(situation, path, Fact(choose(path, points.usual), on))
    return situation


def _profile(number: int) -> Choose:
    """0: always the first point, 1: the last, 2: the middle; then drawn from the fact's name, so
    that the same situation is always completed alike."""

    def choose(path: str, points: tuple[Any, ...]) -> Any:
        if number < BASES:
            return points[(0, -1, len(points) // 2)[number]]
        drawn = blake2b(f"{number} {path}".encode(), digest_size=4).digest()
        return points[int.from_bytes(drawn) % len(points)]

    return choose


def _key(situation: Situation) -> frozenset[tuple[str, Any]]:
    return frozenset(
        (path, fact.value) for path in situation.paths() if (fact := situation.fact(path))
    )
