"""A visitor's own thread, from before sign-in to after it.

The token lives in a signed cookie of its own, because the session key changes at sign-in: drafts
begun anonymously are found again and attached. It proves nothing about who somebody is.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SALT = "parvis.visitor"
_DAYS = 30
_DRAWN = "_visitor_token"


def visitor_token(request: HttpRequest, *, create: bool = False) -> str | None:
    """The token this browser carries; None when it carries none or a forged one.

    With `create`, one is drawn when missing; `ensure_visitor` must then be called on the response.
    """
    token: str | None = getattr(request, _DRAWN, None) or request.get_signed_cookie(
        settings.VISITOR_COOKIE_NAME, default=None, salt=_SALT, max_age=_DAYS * 86400
    )
    if token is None and create:
        token = secrets.token_urlsafe(24)
        setattr(request, _DRAWN, token)
    return token


def ensure_visitor(request: HttpRequest, response: HttpResponse) -> str:
    """Give this browser a token if it has none, and keep it for 30 days more. Returns the token."""
    token = visitor_token(request, create=True)
    assert token is not None
    response.set_signed_cookie(
        settings.VISITOR_COOKIE_NAME,
        token,
        salt=_SALT,
        max_age=_DAYS * 86400,
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )
    return token


def forget_visitor(response: HttpResponse) -> None:
    """On signing out: the next person at a shared computer starts with nothing."""
    response.delete_cookie(settings.VISITOR_COOKIE_NAME, samesite="Lax")
