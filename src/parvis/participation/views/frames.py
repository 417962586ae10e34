"""What other sites show in a frame: an idea box, what is voted on, how far it is. No cookie, no
script, and never a ballot (decision 0446)."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core import clock
from parvis.core.allowance import sender_of, spend
from parvis.core.audience import public_page
from parvis.core.frames import let_frame
from parvis.core.refusals import Refused
from parvis.participation import queries
from parvis.participation.actions.embedding import send_from_a_frame
from parvis.participation.figures import figures_of
from parvis.participation.forms.embedding import ShortIdeaForm
from parvis.participation.models import Act, Consultation, Election, Embedding
from parvis.participation.queries import likeness
from parvis.participation.rules import may
from parvis.participation.rules.ideas import phase_for
from parvis.participation.views.public import METHODS, days_of

THEMES: Final = {"clair": "light", "sombre": "dark"}
LANGUAGES: Final = ("fr", "en")
MOST_A_MINUTE: Final = 5
_FORM_LASTS: Final = 3 * 3600  # seconds
_SALT = "parvis.participation.frame"
View = Callable[[HttpRequest, Consultation, dict[str, Any]], HttpResponse]


def frame(view: View) -> Callable[..., HttpResponse]:
    """`langue` and `couleurs` come with the address: there is no cookie to remember them. Without
    one, there is nothing that a forged form could act with: no CSRF cookie is asked for."""

    @wraps(view)
    def page(request: HttpRequest, slug: str) -> HttpResponse:
        found = queries.consultation_at(slug)
        chosen = Embedding.objects.filter(consultation=found).first()
        language = request.GET.get("langue", "")
        given = {
            "consultation": found,
            "chosen_theme": THEMES.get(request.GET.get("couleurs", ""), ""),
        }
        with translation.override(
            language if language in LANGUAGES else translation.get_language()
        ):
            response = view(request, found, given)
        return let_frame(response, chosen.origins if chosen else [])

    page.csrf_exempt = True  # type: ignore[attr-defined]
    return public_page(page)


def _sealed(slug: str) -> str:
    return signing.dumps([slug, secrets.token_urlsafe(18)], salt=_SALT)


def _opened(slug: str, token: str) -> str:
    """What the form was given; empty when it is old, forged, or that of another consultation."""
    try:
        where, secret = signing.loads(token, salt=_SALT, max_age=_FORM_LASTS)
    except (signing.BadSignature, ValueError):
        return ""
    return str(secret) if where == slug else ""


@frame
@require_http_methods(METHODS)
def idea(request: HttpRequest, found: Consultation, given: dict[str, Any]) -> HttpResponse:
    """An idea box, where visitors may propose; elsewhere the way to the site. POST: it is read
    before it shows."""
    phase = phase_for(found, Act.PROPOSE)
    if phase is None:
        raise Http404
    phase.consultation = found
    verdict = may(None, phase, Act.PROPOSE)
    form = ShortIdeaForm(
        request.POST or None, consultation=found, communes=likeness.communes_of(found)
    )
    secret = _opened(found.slug, request.POST.get("token", ""))
    if verdict.ok and form.is_valid():
        refusal = _refused(request, secret)
        if not refusal:
            try:
                send_from_a_frame(phase=phase, token=secret, **form.written)
            except Refused as refused:
                refusal = str(refused)
            else:
                kept = {k: v for k, v in request.GET.items() if k in {"langue", "couleurs"}}
                return redirect(f"{request.path}?{urlencode(kept | {'recue': '1'})}")
        form.add_error(None, refusal)
    given |= {
        "form": form,
        "verdict": verdict,
        "token": request.POST["token"] if secret else _sealed(found.slug),
        "is_received": "recue" in request.GET,
    }
    return render(request, "participation/frames/idea.html", given)


def _refused(request: HttpRequest, secret: str) -> str:
    if not secret:
        return _("This form had been open for long: send it once more.")
    if spend("frame", sender_of(request), MOST_A_MINUTE).is_over:
        return _("Many ideas come from your connection: wait a minute, then send it once more.")
    return ""


@frame
@require_safe
def vote(request: HttpRequest, found: Consultation, given: dict[str, Any]) -> HttpResponse:
    """What is at stake, the days left, and the way to the ballot, which opens on the site."""
    elections = Election.objects.filter(phase__consultation=found).exclude(
        state=Election.State.DRAFT
    )
    rows = elections.select_related("phase").order_by("-phase__opens_at")[:3]
    given["votes"] = [
        {"one": one, "days": days_of(one.phase), "left": _days_left(one)} for one in rows
    ]
    given["coming"] = phase_for(found, Act.VOTE)
    if given["coming"] is None:
        raise Http404
    given["coming_days"] = days_of(given["coming"])
    return render(request, "participation/frames/vote.html", given)


def _days_left(election: Election) -> str:
    """Begun days, in words; empty when nobody can vote now."""
    if not election.phase.is_open or election.state != Election.State.OPEN:
        return ""
    days = -(-(election.phase.closes_at - clock.now()) // timedelta(days=1))
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


@frame
@require_safe
def progress(request: HttpRequest, found: Consultation, given: dict[str, Any]) -> HttpResponse:
    """Its phases and a few figures."""
    given |= {
        "phases": [(one, days_of(one)) for one in found.phases.all()],
        "figures": figures_of(found),
    }
    return render(request, "participation/frames/progress.html", given)
