"""Giving keys to partners' programs, and following what is sent to them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.core.actor import Actor
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at
from parvis.partners import queries, rules
from parvis.partners.actions import keys, webhooks
from parvis.partners.forms import KeyForm, WebhookForm

METHODS = ["GET", "HEAD", "POST"]
_SHOWN = "partner_secret"
MOST_SHOWN = 100


def administers_something(request: HttpRequest) -> bool:
    """Managers and administrators: for the menu."""
    account = request.user
    return isinstance(account, Account) and (
        account.is_administrator
        or any(rules.may_administer(False, [one], one.unit) for one in memberships_at(request))
    )


def _units(request: AgentRequest) -> list[Unit]:
    units = queries.administered_units(request.user, memberships_at(request))
    if not units:
        raise Http404
    return units


def _actor(request: AgentRequest, unit: Unit) -> Actor:
    return Actor(
        "agent",
        str(request.user.pk),
        str(request.user),
        institution=unit.institution.siren,
        role=unit.name[:60],
    )


@agent_page
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    units = _units(request)
    context = {
        "keys": [
            {"key": key, "live": queries.is_live(key), "scopes": key.scopes}
            for key in queries.keys_of(units)[:MOST_SHOWN]
        ],
        "webhooks": queries.webhooks_of(units)[:MOST_SHOWN],
    }
    return render(request, "partners/home.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_key(request: AgentRequest) -> HttpResponse:
    form = KeyForm(request.POST if request.method == "POST" else None, units=_units(request))
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        key, token = keys.make_key(
            actor=_actor(request, unit),
            unit=unit,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_on=form.cleaned_data["expires_on"],
        )
        return _show(request, key.name, token)
    return render(request, "partners/form.html", {"form": form, "title": _("New key")})


@agent_page
@never_cache
@require_POST
def revoke(request: AgentRequest, key: int) -> HttpResponse:
    found = get_object_or_404(queries.keys_of(_units(request)), pk=key)
    keys.revoke_key(actor=_actor(request, found.unit), key=found)
    messages.success(request, _("This key opens nothing any more."))
    return redirect("partners:home")


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_webhook(request: AgentRequest) -> HttpResponse:
    form = WebhookForm(request.POST if request.method == "POST" else None, units=_units(request))
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        hook = webhooks.subscribe(
            actor=_actor(request, unit),
            unit=unit,
            url=form.cleaned_data["url"],
            types=form.cleaned_data["types"],
        )
        return _show(request, hook.url, rules.secret_of(hook))
    return render(
        request, "partners/form.html", {"form": form, "title": _("New sending of events")}
    )


def _show(request: AgentRequest, name: str, text: str) -> HttpResponse:
    """Once, on the next page, so that reloading it makes nothing twice."""
    request.session[_SHOWN] = [name, text]
    return redirect("partners:secret")


@agent_page
@never_cache
@require_safe
def secret(request: AgentRequest) -> HttpResponse:
    """What was just made, once; afterwards nothing."""
    _units(request)
    shown = request.session.pop(_SHOWN, None)
    if shown is None:
        return redirect("partners:home")
    return render(request, "partners/secret.html", {"name": shown[0], "text": shown[1]})


@agent_page
@never_cache
@require_safe
def webhook(request: AgentRequest, hook: int) -> HttpResponse:
    """What was sent, what waits, what failed and why."""
    found = get_object_or_404(queries.webhooks_of(_units(request)), pk=hook)
    context = {
        "hook": found,
        "most": rules.MOST_ATTEMPTS,
        "deliveries": queries.deliveries_of(found)[:MOST_SHOWN],
    }
    return render(request, "partners/webhook.html", context)


@agent_page
@never_cache
@require_POST
def end_webhook(request: AgentRequest, hook: int) -> HttpResponse:
    found = get_object_or_404(queries.webhooks_of(_units(request)), pk=hook)
    webhooks.unsubscribe(actor=_actor(request, found.unit), subscription=found)
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("partners:home")


@agent_page
@never_cache
@require_POST
def replay(request: AgentRequest, hook: int) -> HttpResponse:
    """Those that failed, or, with `depuis`, every event that follows one."""
    found = get_object_or_404(queries.webhooks_of(_units(request)), pk=hook)
    since = request.POST.get("depuis", "").strip().removeprefix("evt_")
    after = whole(since, digits=18)
    count = webhooks.replay(actor=_actor(request, found.unit), subscription=found, after=after)
    said = ngettext(
        "%(count)d event will be sent again.", "%(count)d events will be sent again.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("partners:webhook", found.pk)
