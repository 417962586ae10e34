"""Saying yes or no: the helped person with a code, with or without an account; the helper signed
in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.accounts.queries import persons_of
from parvis.core import clock, codes
from parvis.core.actor import Actor
from parvis.core.audience import public_page
from parvis.core.references import normalise
from parvis.trust import actions, links, queries
from parvis.trust.actions.answers import address_of, may_accept_by_code
from parvis.trust.forms import CodeForm
from parvis.trust.models import Mandate
from parvis.trust.views.terms import own_mandate, terms_of


def _sealed(number: str, side: str, seal: str) -> Mandate:
    """The mandate whose link was told to that side. Raises Http404."""
    mandate = queries.numbered(normalise(number) or number)
    if mandate is None or not links.is_sealed(mandate, side, seal):
        raise Http404
    return mandate


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str, seal: str) -> HttpResponse:
    """What the mandate would allow, and the code that accepts it."""
    mandate = _sealed(number, "helped", seal)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.accept_by_code(mandate=mandate, code=form.cleaned_data["code"])
        except codes.CodeRefused as refused:
            form.add_error("code", str(refused))
        except actions.NotAllowed:
            messages.info(request, _("This mandate does not wait for an answer any more."))
            return redirect("trust:answer", number=mandate.number, seal=seal)
        else:
            messages.success(request, _("You accepted the mandate."))
            return redirect("trust:answer", number=mandate.number, seal=seal)
    last = mandate.codes.order_by("-pk").first()
    context = terms_of(mandate) | {
        "seal": seal,
        "form": form,
        "may_accept": may_accept_by_code(mandate),
        "is_sent": last is not None and last.expires_at > clock.now() and last.used_at is None,
        "where": _masked(mandate),
        "may_refuse": mandate.state == Mandate.State.PROPOSED,
    }
    return render(request, "trust/answer.html", context)


def _masked(mandate: Mandate) -> str:
    found = address_of(mandate.helped)
    return codes.masked(found[1]) if found else ""


@public_page
@require_POST
def code(request: HttpRequest, number: str, seal: str) -> HttpResponse:
    """Send a code to the person's own telephone or mailbox."""
    mandate = _sealed(number, "helped", seal)
    try:
        actions.send_code(mandate=mandate)
    except codes.TooManyCodes:
        messages.warning(request, codes.TOO_MANY)
    except actions.NoAddress:
        messages.error(
            request,
            _("No telephone or e-mail address is known: accept on paper, or at a desk."),
        )
    except actions.NotAllowed:
        messages.info(request, _("This mandate does not wait for an answer any more."))
    else:
        messages.success(request, _("A code was sent to %(where)s.") % {"where": _masked(mandate)})
    return redirect(f"{links.answer(mandate)}#code")


@public_page
@require_POST
def refuse(request: HttpRequest, number: str, seal: str) -> HttpResponse:
    """Say no: the link is enough."""
    mandate = _sealed(number, "helped", seal)
    actor = Actor("resident", str(mandate.helped_id), mandate.helped_name)
    try:
        actions.refuse(mandate=mandate, actor=actor)
    except actions.NotAllowed:
        messages.info(request, _("This mandate does not wait for an answer any more."))
    else:
        messages.success(request, _("You refused. Nothing was opened."))
    return redirect("trust:answer", number=mandate.number, seal=seal)


@resident_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ResidentRequest, number: str, seal: str) -> HttpResponse:
    """Somebody asks to be helped: signed in, say yes or no."""
    mandate = _sealed(number, "helper", seal)
    if mandate.helper_id in persons_of(request.user):
        return redirect("trust:detail", number=mandate.number)
    if mandate.state != Mandate.State.PROPOSED or mandate.agreed_at is not None:
        raise Http404
    if request.method == "POST":
        return _agree(request, mandate, f"{request.path}")
    return render(request, "trust/invitation.html", terms_of(mandate))


@resident_page
@require_POST
def agree(request: ResidentRequest, number: str) -> HttpResponse:
    """Take the mandate that is mine to take."""
    mandate, _side = own_mandate(request, number)
    return _agree(request, mandate, links.detail(mandate))


def _agree(request: ResidentRequest, mandate: Mandate, back: str) -> HttpResponse:
    try:
        actions.agree(mandate=mandate, account=request.user)
    except actions.NotAllowed:
        messages.error(
            request,
            _("This mandate cannot be taken with this account: check that your name is on it."),
        )
        return redirect(back)
    messages.success(request, _("You took the mandate."))
    return redirect("trust:detail", number=mandate.number)


@resident_page
@require_POST
def decline(request: ResidentRequest, number: str) -> HttpResponse:
    """Say no, or take one's own proposal back."""
    mandate, _side = own_mandate(request, number)
    try:
        actions.refuse(mandate=mandate, actor=request.user.actor)
    except actions.NotAllowed:
        messages.info(request, _("This mandate does not wait for an answer any more."))
    else:
        messages.success(request, _("Nothing was opened."))
    return redirect("trust:detail", number=mandate.number)
