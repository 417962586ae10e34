"""The smallest believable commitments: from an idea, from a project that won its vote."""

from datetime import timedelta
from typing import Any

from parvis.core import clock
from parvis.participation.actions import commitments, elections, tallying
from parvis.participation.models import Commitment, Consultation, Election, Idea
from parvis.participation.queries.elections import forget_kept
from parvis.participation.tests import consulting, voting
from parvis.participation.tests.voting import CLERK

REASONS = "Le conseil l’a voté : soixante foyers n’ont pas de jardin."


def fields(**told: Any) -> dict[str, Any]:
    return {
        "title": "Douze composteurs au pied des tours",
        "text": "Douze bacs, un référent formé par immeuble.",
        "role": "Chargé de mission compost",
        "budget_cents": 3_600_000,
        "starts_on": clock.today(),
        "due_on": clock.today() + timedelta(days=90),
        "reasons": REASONS,
        **told,
    }


def commitment(of: Consultation | None = None, *ideas: Idea, **told: Any) -> Commitment:
    of = of or consulting.consultation()
    return commitments.promise(
        actor=CLERK,
        consultation=of,
        unit=of.lead,
        ideas=ideas or [consulting.idea(of)],
        **fields(**told),
    )


def published_vote(of: Consultation) -> Election:
    """Of the open voting phase of `of`: "composteur" and "bancs" win, "preau" does not."""
    phase = of.phases.get(kind="choose")
    election = voting.opened(phase)
    voting.crowd(election, {"composteur,bancs": 6})
    voting.over(election)
    elections.close_vote(actor=CLERK, election=election)
    tallying.count_vote(key=election.pk)
    return election


def publish(election: Election) -> Election:
    made = elections.publish_results(actor=CLERK, election=election)
    forget_kept()
    return made
