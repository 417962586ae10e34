"""A vote of the journeys' own on a running demonstration, which can be brought to its end.

    python -m tests.journeys.own_vote          makes it, and prints its address and number
    python -m tests.journeys.own_vote NUMBER   its time to vote is over

A phase cannot be shortened once it has opened, by nobody: the second one moves time, not people.
"""

import sys
from datetime import timedelta

import django


def make() -> str:
    from parvis.core import clock
    from parvis.core.actor import SYSTEM
    from parvis.participation import actions
    from parvis.participation.actions import elections
    from parvis.participation.models import BudgetProject, Consultation, Phase
    from parvis.participation.rules.phase_rules import usual

    like = Consultation.objects.get(slug="budget-zero-dechet")
    now = clock.now()
    consultation = actions.create_consultation(
        actor=SYSTEM,
        lead=like.lead,
        areas=list(like.areas.all()),
        title="Budget de la fête du tri",
        summary="Deux projets, une journée.",
        topic="budget",
    )
    phase = actions.add_phase(
        actor=SYSTEM,
        consultation=consultation,
        kind=Phase.Kind.CHOOSE,
        title="Voter",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=5),
        rules=usual(Phase.Kind.CHOOSE),
    )
    actions.publish(actor=SYSTEM, consultation=consultation)
    election = elections.set_up(
        actor=SYSTEM,
        phase=phase,
        title="Budget de la fête du tri",
        budget_cents=500_000,
        tie_seed="4 8 15 16 23 42",
        rule={"method": "greedy"},
    )
    projects = [
        BudgetProject(
            code="gobelets", name="Des gobelets lavables", summary=".", cost_cents=300_000
        ),
        BudgetProject(code="velos", name="Un parking à vélos", summary=".", cost_cents=250_000),
    ]
    elections.put_projects(actor=SYSTEM, election=election, projects=projects)
    elections.open_vote(actor=SYSTEM, election=election)
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
