"""Private addresses for calendar programs."""

import secrets

from django.db import transaction
from django.utils.crypto import salted_hmac

from parvis.accounts.models import Account
from parvis.appointments.models import Agenda, Feed
from parvis.core import clock

_SALT = "parvis.appointments.feed"


@transaction.atomic
def open_feed(*, account: Account | None = None, agenda: Agenda | None = None) -> str:
    """The secret of a new address for an account, or for a desk or a room; shown once; the former
    one stops working at once."""
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(
        account=account,
        agenda=agenda,
        defaults={"secret_hash": fingerprint(secret), "created_at": clock.now()},
    )
    return secret


def close_feed(*, account: Account | None = None, agenda: Agenda | None = None) -> None:
    """The address answers no more. Harmless when there is none."""
    Feed.objects.filter(account=account, agenda=agenda).delete()


def fingerprint(secret: str) -> str:
    """What is kept of a secret."""
    return salted_hmac(_SALT, secret, algorithm="sha256").hexdigest()
