"""One screen for many voters: a code, a ballot, and nothing left behind.

The address of the screen is its secret. What a voter left is forgotten when nobody goes on with it;
with a script the page goes back to its beginning too, after a countdown that any key stops.
"""

import segno
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.participation.actions.voting_desk import (
    CodeUnknown,
    cast_at_screen,
    code_of,
    screen_hash,
)
from parvis.participation.counting.ballot import choices_in
from parvis.participation.models import Election
from parvis.participation.models.box import VotingScreen
from parvis.participation.queries import elections as votes
from parvis.participation.rules.ballots import checked, read, ways
from parvis.participation.rules.elections import terms_of
from parvis.participation.views.vote_receipts import grouped
from parvis.participation.views.vote_words import BallotPage

_SALT = "parvis.participation.voting_screen"
_FORGETS = 600  # seconds between two steps
_AWAY = {"ballot": 180, "check": 120, "done": 40}  # seconds without a touch until the countdown
_COUNTS = 30  # seconds of countdown: who cannot be quick has twenty at least (WCAG 2.2.1)
_TOO_LONG = _("Too much time went by: type the code again. Nothing was kept.")


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, slug: str, vote: int, token: str) -> HttpResponse:
    """Every step of it at one address, so that nothing stays in the browser's history."""
    election = votes.election_at(slug, vote)
    if not VotingScreen.objects.filter(
        election=election, token_hash=screen_hash(token), ended_at=None
    ).exists():
        raise Http404
    steps = {"code": _code, "check": _check, "put": _put}
    step = steps.get(request.POST.get("step", "")) if request.method == "POST" else None
    if step is None:
        return _show(request, election, "code")
    try:
        return step(request, election)
    except signing.BadSignature:
        return _show(request, election, "code", error=str(_TOO_LONG))
    except Refused as refused:
        return _show(request, election, "code", error=str(refused))


def _code(request: HttpRequest, election: Election) -> HttpResponse:
    code = request.POST.get("code", "")
    if len(code) > 40:
        raise CodeUnknown
    code_of(election, code)
    return _show(request, election, "ballot", held=signing.dumps(code, salt=_SALT))


def _held(request: HttpRequest) -> tuple[str, str]:
    """The code typed at the first step, and sealed again for the next one. Raises BadSignature."""
    code = signing.loads(request.POST.get("held", ""), salt=_SALT, max_age=_FORGETS)
    return str(code), signing.dumps(code, salt=_SALT)


def _check(request: HttpRequest, election: Election) -> HttpResponse:
    _code, held = _held(request)
    terms = terms_of(election)
    choices = choices_in(terms, request.POST.get("choice", ""))
    try:
        if "back" not in request.POST:
            choices = read(terms, request.POST.dict(), request.POST.getlist("projet"))
        if "back" in request.POST or "total" in request.POST:
            return _show(request, election, "ballot", held=held, page=BallotPage(election, choices))
        text = checked(terms, choices)
    except Refused as refused:
        page = BallotPage(election, choices)
        return _show(request, election, "ballot", held=held, page=page, error=str(refused))
    page = BallotPage(election, choices)
    return _show(request, election, "check", held=held, page=page, choice=text)


def _put(request: HttpRequest, election: Election) -> HttpResponse:
    code, _sealed = _held(request)
    choices = choices_in(terms_of(election), request.POST.get("choice", ""))
    done = cast_at_screen(election=election, code=code, choices=choices)
    number = done.opening.commitment.hex()
    slug = election.phase.consultation.slug
    page = reverse("participation:vote-proof", args=[slug, election.pk])
    link = request.build_absolute_uri(f"{page}?numero={number}")
    return _show(request, election, "done", number=grouped(number), qr=_code_of(link))


def _code_of(link: str) -> SafeString:
    # Drawn by the library of letters too: attributes only, no style.
    return mark_safe(segno.make(link, error="m", micro=False).svg_inline(border=0, omitsize=True))  # noqa: S308


def _show(
    request: HttpRequest, election: Election, step: str, error: str = "", **more: object
) -> HttpResponse:
    context = {
        "election": election,
        "page": BallotPage(election),
        "ways": ways(election),
        "step": step,
        "error": error,
        "away": _AWAY.get(step),
        "counts": _COUNTS,
        **more,
    }
    status = 422 if error else 200
    return render(request, "participation/votes/screen.html", context, status=status)
