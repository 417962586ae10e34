"""What a sign-in that failed looks like: plain words, and the way on."""

from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from parvis.connectors.oidc.errors import SignInFailed


class Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> "str | Promise": ...


def failed(
    request: HttpRequest, failure: SignInFailed, *, provider: Named, next_path: str
) -> HttpResponse:
    """Says what happened, keeps the way back, offers to try again or otherwise."""
    way_back = f"?{urlencode({'next': next_path})}" if next_path else ""
    context: dict[str, Any] = {
        "title": str(failure.title).format(provider=provider.label),
        "advice": str(failure.advice).format(provider=provider.label),
        "again": reverse("accounts:begin", args=[provider.key]) + way_back,
        "otherwise": reverse("account_login") + way_back,
    }
    return render(request, "connectors/sign_in_failed.html", context, status=failure.status)
