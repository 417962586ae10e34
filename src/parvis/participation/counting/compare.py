"""What each rule would have given, and whom it leaves with nothing.

Groups of fewer than eleven people are hidden, and so are one to ten people left with nothing;
where one group alone is hidden, the next smallest is too, or the total would tell it.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parvis.participation.counting.ballots import Ballots, Ints
from parvis.participation.counting.election import Election
from parvis.participation.counting.rules import count, every_rule

SMALLEST = 11


@dataclass(frozen=True)
class Group:
    """Voters who share a trait. None stands for a number too small to be shown."""

    trait: str
    value: str
    voters: int | None
    without: int | None


@dataclass(frozen=True)
class Given:
    """What one rule gives. Voters are those who chose something; `without` got none of it."""

    rule: str
    is_chosen: bool
    projects: tuple[str, ...]
    spent: int
    voters: int
    without: int | None
    funded_each: Fraction
    groups: tuple[Group, ...]
    areas_without: tuple[str, ...]


def compare(election: Election, ballots: Ballots) -> tuple[Given, ...]:
    """Every rule on the same ballots; the chosen one is marked, and added when it is another."""
    own, rules = election.rule, every_rule(election)
    if own not in rules.values():
        rules = {"own": own, **rules}
    return tuple(
        _given(election, ballots, name, count(election, ballots, rule).funded, rule == own)
        for name, rule in rules.items()
    )


def _given(
    election: Election, ballots: Ballots, name: str, funded: dict[str, int], is_chosen: bool
) -> Given:
    got, chose = _served(election, ballots, funded)
    voters = int(chose.sum())
    served = {p.area for p in election.projects if p.id in funded}
    return Given(
        rule=name,
        is_chosen=is_chosen,
        projects=tuple(sorted(funded)),
        spent=sum(funded.values()),
        voters=voters,
        without=_shown(int((chose & (got == 0)).sum())),
        funded_each=Fraction(int(got.sum()), voters or 1),
        groups=tuple(
            group
            for trait, values in ballots.traits.items()
            for group in _groups(trait, np.array(values), chose, got)
        ),
        areas_without=tuple(sorted({p.area for p in election.projects if p.area} - served)),
    )


def _served(
    election: Election, ballots: Ballots, funded: dict[str, int]
) -> tuple[Ints, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """How many funded projects each voter had chosen, and who had chosen any project."""
    is_funded = np.array([project.id in funded for project in election.projects], bool)
    lengths = np.diff(ballots.starts)
    owners = np.repeat(np.arange(len(ballots)), lengths)
    hits = owners[is_funded[ballots.items]]
    return np.bincount(hits, minlength=len(ballots)).astype(np.int64), lengths > 0


def _shown(many: int) -> int | None:
    return None if 0 < many < SMALLEST else many


def _groups(
    trait: str,
    values: np.ndarray[tuple[int, ...], np.dtype[np.str_]],
    chose: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    got: Ints,
) -> list[Group]:
    sizes = {value: int((chose & (values == value)).sum()) for value in np.unique(values).tolist()}
    sizes = {value: many for value, many in sizes.items() if many}
    hidden = {value for value, many in sizes.items() if many < SMALLEST}
    if len(hidden) == 1 and len(sizes) > 1:
        hidden.add(min(sizes.keys() - hidden, key=lambda value: (sizes[value], value)))
    groups = []
    for value, many in sizes.items():
        without = int((chose & (values == value) & (got == 0)).sum())
        is_hidden = value in hidden
        groups.append(
            Group(
                trait,
                value,
                None if is_hidden else many,
                None if is_hidden else _shown(without),
            )
        )
    return groups
