"""One screen for many voters: a code, a ballot, and nothing left behind (decision 0415).

The address of the screen is its secret, and the only one. Where a voter stands is a signed cookie
of that address alone, replaced at each step and gone at the end; each form answers with a redirect.
So the browser's history holds one page, which shows where the screen stands *now*: going back shows
nobody's ballot and sends nothing again. What a voter left is forgotten when nobody goes on with it;
with a script the page goes back to its beginning too, after a countdown that any key stops.
"""

from dataclasses import asdict, dataclass, replace

import segno
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from parvis.participation.counting.ballot import choice_text, choices_in
from parvis.participation.models import Election
from parvis.participation.models.box import VotingScreen
from parvis.participation.queries import elections as votes
from parvis.participation.rules.ballots import BallotRefused, checked, read, ways
from parvis.participation.rules.elections import terms_of
from parvis.participation.views.vote_receipts import grouped
from parvis.participation.views.vote_words import BallotPage

ENDS = "fin"
COOKIE = "ecran"
_SALT = "parvis.participation.voting_screen"
_FORGETS = 600  # seconds between two steps
_AWAY = {"ballot": 180, "check": 120, "done": 40}  # seconds without a touch until the countdown
_COUNTS = 30  # seconds of countdown: who cannot be quick has twenty at least (WCAG 2.2.1)
_TOO_LONG = _("Too much time went by: type the code again. Nothing was kept.")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the voter before the screen stands. `choice`: as far as it can be read; `number`: of
    the receipt, at the end."""

    step: str = "code"
    code: str = ""
    choice: str = ""
    error: str = ""
    number: str = ""


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
    if request.method == "POST":
        return _kept(request, _next(request, election))
    if ENDS in request.GET:
        return _kept(request, Stand())
    stand = _stand(request) or Stand()
    answer = _show(request, election, stand)
    if stand.step == "code":
        answer.delete_cookie(
            COOKIE, path=request.path, samesite="Strict"
        )  # what was wrong is said once
    return answer


def _next(request: HttpRequest, election: Election) -> Stand:
    """Where the form sent leads."""
    step = request.POST.get("step", "")
    stand = _stand(request)
    try:
        if step == "code":
            return _begun(request.POST.get("code", ""), election)
        if stand is None or stand.step not in {"ballot", "check"}:
            return Stand(error=str(_TOO_LONG))
        code_of(election, stand.code)
        if step == "put" and stand.step == "check":
            return _put(stand, election)
        return _chosen(request, stand, election)
    except Refused as refused:
        return Stand(error=str(refused))


def _begun(code: str, election: Election) -> Stand:
    if len(code) > 40:
        raise CodeUnknown
    code_of(election, code)
    return Stand("ballot", code)


def _chosen(request: HttpRequest, stand: Stand, election: Election) -> Stand:
    """To the check; or back to the ballot, to change it, for its total, or with what is wrong."""
    stand, terms = replace(stand, error=""), terms_of(election)
    if "back" in request.POST or stand.step == "check":
        return replace(stand, step="ballot")
    try:
        choices = read(terms, request.POST.dict(), request.POST.getlist("projet"))
        stand = replace(stand, choice=choice_text(terms, choices))
        if "total" in request.POST:
            return stand
        return replace(stand, step="check", choice=checked(terms, choices))
    except BallotRefused as refused:
        return replace(stand, error=str(refused))


def _put(stand: Stand, election: Election) -> Stand:
    choices = choices_in(terms_of(election), stand.choice)
    done = cast_at_screen(election=election, code=stand.code, choices=choices)
    return Stand("done", number=done.opening.commitment.hex())


def _stand(request: HttpRequest) -> Stand | None:
    """None when nothing was begun here, or too long ago."""
    try:
        return Stand(**signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_FORGETS))
    except signing.BadSignature:
        return None


def _kept(request: HttpRequest, stand: Stand) -> HttpResponse:
    """Back to the one page, which shows the stand."""
    answer = redirect(request.path)
    if stand == Stand():
        answer.delete_cookie(COOKIE, path=request.path, samesite="Strict")
        return answer
    answer.set_cookie(
        COOKIE,
        signing.dumps(asdict(stand), salt=_SALT, compress=True),
        max_age=_FORGETS,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _show(request: HttpRequest, election: Election, stand: Stand) -> HttpResponse:
    context = {
        "election": election,
        "page": BallotPage(election, choices_in(terms_of(election), stand.choice)),
        "ways": ways(election),
        "step": stand.step,
        "error": stand.error,
        "away": _AWAY.get(stand.step),
        "counts": _COUNTS,
        "ends": f"{request.path}?{ENDS}",
    }
    if stand.step == "done":
        page = reverse(
            "participation:vote-proof", args=[election.phase.consultation.slug, election.pk]
        )
        link = request.build_absolute_uri(f"{page}?numero={stand.number}")
        context |= {"number": grouped(stand.number), "qr": _code_of(link)}
    return render(request, "participation/votes/screen.html", context)


def _code_of(link: str) -> SafeString:
    # Drawn by the library of letters too: attributes only, no style.
    return mark_safe(segno.make(link, error="m", micro=False).svg_inline(border=0, omitsize=True))  # noqa: S308
