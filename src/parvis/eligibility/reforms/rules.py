"""Who tries tariffs, and when one may be adopted."""

from collections.abc import Iterable
from datetime import date

from parvis.accounts.models import Account
from parvis.directory.models import Institution, Membership


def may_try(account: Account, memberships: Iterable[Membership], institution: Institution) -> bool:
    """Administrators, and those who manage a unit of the institution: elected members are given a
    unit of their own. `memberships`: active ones."""
    return account.is_administrator or any(
        one.role == Membership.Role.MANAGER and one.unit.institution_id == institution.pk
        for one in memberships
    )


def may_adopt(
    account: Account, memberships: Iterable[Membership], institution: Institution
) -> bool:
    """The same: the vote is the council's, they write down what it was, under their name."""
    return may_try(account, memberships, institution)


def may_start(voted_on: date, starts_on: date, today: date) -> bool:
    """A tariff is not retroactive (CRPA L221-4): it begins after the vote, and not before today.
    The vote itself is not to come."""
    return voted_on <= today and voted_on <= starts_on and today <= starts_on
