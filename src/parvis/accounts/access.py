"""For whom a page is. Every view of every domain carries one of these marks, or `public_page`.

Somebody of the wrong kind meets a 404: what exists for others is not revealed. Somebody not signed
in is sent to sign in, and comes back.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from allauth.account.signals import user_logged_in
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from parvis.accounts.models import Account, Person
from parvis.accounts.rules import root_of
from parvis.core import clock, navigation
from parvis.core.audience import mark

P = ParamSpec("P")
Page = Callable[..., HttpResponse]

SECOND_FACTOR = "second_factor_of"
SIGNED_IN_AT = "signed_in_at"
TYPED = "typed_before_sign_in"
TYPED_MOST = 64_000
FOUND = "desk_found"
DESK_CHANNEL = "desk_channel"
FOUND_MOST = 120
BACKEND = "parvis.accounts.adapter.Backend"


class SignedInRequest(HttpRequest):
    """Somebody is signed in, resident or agent."""

    user: Account


class ResidentRequest(SignedInRequest):
    """A resident is signed in; `person` is who they are, with or without a checked identity.

    Rows proven to be the same human being: `queries.persons_of(request.user)`.
    """

    person: Person


class AgentRequest(SignedInRequest):
    """An agent is signed in and gave a second factor in this session."""


def enter(request: HttpRequest, account: Account, *, second_factor: bool = False) -> None:
    """Sign in an account whose identity a provider has just proven.

    The session gets a new key and keeps what an anonymous visitor had put in it.
    """
    login(request, account, backend=BACKEND)
    note_sign_in(request)
    # Lists the session among those the account can end.
    user_logged_in.send(sender=Account, request=request, response=None, user=account)
    if second_factor:
        note_second_factor(request, account)


def note_sign_in(request: HttpRequest) -> None:
    """Remember when this session was opened by somebody proving who they are."""
    request.session[SIGNED_IN_AT] = clock.now().timestamp()


def seconds_since_sign_in(request: HttpRequest) -> float:
    """Since this session was opened; infinitely long when that is not known."""
    at = request.session.get(SIGNED_IN_AT)
    return clock.now().timestamp() - at if isinstance(at, int | float) else float("inf")


def home_of(account: Account) -> str:
    """Where somebody who asked for no page in particular arrives after signing in."""
    return navigation.address("agent_home" if account.is_agent else "space") or "/"


_before_leaving: list[Callable[[HttpRequest], str]] = []


def warn_before_leaving(source: Callable[[HttpRequest], str]) -> None:
    """Name a function that says what signing out of this browser would lose; empty: nothing. Called
    from `AppConfig.ready()`."""
    if source not in _before_leaving:
        _before_leaving.append(source)


def warnings_before_leaving(request: HttpRequest) -> list[str]:
    """What is to be said before somebody signs out of this browser."""
    if not request.user.is_authenticated:
        return []
    return [said for source in _before_leaving if (said := source(request))]


def local_path(request: HttpRequest, wanted: str | None) -> str:
    """`wanted` when it is the path of a page of this site, else empty: nobody is sent elsewhere."""
    ours = wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and wanted.startswith("/") and ours else ""


def note_found(request: AgentRequest, people: Iterable[Person]) -> None:
    """A search at the desk found these people: their records may be opened in this session
    (decision 0077)."""
    kept = [key for key in request.session.get(FOUND, []) if isinstance(key, str)]
    new = [str(person.pk) for person in people]
    request.session[FOUND] = [*new, *(key for key in kept if key not in new)][:FOUND_MOST]


def desk_channel(request: HttpRequest) -> str:
    """How people reach this agent, as said in this session: "desk", "phone", or "" until then."""
    said = request.session.get(DESK_CHANNEL, "")
    return said if said in {"desk", "phone"} else ""


def was_found(request: AgentRequest, person_id: UUID) -> bool:
    """Whether a search of this session found that person."""
    return str(person_id) in request.session.get(FOUND, [])


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
            return _sign_in_first(request)
        return view(cast(SignedInRequest, request), *args, **kwargs)

    return mark(page, "signed_in")


def resident_page(view: Callable[Concatenate[ResidentRequest, P], HttpResponse]) -> Page:
    """A signed-in resident, who is always somebody (`request.person`). An agent meets a 404."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        account = _account(request)
        if account.person is None:
            raise Http404
        resident = cast(ResidentRequest, request)
        resident.person = root_of(account.person)
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
            return _sign_in_first(request)
        account = _account(request)
        if not admits(account):
            raise Http404
        if not has_second_factor(request):
            return _ask_second_factor(request, account)
        return view(cast(AgentRequest, request), *args, **kwargs)

    return mark(page, audience)


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back. What was being sent is kept, to be sent again after."""
    if request.method == "POST" and _keep_typed(request):
        return redirect_to_login(reverse("accounts:resume"))
    return redirect_to_login(_way_back(request))


def _ask_second_factor(request: HttpRequest, account: Account) -> HttpResponse:
    """To the page that verifies it, or to the one that sets it up."""
    name = "mfa_reauthenticate" if is_mfa_enabled(account) else "accounts:protect"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """The page that was asked for, its query kept when it was only read."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else request.path


def _keep_typed(request: HttpRequest) -> bool:
    """Keep what a form held when its session had ended: an hour, in this browser's session."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    if sum(len(name) + len(str(value)) for name, value in fields) > TYPED_MOST:
        return False
    request.session[TYPED] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "at": clock.now().timestamp(),
    }
    return True


def take_typed(request: HttpRequest) -> dict[str, Any] | None:
    """What `_sign_in_first` kept, once: `path`, `fields` (pairs), `files` (some were lost)."""
    typed: dict[str, Any] | None = request.session.pop(TYPED, None)
    if typed is None or clock.now().timestamp() - typed["at"] > 3600:
        return None
    return typed
