from collections.abc import Iterable

from parvis.participation.counting.ballot import Ballot
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Election, Kind, Project, Rule, Step

Rows = Iterable[Iterable[tuple[int, int]]]


def election(
    costs: Iterable[int], budget: int, *, kind: Kind = "approval", rule: Rule | None = None, **more
) -> Election:
    projects = tuple(Project(f"p{n:02}", cost) for n, cost in enumerate(costs))
    return Election(budget, projects, kind=kind, rule=rule or Rule(), **more)


def ballots(of: Election, rows: Rows) -> Ballots:
    """Each row: places of projects, with the points given."""
    held = [
        Ballot(f"v{n}", tuple((of.projects[place].id, points) for place, points in row))
        for n, row in enumerate(rows)
    ]
    return Ballots.of(of, held)


def approving(of: Election, rows: Iterable[Iterable[int]]) -> Ballots:
    return ballots(of, [[(place, 1) for place in row] for row in rows])


COMPLETIONS: dict[str, tuple[Step, ...]] = {
    "": (),
    "+add-one": ("add-one",),
    "+utilitarian": ("utilitarian",),
    "+add-one+utilitarian": ("add-one", "utilitarian"),
    "+phragmen": ("phragmen",),
}


def rule(name: str, *, increment: int = 100) -> Rule:
    """«equal-shares+add-one/cost» and the like: the names of the oracle."""
    method, _, utility = name.partition("/")
    for base in ("equal-shares", "greedy", "phragmen"):
        if method.startswith(base):
            return Rule(base, utility, COMPLETIONS[method.removeprefix(base)], increment)
    raise ValueError(name)
