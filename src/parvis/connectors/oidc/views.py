"""Where the browser comes back to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from parvis.accounts import ports
from parvis.accounts.access import home_of
from parvis.accounts.models import Account
from parvis.connectors.oidc import errors
from parvis.connectors.oidc.pages import failed
from parvis.connectors.oidc.provider import OidcProvider
from parvis.core.audience import public_page


@public_page
@never_cache
@require_GET
def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """The provider's answer, good or bad."""
    provider = _provider(key)
    try:
        pending, answer = provider.party.come_back(request)
    except errors.NotOurs as failure:
        if request.user.is_authenticated:  # the back button, after a sign-in that succeeded
            return HttpResponseRedirect(_home(request))
        return failed(request, failure, provider=provider, next_path="")
    if not isinstance(answer, errors.SignInFailed):
        try:
            provider.enter(request, pending, answer)
        except errors.SignInFailed as failure:
            errors.log.warning("%s: %s %s", key, type(failure).__name__, failure.detail)
            answer = failure
    if isinstance(answer, errors.SignInFailed):
        return failed(request, answer, provider=provider, next_path=pending.next_path)
    if not pending.link:
        provider.party.remember(request, answer)
    return HttpResponseRedirect(pending.next_path or _home(request))


@public_page
@never_cache
@require_GET
def signed_out(request: HttpRequest, key: str) -> HttpResponse:
    """Back from signing out at the provider; the session here ended before."""
    _provider(key)
    messages.success(request, _("You are signed out."))
    return HttpResponseRedirect("/")


@public_page
@require_GET
def keys(request: HttpRequest, key: str) -> HttpResponse:
    """The public key with which the provider encrypts its answers to us (RFC 7517)."""
    private = _provider(key).party.verifier.private_key
    if private is None:
        raise Http404
    public = private.as_dict(private=False) | {"use": "enc", "kid": private.thumbprint()}
    return JsonResponse({"keys": [public]})


def _home(request: HttpRequest) -> str:
    return home_of(request.user) if isinstance(request.user, Account) else "/"


def _provider(key: str) -> OidcProvider:
    provider = ports.provider(key)
    if not isinstance(provider, OidcProvider):
        raise Http404
    return provider
