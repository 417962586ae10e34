"""Whose cases."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from parvis.accounts.models import Account
from parvis.cases.engine.party import Party
from parvis.cases.models import Case


def cases_of(person_ids: Iterable[UUID]) -> QuerySet[Case]:
    """Cases of these persons, latest first, ready for a list."""
    raise NotImplementedError


def visible_to(who: Account | Party) -> QuerySet[Case]:
    """Every case this account may open: a resident's own, an agent's through their units (see
    `rules.scope_of`); none for an administrator."""
    raise NotImplementedError
