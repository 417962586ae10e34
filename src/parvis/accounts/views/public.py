"""Doors: signing in, leaving for an identity provider, signing out."""

from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from parvis.accounts import ports
from parvis.accounts.access import local_path, warnings_before_leaving
from parvis.core.audience import public_page
from parvis.core.visitor import forget_visitor

SIGN_OUT_AT = "sign_out_at"
_LINK_SALT = "parvis.accounts.link"
_LINK_MINUTES = 30


class SignIn(LoginView):  # type: ignore[misc]
    """Every way in on one page: providers first, then the local account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "resident_providers": ports.providers("resident"),
            "agent_providers": ports.providers("agent"),
            "way_back": _way_back(self.request),
        }


class SignOut(LogoutView):  # type: ignore[misc]
    """Ends the session here, forgets what the browser kept, then signs out where one came from. A
    domain may have something to say first; said once, pressed again is meant."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        said = warnings_before_leaving(self.request)
        if said and "quand_meme" not in self.request.POST:
            context = self.get_context_data() | {"warnings": said}
            page: HttpResponse = self.render_to_response(context)
            return page
        elsewhere = _sign_out_elsewhere(self.request)
        response: HttpResponse = super().post(*args, **kwargs)
        if elsewhere:
            self.request.session[SIGN_OUT_AT] = elsewhere
            response = HttpResponseRedirect(reverse("accounts:leaving"))
        forget_visitor(response)
        # Databases, caches and service workers of this site: nothing of a session outlives it here.
        response["Clear-Site-Data"] = '"storage"'
        return response


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()


@public_page
@never_cache
@require_GET
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Leave for an identity provider. `?next=` is where to come back to; `?link=` is a token of
    `link_token`, so that nobody is made to tie an identity by following a stranger's link."""
    provider = ports.provider(key)
    if provider is None:
        raise Http404
    next_path = local_path(request, request.GET.get("next"))
    link = _may_link(request)
    if request.user.is_authenticated and not link:
        return HttpResponseRedirect(next_path or "/")
    return provider.begin(request, next_path=next_path, link=link)


@public_page
@never_cache
@require_GET
def leaving(request: HttpRequest) -> HttpResponse:
    """A page between our sign-out form and the provider's address: browsers that enforce the
    security policy on forms would refuse a direct redirect."""
    elsewhere = request.session.pop(SIGN_OUT_AT, None)
    if not elsewhere:
        messages.success(request, _("You are signed out."))
        return HttpResponseRedirect("/")
    return render(request, "accounts/leaving.html", {"elsewhere": elsewhere})


def link_token(request: HttpRequest) -> str:
    """For the link of the account page that ties a provider's identity to this account."""
    return signing.dumps(str(request.user.pk), salt=_LINK_SALT)


def _way_back(request: HttpRequest) -> str:
    """`?next=…` for the links of a page, or nothing."""
    wanted = local_path(request, request.POST.get("next") or request.GET.get("next"))
    return f"?{urlencode({'next': wanted})}" if wanted else ""


def _may_link(request: HttpRequest) -> bool:
    token = request.GET.get("link")
    if not token or not request.user.is_authenticated:
        return False
    try:
        owner = signing.loads(token, salt=_LINK_SALT, max_age=_LINK_MINUTES * 60)
    except signing.BadSignature:
        return False
    return bool(owner == str(request.user.pk))


def _sign_out_elsewhere(request: HttpRequest) -> str | None:
    if not request.user.is_authenticated:
        return None
    addresses = (provider.end_session_url(request) for provider in ports.providers())
    return next(filter(None, addresses), None)
