"""The ballot of one voter on line: choose, check, cast; then the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.queries import persons_at
from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.participation import queries
from parvis.participation.actions.casting import MayNotVote, VoteClosed, cast, check_may_vote
from parvis.participation.actions.taking_part import NotAllowed, join
from parvis.participation.bundle.receipts import Opening
from parvis.participation.counting.ballot import Choice, choices_in
from parvis.participation.models import Act, Election, Participant
from parvis.participation.queries import elections as votes
from parvis.participation.queries.one_each import voter_of
from parvis.participation.rules import may
from parvis.participation.rules.ballots import BallotRefused, checked, read, ways
from parvis.participation.rules.elections import terms_of
from parvis.participation.views.public import METHODS, person_at, sign_in_and_back
from parvis.participation.views.vote_words import BallotPage, explain


@public_page
@never_cache
@require_safe
def ballot(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Projects and, for who may vote now, the ballot."""
    election = votes.election_at(slug, vote)
    participant = _participant(request, election)
    entry = votes.entry_of(election, participant)
    held = votes.ballot_of(election, participant) if entry and participant else None
    kept = choices_in(terms_of(election), held.choice) if held else ()
    return _page(request, election, participant, kept, entry=entry, held=held)


def _page(
    request: HttpRequest,
    election: Election,
    participant: Participant | None,
    choices: tuple[Choice, ...],
    error: str = "",
    **more: Any,
) -> HttpResponse:
    refusal = _refusal(request, election, participant)
    entry = more.get("entry")
    is_settled = entry is not None and (entry.is_final or not election.may_revote)
    context = {
        "election": election,
        "consultation": election.phase.consultation,
        "page": BallotPage(election, choices),
        "error": error,
        "refusal": refusal,
        "may_vote": not refusal and not is_settled,
        "is_visitor": not request.user.is_authenticated,
        "sign_in": sign_in_and_back(request),
        "voters": votes.voters_so_far(election),
        "explained": explain(terms_of(election).rule),
        "ways": ways(election),
        **more,
    }
    return render(request, "participation/votes/ballot.html", context, status=422 if error else 200)


def _participant(request: HttpRequest, election: Election) -> Participant | None:
    """Whoever is signed in takes part as a person; a browser without one does not vote."""
    if not request.user.is_authenticated:
        return None
    found = queries.participant_at(request, election.phase.consultation)
    if found is None or found.person_id is None:
        return None
    return voter_of(election, found, persons_at(request))


def _refusal(request: HttpRequest, election: Election, participant: Participant | None) -> str:
    """Why whoever looks may not vote now; empty when they may."""
    who = participant or person_at(request)
    verdict = may(who, election.phase, Act.VOTE)
    if election.state != Election.State.OPEN:
        return str(VoteClosed.message)
    if request.user.is_authenticated and who is None:
        return _("You are signed in as an agent: vote with your account of a resident.")
    if not verdict.ok:
        return str(verdict)
    if participant is None:
        return ""
    try:
        participant.person = person_at(request)
        check_may_vote(election, participant)
    except (MayNotVote, VoteClosed) as refused:
        return str(refused)
    return ""


@public_page
@never_cache
@require_http_methods(METHODS)
def check(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """What was chosen, read back before it is cast; or the same page with its total."""
    election = votes.election_at(slug, vote)
    if request.method != "POST":
        return redirect(address(election))
    terms, participant = terms_of(election), _participant(request, election)
    choices: tuple[Choice, ...] = ()
    try:
        choices = read(terms, request.POST.dict(), request.POST.getlist("projet"))
        if "total" in request.POST:
            return _page(request, election, participant, choices)
        text = checked(terms, choices)
    except BallotRefused as refused:
        return _page(request, election, participant, choices, error=str(refused))
    if why := _refusal(request, election, participant):
        return _page(request, election, participant, choices, error=why)
    if participant is None and (person := person_at(request)):
        try:
            join(consultation=election.phase.consultation, person=person)
        except NotAllowed as refused:
            return _page(request, election, participant, choices, error=str(refused))
    return _read_back(request, election, choices, text)


def _read_back(
    request: HttpRequest,
    election: Election,
    choices: tuple[Choice, ...],
    text: str,
    *,
    is_signed_out: bool = False,
) -> HttpResponse:
    context = {
        "election": election,
        "consultation": election.phase.consultation,
        "page": BallotPage(election, choices),
        "choice": text,
        "is_signed_out": is_signed_out,
        "sign_in": sign_in_and_back(request),
    }
    status = 422 if is_signed_out else 200
    return render(request, "participation/votes/check.html", context, status=status)


@public_page
@never_cache
@require_http_methods(METHODS)
def put(request: HttpRequest, slug: str, vote: int) -> HttpResponse:
    """Cast it. As few statements as can be: a whole town votes in the last hour."""
    election = votes.election_at(slug, vote)
    if request.method != "POST":
        return redirect(address(election))
    participant, person = _participant(request, election), person_at(request)
    text = str(request.POST.get("choice", ""))
    choices = choices_in(terms_of(election), text)
    if participant is None or person is None:
        return _read_back(request, election, choices, text, is_signed_out=True)
    participant.person = person
    try:
        cast(
            election=election,
            participant=participant,
            choices=choices,
            with_traits="traits" in request.POST,
        )
    except Refused as refused:
        return _page(
            request,
            election,
            participant,
            (),
            error=str(refused),
            entry=votes.entry_of(election, participant),
        )
    return redirect("participation:vote-receipt", slug=slug, vote=vote)


def address(election: Election) -> str:
    return reverse("participation:vote", args=[election.phase.consultation.slug, election.pk])


def own_opening(request: HttpRequest, election: Election) -> Opening | None:
    """The two halves of the receipt of whoever is signed in, while the box is open."""
    participant = _participant(request, election)
    held = votes.ballot_of(election, participant) if participant else None
    return Opening(held.salt, held.choice) if held else None


def opening_or_404(request: HttpRequest, election: Election) -> Opening:
    found = own_opening(request, election)
    if found is None:
        raise Http404(_("There is no receipt here."))
    return found
