"""Who tries tariffs, and when one may be adopted."""

from collections.abc import Iterable
from datetime import date

from parvis.accounts.models import Account
from parvis.directory.models import Institution, Membership
from parvis.directory.rules import manages_in


def may_try(account: Account, memberships: Iterable[Membership], institution: Institution) -> bool:
    """Administrators, and the managers of the institution. `memberships`: active ones."""
    return account.is_administrator or manages_in(memberships, institution)


def may_adopt(
    account: Account, memberships: Iterable[Membership], institution: Institution
) -> bool:
    """The same: the vote is the council's, they write down what it was, under their name."""
    return may_try(account, memberships, institution)


def may_start(voted_on: date, starts_on: date, today: date) -> bool:
    """A tariff is not retroactive (CRPA L221-4): it begins after the vote, and not before today.
    The vote itself is not to come."""
    return voted_on <= today and voted_on <= starts_on and today <= starts_on
