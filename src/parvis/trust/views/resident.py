"""My mandates: whom I let act for me, and for whom I may act."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.accounts.queries import persons_of
from parvis.core import clock
from parvis.trust import actions, links, papers, queries
from parvis.trust.actions.answers import may_accept_by_code
from parvis.trust.models import Mandate
from parvis.trust.views.terms import badge_kind, own_mandate, terms_of

MOST = 50
State = Mandate.State


@resident_page
@never_cache
@require_safe
def mandates(request: ResidentRequest) -> HttpResponse:
    """Given and received, those in force and waiting first; fifty of each at most."""
    mine = persons_of(request.user)
    context = {
        "given": _rows(queries.given_by(mine)[:MOST]),
        "received": _rows(queries.received_by(mine)[:MOST]),
    }
    return render(request, "trust/mandates.html", context)


def _rows(mandates: Iterable[Mandate]) -> list[dict[str, object]]:
    rank = {State.ACTIVE: 0, State.PROPOSED: 0}
    ordered = sorted(mandates, key=lambda one: rank.get(State(one.state), 1))
    return [{"mandate": one, "badge": badge_kind(one), "is_open": one.is_open()} for one in ordered]


@resident_page
@never_cache
@require_safe
def detail(request: ResidentRequest, number: str) -> HttpResponse:
    """What it allows, how it was accepted, and what this side of it may do."""
    mandate, side = own_mandate(request, number)
    waits = mandate.state == State.PROPOSED and mandate.lapses_on >= clock.today()
    is_helped = side == Mandate.Side.HELPED
    context = terms_of(mandate) | {
        "is_helped": is_helped,
        "answer_url": links.answer(mandate) if is_helped and may_accept_by_code(mandate) else "",
        "may_agree": waits and not is_helped and mandate.agreed_at is None,
        "may_decline": waits,
        "may_stop": mandate.state == State.ACTIVE,
        "may_act": not is_helped and mandate.is_open(),
        "may_renew": mandate.state in {State.ACTIVE, State.EXPIRED}
        and mandate.helper_unit_id is None
        and mandate.accepted_at is not None
        and mandate.agreed_at is not None,
        "may_print": waits and mandate.accepted_at is None,
    }
    return render(request, "trust/detail.html", context)


@resident_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: ResidentRequest, number: str) -> HttpResponse:
    """Either of the two ends it, at once, without a reason."""
    mandate, side = own_mandate(request, number)
    if mandate.state not in {State.ACTIVE, State.REVOKED}:
        raise Http404
    if request.method == "POST":
        actions.revoke(mandate=mandate, actor=request.user.actor)
        messages.success(request, _("The mandate is stopped: it opens nothing any more."))
        return redirect("trust:detail", number=mandate.number)
    context = terms_of(mandate) | {"is_helped": side == Mandate.Side.HELPED}
    return render(request, "trust/stop.html", context)


@resident_page
@never_cache
@require_safe
def paper_form(request: ResidentRequest, number: str) -> HttpResponse:
    """The form to print, while the proposal waits."""
    mandate, _side = own_mandate(request, number)
    if mandate.state != State.PROPOSED or mandate.accepted_at is not None:
        raise Http404
    return pdf_of(mandate)


def pdf_of(mandate: Mandate) -> HttpResponse:
    response = HttpResponse(
        papers.form_pdf(mandate, get_language() or "fr"), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="mandat-{mandate.number}.pdf"'
    return response
