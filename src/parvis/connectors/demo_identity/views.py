"""The page on which one chooses whom to be."""

import time
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts import access
from parvis.accounts.models import Account, IdentityLink
from parvis.connectors import demo_identity
from parvis.connectors.oidc import errors
from parvis.connectors.oidc.pages import failed
from parvis.core.audience import public_page
from parvis.directory.models import Membership

HANGS_FOR = 3.0
FAULTS: dict[str, tuple[type[errors.SignInFailed], float]] = {
    "refus": (errors.Refused, 0),
    "panne": (errors.NotBelieved, 0),
    "lenteur": (errors.Unavailable, HANGS_FOR),
}


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo person with one click, or see a sign-in fail."""
    if not settings.DEMO:
        raise Http404
    next_path = access.local_path(request, request.GET.get("next"))
    chosen = request.POST.get("person", "")
    if chosen in FAULTS:
        return _fail(request, chosen, next_path)
    if request.method == "POST":
        account = _account(chosen)
        access.enter(request, account, second_factor=account.is_agent)
        return HttpResponseRedirect(next_path or access.home_of(account))
    return render(
        request,
        "connectors/demo_people.html",
        {"residents": [(one, _born(one)) for one in _residents()], "agents": _agents()},
    )


def _born(account: Account) -> date | None:
    """Tells two people of the same name apart from their other namesakes."""
    return date.fromisoformat(account.person.birth_date) if account.person else None


def _fail(request: HttpRequest, chosen: str, next_path: str) -> HttpResponse:
    failure, seconds = FAULTS[chosen]
    time.sleep(seconds)
    provider = demo_identity.DemoIdentity()
    return failed(request, failure("demonstration"), provider=provider, next_path=next_path)


def _account(key: str) -> Account:
    """Only the demo's own people: nobody who signed up here can be entered."""
    try:
        return get_object_or_404(_residents() | _agents(), pk=UUID(key))
    except ValueError as error:
        raise Http404 from error


def _residents() -> QuerySet[Account]:
    known = IdentityLink.objects.filter(issuer=demo_identity.ISSUER).values("account")
    return _people().filter(kind=Account.Kind.RESIDENT, pk__in=known)


def _agents() -> QuerySet[Account]:
    memberships = Membership.objects.select_related("unit__institution").order_by("pk")
    agents = _people().filter(kind=Account.Kind.AGENT)
    return agents.prefetch_related(Prefetch("memberships", memberships))


def _people() -> QuerySet[Account]:
    people: QuerySet[Account] = Account.objects.filter(is_active=True).select_related("person")
    return people.order_by("created_at", "pk")
