"""A vote of the journeys' own on a running demonstration, which can be brought to its end.

    python -m tests.journeys.own_vote          makes it, and prints its address and number
    python -m tests.journeys.own_vote NUMBER   its time to vote is over

A phase cannot be shortened once it has opened, by nobody: the second one moves time, not people.
"""

import sys

import django


def make() -> str:
    from parvis.participation.models import BudgetProject, Consultation
    from parvis.participation.tests import consulting, voting

    like = Consultation.objects.get(slug="budget-zero-dechet")
    consultation = consulting.consultation(
        like.lead,
        "choose",
        title="Budget de la fête du tri",
        summary="Deux projets, une journée.",
        topic="budget",
        areas=list(like.areas.all()),
    )
    projects = [
        BudgetProject(
            code="gobelets", name="Des gobelets lavables", summary=".", cost_cents=300_000
        ),
        BudgetProject(code="velos", name="Un parking à vélos", summary=".", cost_cents=250_000),
    ]
    election = voting.opened(
        consultation.phases.get(),
        projects,
        title="Budget de la fête du tri",
        budget_cents=500_000,
        rule={"method": "greedy"},
    )
    return f"{consultation.slug} {election.pk}"


def end(vote: int) -> str:
    from parvis.core import clock
    from parvis.participation.models import Phase

    Phase.objects.filter(election=vote).update(closes_at=clock.now())
    return "over"


if __name__ == "__main__":
    django.setup()
    said = end(int(sys.argv[1])) if sys.argv[1:] else make()
    sys.stdout.write(said)
