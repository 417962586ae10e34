"""`count`: from ballots and a rule to funded projects, on any machine, in any order of ballots."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import RULES, Election, Method, Rule, Step
from parvis.participation.counting.equal_shares import EqualShares
from parvis.participation.counting.limits import Limits
from parvis.participation.counting.phragmen import buy_in_time
from parvis.participation.counting.purses import Purses

MOST_COUNTS = 100_000


@dataclass(frozen=True)
class Award:
    """A funded project, the cents it gets, and the method or completion that chose it."""

    project: str
    amount: int
    by: Method | Step


@dataclass(frozen=True)
class Outcome:
    """What a rule gives: awards in the order they were made, and support of every project.

    `grown` is how many increments were added to each share, when shares were grown.
    """

    rule: Rule
    awards: tuple[Award, ...]
    voters: tuple[int, ...]
    points: tuple[int, ...]
    grown: int = 0

    @property
    def spent(self) -> int:
        return sum(award.amount for award in self.awards)

    @property
    def funded(self) -> dict[str, int]:
        return {award.project: award.amount for award in self.awards}


def count(election: Election, ballots: Ballots, rule: Rule | None = None) -> Outcome:
    """Apply a rule (the election's own unless another is given) to checked ballots.

    Raises CountsForEver.
    """
    return _Count(election, ballots, rule or election.rule).outcome()


class CountsForEver(ValueError):
    """Shares grow by so little that the count would not end in a day."""


class _Count:
    def __init__(self, election: Election, ballots: Ballots, rule: Rule) -> None:
        self._election = election
        self._ballots = ballots
        self._rule = rule
        self._limits = Limits(election, ballots)
        self._voters, self._points = ballots.support(len(election.projects))
        self._purses: Purses | None = None
        self._awards: list[Award] = []
        self._grown = 0

    def outcome(self) -> Outcome:
        self._method()
        for step in self._rule.completion:
            self._complete(step)
        return Outcome(
            rule=self._rule,
            awards=tuple(self._awards),
            voters=tuple(self._voters.tolist()),
            points=tuple(self._points.tolist()),
            grown=self._grown,
        )

    def _method(self) -> None:
        if self._rule.method == "greedy":
            self._by_support("greedy")
        elif self._rule.method == "phragmen":
            self._in_time("phragmen")
        elif len(self._ballots):
            self._equal_shares()

    def _equal_shares(self) -> None:
        shares = EqualShares(self._election, self._ballots, self._rule)
        share = Fraction(self._election.budget, len(self._ballots))
        bought, limits, purses = shares.run(share)
        first = set(bought)
        while "add-one" in self._rule.completion and any(map(limits.fits, limits.open())):
            if self._grown >= MOST_COUNTS:
                raise CountsForEver(
                    _("Shares grow by too little: %(number)s counts were not enough.")
                    % {"number": MOST_COUNTS}
                )
            share += self._rule.increment
            more, after, left = shares.run(share, most=self._election.budget)
            if after.spent > self._election.budget:
                break
            bought, limits, purses = more, after, left
            self._grown += 1
        self._limits, self._purses = limits, purses
        for project in bought:
            self._note(project, "equal-shares" if project in first else "add-one")

    def _complete(self, step: Step) -> None:
        if step == "utilitarian":
            self._by_support(step)
        elif step == "phragmen":
            self._in_time(step)
        elif step == "partial":
            self._in_part(step)

    def _by_support(self, by: Method | Step) -> None:
        """Those with most support per cent asked, or most support when worth follows cost."""
        limits = self._limits
        for project in sorted(limits.open(), key=self._support_key):
            if limits.fits(project):
                limits.fund(project, self._election.projects[project].cost)
                self._note(project, by)

    def _support_key(self, project: int) -> tuple[Fraction, int]:
        per = 1 if self._rule.utility == "cost" else self._election.projects[project].cost
        return (Fraction(-int(self._points[project]), per), self._election.tie_rank[project])

    def _in_time(self, by: Method | Step) -> None:
        for project in buy_in_time(self._election, self._ballots, self._limits, self._purses):
            self._note(project, by)

    def _in_part(self, by: Method | Step) -> None:
        """What is left goes to those it still serves, most supported first."""
        limits = self._limits
        for project in sorted(limits.open(), key=self._support_key):
            one = self._election.projects[project]
            amount = min(one.cost, limits.room(project))
            if limits.is_open(project) and amount >= (one.floor or one.cost):
                limits.fund(project, amount)
                self._note(project, by, amount)

    def _note(self, project: int, by: Method | Step, amount: int | None = None) -> None:
        one = self._election.projects[project]
        self._awards.append(Award(one.id, one.cost if amount is None else amount, by))


def every_rule(election: Election) -> dict[str, Rule]:
    """The rules to compare, with the election's own utility, increment and partial funding."""
    own = election.rule
    last: tuple[Literal["partial"], ...] = ("partial",) if "partial" in own.completion else ()
    return {
        name: replace(
            rule, utility=own.utility, increment=own.increment, completion=(*rule.completion, *last)
        )
        for name, rule in RULES.items()
    }
