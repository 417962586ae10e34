"""Whose messages a request may see."""

from uuid import UUID

from django.http import HttpRequest

from parvis.accounts import queries as accounts
from parvis.accounts.models import Account

_KEPT = "_person_keys"


def person_keys(request: HttpRequest) -> list[UUID]:
    """Every row proven to be the person signed in; asked once a request. Empty for others."""
    keys: list[UUID] | None = getattr(request, _KEPT, None)
    if keys is None:
        account = request.user
        keys = accounts.persons_of(account) if isinstance(account, Account) else []
        setattr(request, _KEPT, keys)
    return keys
