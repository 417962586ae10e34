"""Three people of the demonstration, and their sessions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parvis.accounts.models import Account

RESIDENT = "camille@habitants.parvis.example"
SENDER = "karim@habitants.parvis.example"
AGENT = "nadia@agents.parvis.example"


def account(email: str) -> "Account":
    from parvis.accounts.models import Account

    found = Account.objects.filter(email=email).first()
    if found is None:
        found = Account.objects.get(person__email=email)
    return found


def signed_in(who: "Account") -> dict[str, str]:
    """The cookies of a fresh session, the second factor given."""
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import RequestFactory

    from parvis.accounts.access import note_second_factor

    request = RequestFactory(HTTP_HOST="localhost").get("/")
    request.session = SessionStore()
    login(request, who, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_second_factor(request, who)
    request.session.save()
    assert request.session.session_key
    return {settings.SESSION_COOKIE_NAME: request.session.session_key}
