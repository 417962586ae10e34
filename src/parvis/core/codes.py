"""Six figures sent to an address, typed back: whoever types them reads what is sent there."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.core.ui.words import phone

VALIDITY = timedelta(minutes=15)
WAIT = timedelta(minutes=1)
A_DAY = timedelta(days=1)
CODES_A_DAY = 5
ATTEMPTS = 5
TOO_MANY = gettext_lazy(
    "A code was just sent. Wait a minute before asking again; five a day at most."
)


class TooManyCodes(Exception):
    """One was just sent, or five within a day."""


class CodeRefused(Exception):
    """Wrong, spent or expired. `left`: attempts that remain with the last code sent."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left

    def __str__(self) -> str:
        if self.left <= 0:
            return _("This code is spent: ask for another one.")
        return ngettext(
            "This is not the code. %(left)d attempt remains.",
            "This is not the code. %(left)d attempts remain.",
            self.left,
        ) % {"left": self.left}


def drawn() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(salt: str, owner: object, secret: str) -> str:
    """What is kept of a secret: nobody who reads it can make the secret of it, or use it for
    another owner."""
    return str(salted_hmac(salt, f"{owner}|{secret}", algorithm="sha256").hexdigest())


def check_may_send(sent: Collection[datetime], now: datetime) -> None:
    """`sent`: when codes left within `A_DAY`. Raises TooManyCodes."""
    if len(sent) >= CODES_A_DAY or any(one > now - WAIT for one in sent):
        raise TooManyCodes


def check(kept: str, typed: str, attempts: int) -> None:
    """Two hashes; `attempts`: this one included. Raises CodeRefused."""
    if not constant_time_compare(kept, typed):
        raise CodeRefused(ATTEMPTS - attempts)


def masked(address: str) -> str:
    """Enough of a mailbox or a telephone for its owner to recognise it."""
    name, at, domain = address.partition("@")
    return f"{name[:2]}…@{domain}" if at else f"{phone(address)[:2]} •• •• •• {address[-2:]}"
