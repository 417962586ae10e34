"""What the authority promises, and how it keeps its word: in the open, never moved in silence.

Whether the agent may is for the caller (`rules.may_organise`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.core.ui.words import plaindate
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.actions.noting import note
from parvis.participation.actions.outcomes import follow_ideas, note_commitment
from parvis.participation.actions.sorting import NoReason
from parvis.participation.models import (
    Commitment,
    Consultation,
    Decision,
    DueChange,
    Election,
    FormerProject,
    Idea,
    Milestone,
    Progress,
    Recommendation,
)
from parvis.participation.queries.lineage import vote_of
from parvis.participation.queries.projects import ideas_of_project
from parvis.participation.rules.commitments import NEEDS_A_REASON, may_move

State = Commitment.State
Kind = Progress.Kind


class NothingPromised(Refused):
    message = gettext_lazy(
        "A commitment comes from a project that won its vote, from an idea, or from what a panel"
        " recommended."
    )


class NotChosen(Refused):
    message = gettext_lazy("This project was not chosen by the vote, or its results are not out.")


class PromisedAlready(Refused):
    message = gettext_lazy("This project is a commitment already.")


class NotThatWay(Refused):
    message = gettext_lazy("A commitment does not move that way.")


class NotADate(Refused):
    message = gettext_lazy("Choose another day than the one it is due, not before it begins.")


class NotDoneYet(Refused):
    message = gettext_lazy("What is done was done today or before.")


class NoService(Refused):
    message = gettext_lazy("No service of this name is open here.")


@transaction.atomic
def promise(
    *,
    actor: Actor,
    consultation: Consultation,
    unit: Unit,
    reasons: str,
    election: Election | None = None,
    code: str = "",
    ideas: Sequence[Idea] = (),
    recommendation: Recommendation | None = None,
    former_project: FormerProject | None = None,
    **told: Any,
) -> Commitment:
    """A commitment, whose owner is `unit`; `told`: title, text, role, budget_cents (cents),
    starts_on, due_on, commune. With a project, its ideas are those that the project took up; with
    one of a vote held elsewhere, what was published of its execution are its first steps. The
    decision and its `reasons` are kept, and authors told.

    Raises NothingPromised, NotChosen, PromisedAlready, NoReason, NotADate.
    """
    if not reasons.strip():
        raise NoReason
    if told["due_on"] < told["starts_on"]:
        raise NotADate
    if election is not None:
        ideas = [*ideas, *_of_winner(consultation, election, code)]
    elif former_project is not None:
        ideas = [*ideas, *_of_former_winner(consultation, former_project)]
    elif not ideas and recommendation is None:
        raise NothingPromised
    _check_same(consultation, ideas, recommendation)
    made = Commitment.objects.create(
        consultation=consultation,
        unit=unit,
        election=election,
        code=code,
        recommendation=recommendation,
        former_project=former_project,
        made_at=clock.now(),
        **told,
    )
    made.ideas.set(ideas)
    Milestone.objects.bulk_create(_steps_there(made, former_project))
    _decide(made, _("A commitment: %(title)s") % {"title": made.title}, reasons)
    _moved_on(actor, made, Kind.PROMISED, reasons, key="promised")
    return made


def _of_winner(consultation: Consultation, election: Election, code: str) -> list[Idea]:
    if election.phase.consultation_id != consultation.pk:
        raise NotChosen
    if vote_of(election, code) != Idea.Outcome.WON:
        raise NotChosen
    # One at a time: pressed twice, the second finds the first.
    Election.objects.select_for_update(no_key=True).get(pk=election.pk)
    if Commitment.objects.filter(election=election, code=code).exists():
        raise PromisedAlready
    return ideas_of_project(election, code)


def _of_former_winner(consultation: Consultation, project: FormerProject) -> list[Idea]:
    found = FormerProject.objects.select_for_update(of=("self",), no_key=True)
    one = found.select_related("vote").get(pk=project.pk)
    if one.vote.consultation_id != consultation.pk or not one.is_retained:
        raise NotChosen
    if Commitment.objects.filter(former_project=one).exists():
        raise PromisedAlready
    return list(one.ideas.order_by("pk"))


def _steps_there(made: Commitment, project: FormerProject | None) -> list[Milestone]:
    found = []
    for step in project.steps if project else ():
        on = date.fromisoformat(step["on"])
        found.append(
            Milestone(
                commitment=made, title=step["title"], text=step["text"], due_on=on, done_on=on
            )
        )
    return found


def _check_same(
    consultation: Consultation, ideas: Sequence[Idea], asked: Recommendation | None
) -> None:
    if any(one.consultation_id != consultation.pk for one in ideas):
        raise ValueError("an idea of another consultation")
    if asked is not None and asked.panel.phase.consultation_id != consultation.pk:
        raise ValueError("a recommendation of another consultation")


@transaction.atomic
def add_milestone(*, actor: Actor, commitment: Commitment, title: str, due_on: date) -> Milestone:
    """A step with a date of its own. Raises NotThatWay once the commitment is over."""
    found = _locked(commitment)
    if found.is_over:
        raise NotThatWay
    made = Milestone.objects.create(commitment=found, title=title, due_on=due_on)
    note(actor, found, "milestone_added", what=title)
    return made


@transaction.atomic
def finish_milestone(
    *, actor: Actor, milestone: Milestone, done_on: date, text: str = ""
) -> Milestone:
    """It is done, that day. Raises NotThatWay when it was already, NotDoneYet for a day to come."""
    found = _locked(milestone.commitment)
    one = Milestone.objects.get(pk=milestone.pk, commitment=found)
    if one.done_on is not None or found.state == State.ABANDONED:
        raise NotThatWay
    if done_on > clock.today():
        raise NotDoneYet
    one.done_on, one.text = done_on, text
    one.save(update_fields=["done_on", "text"])
    title = one.title if one.title.endswith((".", "!", "?", "…")) else f"{one.title}."
    said = f"{title}\n\n{text}".strip()
    _moved_on(actor, found, Kind.MILESTONE, said, key=f"milestone.{one.pk}")
    return one


@transaction.atomic
def move_due(
    *,
    actor: Actor,
    commitment: Commitment,
    to: date,
    why: str,
    milestone: Milestone | None = None,
) -> DueChange:
    """Another day for a step, or for the whole, with its reason: the day it was due before stays to
    be read. A later one for the whole makes it delayed. Raises NoReason, NotADate, NotThatWay."""
    found = _locked(commitment)
    one: Commitment | Milestone = found
    if milestone is not None:
        one = Milestone.objects.get(pk=milestone.pk, commitment=found)
        if one.done_on is not None:
            raise NotThatWay
    if found.is_over:
        raise NotThatWay
    if not why.strip():
        raise NoReason
    if to == one.due_on or to < found.starts_on:
        raise NotADate
    was, one.due_on = one.due_on, to
    one.save(update_fields=["due_on"])
    made = DueChange.objects.create(
        commitment=found, milestone=milestone, was=was, now=to, why=why.strip(), at=clock.now()
    )
    late = milestone is None and to > was
    if late and found.state != State.DELAYED:
        _put(found, State.DELAYED, why)
    said = _("%(what)s: due %(now)s instead of %(was)s. %(why)s") % {
        "what": one, "now": plaindate(to), "was": plaindate(was), "why": made.why,
    }  # fmt: skip
    _moved_on(actor, found, Kind.DELAYED if late else Kind.DUE, said, key=f"due.{made.pk}")
    return made


@transaction.atomic
def move_commitment(
    *, actor: Actor, commitment: Commitment, to: str, why: str = "", on: date | None = None
) -> Commitment:
    """Under way, late, done or given up (`rules.commitments.MOVES`). Late or given up, it says why;
    done, on which day. Raises NotThatWay, NoReason, NotDoneYet."""
    found = _locked(commitment)
    if not may_move(found.state, to):
        raise NotThatWay
    if to in NEEDS_A_REASON and not why.strip():
        raise NoReason
    if to == State.DELIVERED:
        found.delivered_on = on or clock.today()
        if found.delivered_on > clock.today():
            raise NotDoneYet
    _put(found, State(to), why)
    if to == State.ABANDONED:
        _decide(found, _("Given up: %(title)s") % {"title": found.title}, why)
    said = why.strip() or str(found.get_state_display()).capitalize()
    _moved_on(actor, found, to, said, key=f"{to}.{clock.now():%Y%m%d%H%M%S%f}")
    return found


@transaction.atomic
def name_owner(*, actor: Actor, commitment: Commitment, unit: Unit, role: str) -> Commitment:
    """Who answers for it from now on: a unit, and a function there."""
    found = _locked(commitment)
    found.unit, found.role = unit, role.strip()
    found.save(update_fields=["unit", "role"])
    note(actor, found, "owner_named", what=f"{found.role}, {unit.name}")
    return found


@transaction.atomic
def tell_news(*, actor: Actor, commitment: Commitment, text: str) -> None:
    """News of the work, for its page and for the weekly letter. Raises NoReason when empty."""
    if not text.strip():
        raise NoReason
    found = _locked(commitment)
    key = f"news.{clock.now():%Y%m%d%H%M%S%f}"
    _moved_on(actor, found, Kind.NEWS, text.strip(), key=key)


@transaction.atomic
def name_service(*, actor: Actor, commitment: Commitment, slug: str) -> Commitment:
    """The service that came out of it, by its slug in the catalogue. Raises NoService."""
    service = Installation.objects.filter(slug=slug, is_open=True).first()
    if service is None:
        raise NoService
    found = _locked(commitment)
    found.service = slug
    found.save(update_fields=["service"])
    said = _("Anybody may ask for it now: %(name)s.") % {"name": service.name}
    _moved_on(actor, found, Kind.SERVICE, said, key=f"service.{slug}")
    return found


@transaction.atomic
def record_decision(
    *,
    actor: Actor,
    consultation: Consultation,
    unit: Unit,
    what: str,
    reasons: str,
    decided_on: date,
    body: str = "",
    **about: Any,
) -> Decision:
    """What an institution decided, and why; `about`: idea, commitment, election, recommendation.
    Raises NoReason, NotDoneYet."""
    if not reasons.strip():
        raise NoReason
    if decided_on > clock.today():
        raise NotDoneYet
    made = Decision.objects.create(
        consultation=consultation,
        unit=unit,
        what=what,
        reasons=reasons.strip(),
        body=body,
        decided_on=decided_on,
        at=clock.now(),
        **about,
    )
    journal.record(
        actor=actor,
        verb="participation.decided",
        about=consultation,
        detail={"title": consultation.title, "what": what},
    )
    return made


def _decide(found: Commitment, what: str, reasons: str) -> None:
    Decision.objects.create(
        consultation=found.consultation,
        unit=found.unit,
        what=what[:200],
        reasons=reasons.strip(),
        decided_on=clock.today(),
        commitment=found,
        election=found.election,
        recommendation=found.recommendation,
        at=clock.now(),
    )


def _put(found: Commitment, state: State, why: str) -> None:
    found.state, found.state_why = state, why.strip()
    found.save(update_fields=["state", "state_why", "delivered_on"])


def _moved_on(actor: Actor, found: Commitment, kind: str, text: str, *, key: str) -> None:
    note_commitment(found, kind=kind, text=text, key=key)
    follow_ideas(list(found.ideas.values_list("pk", flat=True)))
    note(actor, found, "commitment_moved", what=str(Kind(kind).label))


def _locked(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",))
    return rows.select_related("consultation", "unit").get(pk=commitment.pk)
