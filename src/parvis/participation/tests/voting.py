"""The smallest believable vote: three projects, a budget for two, open since a minute."""

from typing import Any

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_resident
from parvis.core.actor import Actor
from parvis.participation.actions import casting, elections
from parvis.participation.counting.election import Rule
from parvis.participation.models import BudgetProject, Channel, Election, Participant, Phase
from parvis.participation.models.consultation import Way
from parvis.participation.queries.elections import forget_kept
from parvis.participation.tests import consulting

CLERK = Actor("agent", "clerk", "Nadia Etcheverry", institution="216403352")
EQUAL = Rule("equal-shares", completion=("add-one", "utilitarian", "partial"))


def projects() -> list[BudgetProject]:
    return [
        BudgetProject(
            code="composteur",
            name="Un composteur partagé",
            summary="Au pied de l’immeuble.",
            cost_cents=1_200_000,
            area="Lescar",
            where="Rue du Bialé",
        ),
        BudgetProject(
            code="bancs", name="Dix bancs", summary="En bois.", cost_cents=450_000, area="Pau"
        ),
        BudgetProject(
            code="preau",
            name="Un préau",
            summary="Pour la ressourcerie.",
            cost_cents=2_000_000,
            floor_cents=1_000_000,
            area="Pau",
        ),
    ]


def draft(
    phase: Phase | None = None, chosen: list[BudgetProject] | None = None, **told: Any
) -> Election:
    phase = phase or consulting.consultation(None, "choose").phases.get()
    values = {
        "title": "Budget zéro déchet",
        "budget_cents": 2_500_000,
        "rule": elections.plain(EQUAL),
        "tie_seed": "tirage du 3 mars : 4 8 15 16",
        **told,
    }
    made = elections.set_up(actor=CLERK, phase=phase, **values)
    return elections.put_projects(actor=CLERK, election=made, projects=chosen or projects())


def opened(
    phase: Phase | None = None, chosen: list[BudgetProject] | None = None, **told: Any
) -> Election:
    forget_kept()
    made = elections.open_vote(actor=CLERK, election=draft(phase, chosen, **told))
    return reread(made)


def reread(election: Election) -> Election:
    found = Election.objects.select_related("phase__consultation")
    return found.get(pk=election.pk)


def certified(**fields: Any) -> Person:
    """As FranceConnect would give them."""
    source = Person.IdentitySource.FRANCECONNECT
    return make_resident(identity_source=source, **fields).person


def voter(election: Election, person: Person | None = None) -> Participant:
    person = person or certified()
    return consulting.participant(election.phase.consultation, person)


def vote(
    election: Election, who: Participant | None = None, *codes: str, **more: Any
) -> casting.Cast:
    choices = tuple((code, 1) for code in codes or ("composteur", "bancs"))
    return casting.cast(
        election=election, participant=who or voter(election), choices=choices, **more
    )


def crowd(election: Election, ballots: dict[str, int]) -> None:
    """Many voters at once, without accounts: people met at a desk."""
    for text, many in ballots.items():
        for _each in range(many):
            who = Participant.objects.create(
                consultation=election.phase.consultation,
                visitor=f"{election.pk}-{text}-{_each}",
                way=Way.LETTER,
                joined_at=election.opened_at,
            )
            vote(election, who, *text.split(","), channel=Channel.DESK)


def over(election: Election) -> Election:
    """Its phase has ended."""
    Phase.objects.filter(pk=election.phase_id).update(closes_at=election.opened_at)
    return reread(election)
