"""Setting up a vote, opening it under seal, closing it, publishing what came out.

Whether the agent may is for the caller (`rules.may_organise`); what nobody may is refused here.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.participation.actions.box import forget_ballots
from parvis.participation.actions.noting import held, note
from parvis.participation.actions.one_each import settle
from parvis.participation.actions.projects import follow_vote
from parvis.participation.counting.election import Rule
from parvis.participation.models import Act, Phase
from parvis.participation.models.election import BudgetProject, Election
from parvis.participation.models.paper_votes import PaperBatch
from parvis.participation.rules.elections import (
    ElectionRefused,
    NotReady,
    Sealed,
    check_ready,
    drawn_key,
    seal_of,
    written,
)
from parvis.participation.rules.phase_rules import rules_of

COUNT = "participation.count"
State = Election.State


class WrongMoment(ElectionRefused):
    message = _("This is not done at this stage of the vote.")


class PaperNotRead(ElectionRefused):
    message = _(
        "Ballots on paper are still being read: close each batch, or set it aside with a reason."
    )


@transaction.atomic
def set_up(*, actor: Actor, phase: Phase, title: str, budget_cents: int, **told: Any) -> Election:
    """A draft vote in a phase in which one votes; `told`: other columns. Raises NotReady."""
    if Act.VOTE not in rules_of(phase).acts:
        raise NotReady(_("One does not vote in this phase: change its rules first."))
    if Election.objects.filter(phase=phase).exists():
        raise NotReady(_("This phase has a vote already."))
    made = Election.objects.create(phase=phase, title=title, budget_cents=budget_cents, **told)
    note(actor, made, "election_set_up")
    return made


def change(*, actor: Actor, election: Election, rule: Rule | None = None, **told: Any) -> Election:
    """Change a draft. Once it has opened, nothing: raises Sealed, after having noted the attempt
    in the journal, which stays."""
    with transaction.atomic():
        found = held(election)
        if found.is_draft:
            if rule is not None:
                found.rule = plain(rule)
            for name, value in told.items():
                setattr(found, name, value)
            found.save()
            note(actor, found, "election_changed")
            return found
        _note_refusal(actor, found, sorted([*told, *(["rule"] if rule else [])]))
    raise Sealed


def plain(rule: Rule) -> dict[str, Any]:
    """As `Election.rule` keeps it."""
    return {
        "method": rule.method,
        "utility": rule.utility,
        "completion": list(rule.completion),
        "increment": rule.increment,
    }


def put_projects(
    *, actor: Actor, election: Election, projects: Sequence[BudgetProject]
) -> Election:
    """The whole list of projects of a draft, numbered in this order. Raises Sealed, journaled."""
    with transaction.atomic():
        found = held(election)
        if found.is_draft:
            found.projects.all().delete()
            for number, one in enumerate(projects, 1):
                one.pk, one.election, one.number = None, found, number
            BudgetProject.objects.bulk_create(projects)
            codes = {one.code for one in projects}
            found.incompatible = [
                kept for group in found.incompatible if len(kept := [*codes & {*group}]) > 1
            ]
            found.save(update_fields=["incompatible"])
            note(actor, found, "election_changed")
            return found
        _note_refusal(actor, found, ["projects"])
    raise Sealed


def _note_refusal(actor: Actor, election: Election, asked: list[str]) -> None:
    note(actor, election, "election_change_refused", asked=", ".join(asked))


@transaction.atomic
def open_vote(*, actor: Actor, election: Election) -> Election:
    """Seal rule, projects, budget and tie order for good, and open the box. Raises NotReady,
    WrongMoment."""
    found = held(election)
    if not found.is_draft:
        raise WrongMoment
    if not found.phase.is_open:
        raise NotReady(_("The phase of this vote is not open at this moment."))
    found.terms = written(check_ready(found))
    found.seal, found.box_key = seal_of(found.terms), drawn_key()
    found.state, found.opened_at = State.OPEN, clock.now()
    found.save()
    note(actor, found, "election_opened", seal=found.seal)
    return found


def close_vote(*, actor: Actor, election: Election) -> Election:
    """Close the box and have it counted. From this moment nobody can say whose ballot is whose:
    marks become random and the key is destroyed.

    Ballots on paper are read before (raises PaperNotRead); the phase is over (raises WrongMoment).
    """
    with transaction.atomic():
        # Waits for votes being cast, and those that come after find the box closed.
        found = held(election)
        if found.state != State.OPEN or found.phase.is_open:
            raise WrongMoment
        if PaperBatch.objects.filter(election=found, closed_at__isnull=True).exists():
            raise PaperNotRead
        settle(election=found)
        forget_ballots(found)
        found.state, found.box_key, found.closed_at = State.CLOSED, "", clock.now()
        found.save()
        found.codes.all().delete()
        found.screens.filter(ended_at__isnull=True).update(ended_at=clock.now())
        note(actor, found, "election_closed")
        jobs.defer(COUNT, election=found.pk, once=f"{COUNT}.{found.pk}")
    return found


@transaction.atomic
def publish_results(*, actor: Actor, election: Election) -> Election:
    """Everybody sees what came out, and may take the bundle. Raises WrongMoment."""
    found = held(election)
    if found.state != State.COUNTED:
        raise WrongMoment
    found.state, found.published_at = State.PUBLISHED, clock.now()
    found.save(update_fields=["state", "published_at"])
    note(actor, found, "election_published", seal=found.tally.seal)
    follow_vote(found)
    return found


def count_again_if_lost() -> int:
    """Votes closed and not counted, whose job was lost: ask again. How many."""
    since = clock.now() - timedelta(minutes=10)
    waiting = Election.objects.filter(state=State.CLOSED, closed_at__lt=since)
    keys = list(waiting.values_list("pk", flat=True))
    for key in keys:
        jobs.defer(COUNT, election=key, once=f"{COUNT}.{key}")
    return len(keys)
