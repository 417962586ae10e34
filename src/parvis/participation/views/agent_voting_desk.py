"""The voting desk: somebody in front of an agent votes on paper, on a screen, or with help."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page, note_found, was_found
from parvis.accounts.models import Account, Person
from parvis.accounts.queries import person_family
from parvis.cases.queries.desk import find_people
from parvis.cases.queries.sought import understand
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at
from parvis.journal import actions as journal
from parvis.participation import rules
from parvis.participation.actions import voting_desk as actions
from parvis.participation.actions.casting import MayNotVote
from parvis.participation.counting.ballot import choices_in
from parvis.participation.forms.votes import EnvelopeForm
from parvis.participation.models import Consultation, Election, Participant
from parvis.participation.models.box import RollEntry
from parvis.participation.queries import elections as votes
from parvis.participation.rules.ballots import BallotRefused, checked, read, ways
from parvis.participation.rules.elections import terms_of
from parvis.participation.rules.taking_part import lives_in
from parvis.participation.views.vote_words import BallotPage

METHODS = ["GET", "HEAD", "POST"]
LEAST_TYPED = 3


def desk_at(request: AgentRequest, slug: str, vote: int) -> tuple[Consultation, Election, Actor]:
    """A vote whose voters this agent may receive, and the agent in the name of their unit. Not
    theirs is "not found": raises Http404."""
    memberships = memberships_at(request)
    consultation = get_object_or_404(
        Consultation.objects.filter(published_at__isnull=False).prefetch_related("organisers"),
        slug=slug,
    )
    if not rules.may_receive(memberships, consultation):
        raise Http404
    election = votes.election_of(consultation, vote)
    if election.is_draft:
        raise Http404
    election.phase.consultation = consultation
    theirs = {unit.institution_id for unit in consultation.organisers.all()}
    unit = next(one.unit for one in memberships if one.unit.institution_id in theirs)
    return consultation, election, acting(request.user, unit)


def acting(account: Account, unit: Unit) -> Actor:
    """The agent in the name of a unit that `memberships_at` says they work in."""
    return replace(account.actor, institution=unit.institution.siren, role=unit.name[:60])


@agent_page
@never_cache
@require_safe
def desk(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    """Find the voter."""
    consultation, election, actor = desk_at(request, slug, vote)
    typed = request.GET.get("q", "").strip()
    found = find_people(understand(typed)).people if len(typed) >= LEAST_TYPED else []
    if typed:
        journal.record(
            actor=actor,
            verb="participation.voter_sought",
            about=election,
            detail={"title": election.title, "found": len(found)},
        )
        note_found(request, found)
    context = {
        "consultation": consultation,
        "election": election,
        "typed": typed,
        "people": found,
        "envelopes": election.envelopes.order_by("-settled_at")[:20],
    }
    return render(request, "participation/votes/agent/desk.html", context)


def _person(request: AgentRequest, person: UUID) -> Person:
    """Somebody this session has found. Raises Http404."""
    if not was_found(request, person):
        raise Http404
    return get_object_or_404(Person, pk=person, merged_into=None)


def _entry(election: Election, person: Person) -> RollEntry | None:
    family = person_family(person.pk)
    found = RollEntry.objects.filter(
        election=election, participant__person__in=family, is_aside=False
    )
    return found.order_by("-is_final", "pk").first()


@agent_page
@never_cache
@require_safe
def voter(request: AgentRequest, slug: str, vote: int, person: UUID) -> HttpResponse:
    """Whether they have voted, and what can be done for them. Leaves a trace they can read."""
    consultation, election, actor = desk_at(request, slug, vote)
    found = _person(request, person)
    journal.record(
        actor=actor,
        verb="participation.roll_read",
        about=election,
        person=str(found.pk),
        detail={"title": election.title},
    )
    context = {
        "consultation": consultation,
        "election": election,
        "person": found,
        "entry": _entry(election, found),
        "form": EnvelopeForm(),
    }
    return render(request, "participation/votes/agent/voter.html", context)


def _participant(
    request: AgentRequest, election: Election, person: Person, actor: Actor
) -> Participant:
    """The voter, whose papers the agent has seen. Raises MayNotVote."""
    if "seen" not in request.POST:
        raise MayNotVote(_("First look at an identity document, and tick that you have."))
    consultation = election.phase.consultation
    if consultation.openness == Consultation.Openness.AREA and not lives_in(person, consultation):
        raise MayNotVote(rules.Why.ELSEWHERE.label)
    return actions.receive(actor=actor, election=election, person=person)


@agent_page
@require_POST
def serve(request: AgentRequest, slug: str, vote: int, person: UUID) -> HttpResponse:
    """A code for the screen, a ballot on paper, or a closed envelope."""
    consultation, election, actor = desk_at(request, slug, vote)
    found = _person(request, person)
    what = request.POST.get("what", "")
    try:
        participant = _participant(request, election, found, actor)
        if what == "code":
            code = actions.give_code(actor=actor, election=election, participant=participant)
            context = {
                "consultation": consultation,
                "election": election,
                "person": found,
                "code": f"{code[:4]} {code[4:]}",
            }
            return render(request, "participation/votes/agent/code.html", context)
        if what == "paper":
            actions.hand_paper(actor=actor, election=election, participant=participant)
            messages.success(
                request, _("%(name)s has signed: hand over a ballot.") % {"name": found}
            )
        elif what == "envelope":
            _settle(request, election, participant, actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("participation:agent-voter", slug=slug, vote=vote, person=person)
    return redirect("participation:agent-voting-desk", slug=slug, vote=vote)


def _settle(
    request: AgentRequest, election: Election, participant: Participant, actor: Actor
) -> None:
    form = EnvelopeForm(request.POST)
    if not form.is_valid():
        raise MayNotVote(_("Type the number written on the envelope."))
    made = actions.settle_envelope(
        actor=actor, election=election, participant=participant, number=form.cleaned_data["number"]
    )
    said = f"{made.number}: {made.get_state_display()}"
    tell = messages.success if made.state == made.State.COUNTS else messages.warning
    tell(request, said)


@agent_page
@never_cache
@require_http_methods(METHODS)
def assist(request: AgentRequest, slug: str, vote: int, person: UUID) -> HttpResponse:
    """The agent ticks what the voter says, reads it back, casts it."""
    consultation, election, actor = desk_at(request, slug, vote)
    found = _person(request, person)
    terms = terms_of(election)
    choices = choices_in(terms, request.POST.get("choice", ""))
    context = {
        "consultation": consultation,
        "election": election,
        "person": found,
        "ways": ways(election),
        "error": "",
        "choice": "",
    }
    try:
        if request.method == "POST" and "choice" not in request.POST:
            choices = read(terms, request.POST.dict(), request.POST.getlist("projet"))
            if "total" not in request.POST:
                context["choice"] = checked(terms, choices)
        elif "cast" in request.POST:
            participant = _participant(request, election, found, actor)
            actions.help_vote(
                actor=actor, election=election, participant=participant, choices=choices
            )
            messages.success(request, _("The ballot of %(name)s is in the box.") % {"name": found})
            return redirect("participation:agent-voting-desk", slug=slug, vote=vote)
    except BallotRefused as refused:
        context["error"] = str(refused)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("participation:agent-voter", slug=slug, vote=vote, person=person)
    context["page"] = BallotPage(election, choices)
    status = 422 if context["error"] else 200
    return render(request, "participation/votes/agent/assist.html", context, status=status)
