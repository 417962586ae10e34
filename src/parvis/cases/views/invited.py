"""The browser somebody outside confirmed in: a cookie for the pages of their link alone."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from parvis.cases.actions import guests
from parvis.cases.models import Guest

_SALT = "parvis.cases.guest"


def _cookie(guest_id: UUID) -> str:
    return f"invite-{guest_id.hex[:12]}"


def known(request: HttpRequest, guest_id: UUID) -> Guest | None:
    kept = request.get_signed_cookie(_cookie(guest_id), default="", salt=_SALT)
    return guests.guest_in(guest_id, kept) if kept else None


def remember(response: HttpResponse, guest: Guest, browser: str) -> HttpResponse:
    """For these pages alone, until the link ends."""
    response.set_signed_cookie(
        _cookie(guest.pk),
        browser,
        salt=_SALT,
        expires=guest.expires_at,
        path=reverse("cases:guest", args=[guest.pk]),
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )
    return response
