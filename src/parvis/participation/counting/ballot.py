"""One ballot: what it holds, what an election refuses of it, how it is written. Loads no numpy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from parvis.participation.counting.election import MOST_POINTS, Election

Choice = tuple[str, int]


@dataclass(frozen=True)
class Ballot:
    """One voter's ballot: projects with their points, in the voter's order.

    Points count on a ballot of points only. `traits` are what may be published of the voter (area,
    age band, channel).
    """

    voter: str
    choices: tuple[Choice, ...]
    traits: Mapping[str, str] = field(default_factory=dict)


def fault_of(election: Election, ballot: Ballot) -> str:
    """Why the election refuses this ballot; empty when it does not."""
    names = [name for name, _points in ballot.choices]
    unknown = [name for name in names if name not in election.index]
    if unknown:
        return _("there is no project %(id)s.") % {"id": unknown[0]}
    if len(set(names)) < len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        return _("project %(id)s is chosen twice.") % {"id": twice}
    if len(names) < election.fewest:
        return _("fewer than %(number)s projects are chosen.") % {"number": election.fewest}
    if election.most is not None and len(names) > election.most:
        return _("more than %(number)s projects are chosen.") % {"number": election.most}
    return _fault_of_amounts(election, ballot)


def _fault_of_amounts(election: Election, ballot: Ballot) -> str:
    if election.kind == "knapsack":
        cost = sum(election.projects[election.index[name]].cost for name, _points in ballot.choices)
        return _("what is chosen costs more than the budget.") if cost > election.budget else ""
    if election.kind != "points":
        return ""
    given = [points for _name, points in ballot.choices]
    if any(type(points) is not int or not 0 < points <= MOST_POINTS for points in given):
        return _("points are whole numbers from 1 to %(most)s.") % {"most": MOST_POINTS}
    if election.points is not None and sum(given) > election.points:
        return _("more than %(number)s points are given.") % {"number": election.points}
    return ""


def choice_text(election: Election, choices: Iterable[Choice]) -> str:
    """A ballot in words: «a,b», «b:2,a:1» with points, and in the voter's order for a ranking."""
    if election.kind == "ranking":
        return ",".join(name for name, _points in choices)
    if election.kind == "points":
        return ",".join(sorted(f"{name}:{points}" for name, points in choices))
    return ",".join(sorted(name for name, _points in choices))


def choices_in(election: Election, text: str) -> tuple[Choice, ...]:
    """What such words say; points that are none are 0, which every election refuses."""
    return tuple(_choice_in(election, part) for part in text.split(",")) if text else ()


def _choice_in(election: Election, part: str) -> Choice:
    name, colon, points = part.partition(":")
    if election.kind != "points":
        return part, 1
    return name, int(points) if colon and points.isdecimal() and len(points) < 10 else 0


def age_band(age: str) -> str:
    """The band of an age in years, by the usual bounds; anything else is left as it is."""
    if not age.isdecimal() or len(age) > 3:
        return age
    bounds = [0, 16, 25, 35, 50, 65]
    return next((f"{a}-{b - 1}" for a, b in pairwise(bounds) if int(age) < b), "65+")
