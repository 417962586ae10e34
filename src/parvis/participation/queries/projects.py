"""Projects of votes, with the ideas they took up and what the vote gave them."""

from dataclasses import dataclass

from django.http import Http404

from parvis.participation.models import BudgetProject, Election, Idea, ProjectIdea
from parvis.participation.queries.elections import election_at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a published vote gave a project: `amount` 0 when it was not chosen. Cents."""

    voters: int
    amount: int
    cost: int

    @property
    def is_funded(self) -> bool:
        return self.amount > 0


def ideas_of_project(election: Election, code: str) -> list[Idea]:
    """Those it took up and did not let go, the oldest first."""
    links = ProjectIdea.objects.filter(election=election, code=code, ended_at=None)
    return [link.idea for link in links.select_related("idea").order_by("pk")]


def project_at(slug: str, vote: int, code: str) -> tuple[Election, BudgetProject]:
    """One of a vote that everybody sees. Raises Http404."""
    election = election_at(slug, vote)
    found = next((one for one in election.projects.all() if one.code == code), None)
    if found is None:
        raise Http404
    return election, found


def outcome_of(election: Election, project: BudgetProject) -> Outcome | None:
    """None until results are published."""
    if not election.is_published:
        return None
    results = election.tally.manifest["results"]
    awards = {one["project"]: int(one["amount"]) for one in results["awards"]}
    support = {one["project"]: int(one["voters"]) for one in results["support"]}
    code = project.code
    return Outcome(support.get(code, 0), awards.get(code, 0), project.cost_cents)
