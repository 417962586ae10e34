"""What the pages of a vote show: projects with what is chosen, the rule in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.participation.counting.ballot import Choice
from parvis.participation.counting.election import Election as Terms
from parvis.participation.counting.election import Rule
from parvis.participation.models.election import BudgetProject, Election
from parvis.participation.rules.ballots import money, spent
from parvis.participation.rules.elections import rule_name_of, terms_of


@dataclass(frozen=True, slots=True)
class Line:
    """A project on the ballot; `given`: points, or the rank, or 1 when it is ticked."""

    project: BudgetProject
    is_chosen: bool
    given: int | None


class BallotPage:
    """The ballot as a page shows it, with what is chosen so far."""

    def __init__(self, election: Election, choices: Sequence[Choice] = ()) -> None:
        self.election = election
        self.choices = tuple(choices)

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.election)

    @property
    def field(self) -> str:
        """How projects are answered: ticked, ranked or given points."""
        return {"ranking": "rank", "points": "points"}.get(self.terms.kind, "tick")

    @cached_property
    def lines(self) -> list[Line]:
        place = {code: rank for rank, (code, _points) in enumerate(self.choices, 1)}
        points = dict(self.choices)
        by = place if self.field == "rank" else points
        return [
            Line(project, project.code in points, by.get(project.code))
            for project in self.election.projects.all()
        ]

    @cached_property
    def chosen(self) -> list[Line]:
        """In the order of a ranking, else of the ballot."""
        found = [line for line in self.lines if line.is_chosen]
        return sorted(found, key=lambda line: line.given or 0) if self.field == "rank" else found

    @property
    def has_total(self) -> bool:
        """Whether the money, the points or the number of choices is bounded."""
        return self.limit is not None

    @property
    def spent(self) -> int:
        if self.terms.kind == "knapsack":
            return spent(self.terms, self.choices)
        if self.terms.kind == "points":
            return sum(points for _code, points in self.choices)
        return len(self.choices)

    @property
    def limit(self) -> int | None:
        if self.terms.kind == "knapsack":
            return self.terms.budget
        return self.terms.points if self.terms.kind == "points" else self.terms.most

    @property
    def unit(self) -> str:
        """What the total is made of, for the script that adds it up: cents, points or choices."""
        return {"knapsack": "cents", "points": "points"}.get(self.terms.kind, "choices")

    @property
    def left(self) -> int:
        return (self.limit or 0) - self.spent

    @property
    def total_text(self) -> str:
        values = {"spent": self._said(self.spent), "limit": self._said(self.limit or 0)}
        return _("%(spent)s of %(limit)s") % values

    @property
    def left_text(self) -> str:
        if self.left < 0:
            return _("%(over)s too much") % {"over": self._said(-self.left)}
        return _("%(left)s left") % {"left": self._said(self.left)}

    def _said(self, number: int) -> str:
        if self.terms.kind == "knapsack":
            return money(number)
        if self.terms.kind == "points":
            return ngettext("%(number)s point", "%(number)s points", number) % {"number": number}
        return ngettext("%(number)s choice", "%(number)s choices", number) % {"number": number}


def explain(rule: Rule) -> list[str]:
    """The counting rule in plain sentences, the method first."""
    methods = {
        "greedy": _(
            "Projects are sorted by support. The most supported is funded, then the next one that"
            " still fits in the budget, until nothing fits any more."
        ),
        "equal-shares": _(
            "The budget is shared equally between all voters. A project is funded when those who"
            " chose it can pay for it together with their shares; each pays the same, and the"
            " cheapest for its supporters comes first. So each part of the town decides on a part"
            " of the budget."
        ),
        "phragmen": _(
            "Every voter earns money at the same pace. As soon as those who chose a project have"
            " earned its cost together, it is funded and they begin again from nothing."
        ),
    }
    steps = {
        "add-one": _(
            "If money is left, everybody’s share grows little by little and all is counted again,"
            " until the budget is spent."
        ),
        "utilitarian": _("With what is left, the most supported projects that still fit."),
        "phragmen": _("With what is left, voters go on earning, and projects are bought in turn."),
        "partial": _("What is left at the very end goes to projects that can be done in part."),
    }
    return [methods[rule.method], *(steps[step] for step in rule.completion)]


def rule_names() -> dict[str, str]:
    """The rules an organiser may choose."""
    return {
        "greedy": _("Most supported first"),
        "equal-shares+add-one": _("Equal shares, then shares that grow"),
        "equal-shares+utilitarian": _("Equal shares, then the most supported"),
        "equal-shares+phragmen": _("Equal shares, then Phragmén"),
        "equal-shares": _("Equal shares alone"),
        "phragmen": _("Phragmén"),
    }


def rule_title(rule: Rule) -> str:
    return rule_names().get(rule_name_of(rule), _("A rule of this vote"))
