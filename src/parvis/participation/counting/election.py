"""What is voted on, and by which rule it is counted: plain values, checked when they are made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Literal, get_args

from django.utils.translation import gettext as _

Kind = Literal["approval", "knapsack", "ranking", "points"]
Method = Literal["greedy", "equal-shares", "phragmen"]
Utility = Literal["cost", "count"]
Step = Literal["add-one", "utilitarian", "phragmen", "partial"]
# Exact sums of points times voters stay within 64 bits, and costs within the 53 of a float.
MOST_POINTS = 1_000_000
MOST_CENTS = 2**53


class InvalidElection(ValueError):
    """The election contradicts itself; the message says where."""


@dataclass(frozen=True)
class Project:
    """A project on the ballot.

    `floor` is the least amount, in cents, with which it can still be done; without one it is funded
    wholly or not at all.
    """

    id: str
    cost: int
    name: str = ""
    floor: int | None = None
    area: str = ""
    category: str = ""


@dataclass(frozen=True)
class Ceiling:
    """No more than `amount` cents for the projects of one area or category."""

    of: Literal["area", "category"]
    name: str
    amount: int


@dataclass(frozen=True)
class Rule:
    """How ballots become a list of funded projects.

    `utility` says what a project is worth to who chose it: its cost, or one whatever it costs;
    times the points given. `completion` lists what is done with the money that the method leaves;
    `increment` is what «add-one» adds to each voter's share at each turn, in cents.
    """

    method: Method = "equal-shares"
    utility: Utility = "cost"
    completion: tuple[Step, ...] = ()
    increment: int = 100

    def __post_init__(self) -> None:
        known = (
            self.method in get_args(Method)
            and self.utility in get_args(Utility)
            and set(self.completion) <= set(get_args(Step))
        )
        if not known:
            raise InvalidElection(_("This rule is not known."))
        if len(set(self.completion)) < len(self.completion):
            raise InvalidElection(_("A completion is named twice."))
        if "add-one" in self.completion[1:]:
            raise InvalidElection(_("Growing the shares is the first completion, or none."))
        if "add-one" in self.completion and self.method != "equal-shares":
            raise InvalidElection(_("Only the method of equal shares has shares to grow."))
        if type(self.increment) is not int or self.increment < 1:
            raise InvalidElection(_("Shares grow by one cent at least."))


RULES: dict[str, Rule] = {
    "greedy": Rule("greedy"),
    "equal-shares": Rule("equal-shares"),
    "equal-shares+add-one": Rule("equal-shares", completion=("add-one", "utilitarian")),
    "equal-shares+utilitarian": Rule("equal-shares", completion=("utilitarian",)),
    "equal-shares+phragmen": Rule("equal-shares", completion=("phragmen", "utilitarian")),
    "phragmen": Rule("phragmen"),
}


@dataclass(frozen=True)
class Election:
    """A budget in cents, the projects that ask for it, and what a ballot may hold.

    `tie_order` lists every project: of two that the rule holds equal, the first listed passes
    first. Left empty, it is the order of the identifiers. `threshold` is how many voters must have
    chosen a project before it counts. Of a set of `incompatible` projects at most one is funded.
    """

    budget: int
    projects: tuple[Project, ...]
    title: str = ""
    kind: Kind = "approval"
    fewest: int = 0
    most: int | None = None
    points: int | None = None
    threshold: int = 0
    tie_order: tuple[str, ...] = ()
    incompatible: tuple[tuple[str, ...], ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    rule: Rule = field(default_factory=Rule)

    def __post_init__(self) -> None:
        if not self.tie_order:
            object.__setattr__(self, "tie_order", tuple(sorted(p.id for p in self.projects)))
        self._check_amounts()
        self._check_names()
        self._check_ballots()

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each project stands in `projects`."""
        return {project.id: place for place, project in enumerate(self.projects)}

    @cached_property
    def tie_rank(self) -> tuple[int, ...]:
        """For each project, its place in the tie order."""
        place = {project: rank for rank, project in enumerate(self.tie_order)}
        return tuple(place[project.id] for project in self.projects)

    def _check_amounts(self) -> None:
        if type(self.budget) is not int or not 0 <= self.budget < MOST_CENTS:
            raise InvalidElection(_("The budget is not an amount in cents."))
        for project in self.projects:
            if type(project.cost) is not int or not 0 < project.cost < MOST_CENTS:
                raise InvalidElection(
                    _("Project %(id)s has no cost in cents above zero.") % {"id": project.id}
                )
            if project.floor is not None and not 0 < project.floor <= project.cost:
                raise InvalidElection(
                    _("The least amount of project %(id)s is not between zero and its cost.")
                    % {"id": project.id}
                )
        if any(ceiling.amount < 0 for ceiling in self.ceilings):
            raise InvalidElection(_("A ceiling is below zero."))

    def _check_names(self) -> None:
        names = Counter(project.id for project in self.projects)
        twice = [name for name, times in names.items() if times > 1]
        if twice:
            raise InvalidElection(_("Two projects are called %(id)s.") % {"id": twice[0]})
        odd = [name for name in names if not name or set(name) & set(',;:"\r\n\t ')]
        if odd:
            raise InvalidElection(
                _("The identifier %(id)r is empty or holds a space, a comma, a colon or a quote.")
                % {"id": odd[0]}
            )
        if Counter(self.tie_order) != names:
            raise InvalidElection(_("The tie order does not list each project once."))
        unknown = {name for group in self.incompatible for name in group} - names.keys()
        if unknown:
            raise InvalidElection(
                _("There is no project %(id)s to be incompatible with.") % {"id": min(unknown)}
            )

    def _check_ballots(self) -> None:
        if self.kind not in get_args(Kind):
            raise InvalidElection(_("This kind of ballot is not known."))
        bounds = [
            self.fewest,
            self.threshold,
            *(b for b in (self.most, self.points) if b is not None),
        ]
        if any(type(bound) is not int or bound < 0 for bound in bounds):
            raise InvalidElection(_("A bound on ballots is not a number."))
        if self.most is not None and self.most < self.fewest:
            raise InvalidElection(_("A ballot would need more choices than it may hold."))


def drawn_order(seed: str, projects: Iterable[Project]) -> tuple[str, ...]:
    """The tie order that a seed drawn in public gives.

    Projects follow the SHA-256 of the seed, a line feed and their identifier.
    """
    return tuple(
        sorted(
            (project.id for project in projects),
            key=lambda name: (sha256(f"{seed}\n{name}".encode()).digest(), name),
        )
    )
