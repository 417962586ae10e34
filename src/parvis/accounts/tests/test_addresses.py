"""Whoever has an e-mail address is found by an index, however many people a territory has."""

from collections.abc import Callable

import pytest
from allauth.account.utils import filter_users_by_email
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.accounts.models import Account, Person
from parvis.accounts.queries import account_at
from parvis.accounts.tests.factories import make_resident
from parvis.core import clock
from parvis.trust.actions.people import Who, known_or_new

pytestmark = pytest.mark.django_db
ADDRESS = "Maya@exemple.fr"
SOMEBODY = Who(given_names="Maya", family_name="Larrouy", birth_date="", email=ADDRESS, phone="")


def test_an_address_is_found_in_any_case():
    maya = make_resident(email=ADDRESS.lower())
    assert account_at(ADDRESS) == maya
    assert account_at("nobody@exemple.fr") is None


@pytest.mark.parametrize(
    ("look", "index"),
    [
        (lambda: account_at(ADDRESS), "account_by_email"),
        (lambda: filter_users_by_email(ADDRESS), "account_by_email"),
        (lambda: known_or_new(SOMEBODY), "person_email"),
    ],
    ids=["opening an account", "signing in", "named by a mandate"],
)
def test_an_index_finds_it(look: Callable[[], object], index: str):
    _many_people()
    with connection.cursor() as cursor:
        with CaptureQueriesContext(connection) as asked:
            look()
        plans = []
        for query in asked.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans += [line for (line,) in cursor.fetchall()]
    assert any(index in line for line in plans), "\n".join(plans)


def _many_people() -> None:
    """Enough for PostgreSQL to want an index, and known to it."""
    addresses = [f"resident{number}@exemple.fr" for number in range(2000)]
    now = clock.now()
    Person.objects.bulk_create(Person(email=one, created_at=now) for one in addresses)
    Account.objects.bulk_create(Account(email=one, created_at=now) for one in addresses)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_person, accounts_account")
