"""For whom a page is. Every view of every domain carries one of these marks, or `public_page`.

Somebody of the wrong kind meets a 404: what exists for others is not revealed. Somebody not signed
in is sent to sign in, and comes back.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from parvis.accounts.models import Account, Person
from parvis.core.audience import mark

P = ParamSpec("P")
Page = Callable[..., HttpResponse]

SECOND_FACTOR = "second_factor_of"


class SignedInRequest(HttpRequest):
    """Somebody is signed in, resident or agent."""

    user: Account


class ResidentRequest(SignedInRequest):
    """A resident is signed in; `person` is who they are, with or without a checked identity."""

    person: Person


class AgentRequest(SignedInRequest):
    """An agent is signed in and gave a second factor in this session."""


def note_second_factor(request: HttpRequest, account: Account) -> None:
    """Remember that `account` gave a second factor in this session (it ends with the session)."""
    request.session[SECOND_FACTOR] = str(account.pk)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the signed-in account gave a second factor in this session."""
    return bool(request.session.get(SECOND_FACTOR) == str(request.user.pk))


def signed_in_page(view: Callable[Concatenate[SignedInRequest, P], HttpResponse]) -> Page:
    """Any account, resident or agent; an agent's second factor is not asked here."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        return view(cast(SignedInRequest, request), *args, **kwargs)

    return mark(page, "signed_in")


def resident_page(view: Callable[Concatenate[ResidentRequest, P], HttpResponse]) -> Page:
    """A signed-in resident, who is always somebody (`request.person`). An agent meets a 404."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        person = request.user.person
        if person is None:
            raise Http404
        resident = cast(ResidentRequest, request)
        resident.person = person
        return view(resident, *args, **kwargs)

    return mark(page, "resident")


def agent_page(view: Callable[Concatenate[AgentRequest, P], HttpResponse]) -> Page:
    """A signed-in agent with a second factor given in this session. A resident meets a 404.

    What the agent may see is the business of each domain's queries (directory memberships).
    """
    return _with_second_factor(view, "agent", lambda account: account.is_agent)


def administrator_page(view: Callable[Concatenate[AgentRequest, P], HttpResponse]) -> Page:
    """Who runs the platform, with a second factor. Anybody else meets a 404."""
    return _with_second_factor(view, "administrator", lambda account: account.is_administrator)


def _with_second_factor(
    view: Callable[Concatenate[AgentRequest, P], HttpResponse],
    audience: str,
    admits: Callable[[Account], bool],
) -> Page:
    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        account = request.user
        if not admits(account):
            raise Http404
        if not has_second_factor(request):
            return _ask_second_factor(request, account)
        return view(cast(AgentRequest, request), *args, **kwargs)

    return mark(page, audience)


def _ask_second_factor(request: HttpRequest, account: Account) -> HttpResponse:
    """To the page that verifies it, or to the one that sets it up."""
    name = "mfa_reauthenticate" if is_mfa_enabled(account) else "accounts:protect"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """The page that was asked for, its query kept when it was only read."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
