"""Who writes packages, and which numbers may come next."""

import re
from collections.abc import Iterable

from parvis.accounts.models import Account
from parvis.directory.models import Institution, Membership
from parvis.directory.rules import manages_in

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
NUMBER = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


def may_write(
    account: Account, memberships: Iterable[Membership], institution: Institution
) -> bool:
    """Administrators, and the managers of the institution. `memberships`: active ones."""
    return account.is_administrator or manages_in(memberships, institution)


def may_publish(account: Account) -> bool:
    """What is published is offered to people: administrators answer for it."""
    return account.is_administrator


def is_newer(number: str, than: str) -> bool:
    """Whether a version comes after another: 1.10.0 after 1.9.2."""
    return _parts(number) > _parts(than)


def next_number(number: str) -> str:
    """The number proposed after a published one: something was added."""
    major, minor, _mended = _parts(number)
    return f"{major}.{minor + 1}.0"


def _parts(number: str) -> tuple[int, int, int]:
    found = NUMBER.match(number)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)
