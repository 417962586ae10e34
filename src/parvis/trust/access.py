"""Acting for somebody in this session: what every page may ask, and closed at once when it ends.

The session only remembers the mandate's number; whether it still opens anything is asked of the
database at each request, and only of requests of somebody who acts.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.accounts.access import Page, ResidentRequest, has_second_factor, resident_page
from parvis.accounts.models import Account
from parvis.accounts.queries import persons_at
from parvis.core.audience import mark
from parvis.directory.queries import memberships_at
from parvis.trust import queries
from parvis.trust.queries import Acting

P = ParamSpec("P")
_KEY = "acting_under"
_KEPT = "_parvis_acting"


class ActingMiddleware:
    """Whoever acts under a mandate that opens nothing any more is told so, and acts for themselves
    again: what they were sending must not become their own request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.session.get(_KEY)
        found = _look(request, number) if number else None
        setattr(request, _KEPT, found)
        if number and found is None:
            forget(request)
            messages.warning(
                request,
                _("The mandate %(number)s opens nothing any more: you act for yourself again.")
                % {"number": number},
            )
            account = request.user
            is_agent = isinstance(account, Account) and account.is_agent
            return redirect("trust:helped" if is_agent else "trust:mandates")
        return self.get_response(request)


def _look(request: HttpRequest, number: str) -> Acting | None:
    account = request.user
    if not isinstance(account, Account):
        return None
    if account.is_agent and not has_second_factor(request):
        return None
    return queries.acting(account, number, memberships_at(request), persons_at(request))


def acting(request: HttpRequest) -> Acting | None:
    """For whom the signed-in helper acts now, if for anybody. No query."""
    found: Acting | None = getattr(request, _KEPT, None)
    return found


def remember(request: HttpRequest, number: str) -> None:
    """From the next page on, this session acts under that mandate."""
    request.session[_KEY] = number


def forget(request: HttpRequest) -> None:
    """From now on, this session acts for itself."""
    request.session.pop(_KEY, None)
    setattr(request, _KEPT, None)


def applicant_page(view: Callable[Concatenate[ResidentRequest, P], HttpResponse]) -> Page:
    """A resident's page that an agent acting for somebody opens too: a professional helper sees
    what the person sees. Any other agent meets a 404."""
    own = resident_page(view)

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = acting(request)
        if found is None:
            return own(request, *args, **kwargs)
        request.person = found.helped  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return mark(page, "resident")
