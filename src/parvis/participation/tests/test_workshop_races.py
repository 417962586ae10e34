"""The last seat, asked for by many at the same moment, each in a transaction of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from parvis.accounts.models import Person
from parvis.participation.actions.workshop_places import cancel_registration
from parvis.participation.actions.workshop_registering import register
from parvis.participation.tests import consulting
from parvis.participation.tests.workshopping import somebody, workshop

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 50
AT_ONCE = 10


def test_the_last_seat_goes_to_one_of_fifty():
    held = workshop(seats=2)
    first = somebody(held)
    people = [consulting.resident() for _n in range(PEOPLE)]
    gate = Barrier(AT_ONCE)

    def ask(person: Person) -> str:
        gate.wait()
        try:
            return register(workshop=held, person=person, mode="on_site").state
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, people))
    assert answers.count("registered") == 1
    assert answers.count("waiting") == PEOPLE - 1
    cancel_registration(registration=first)
    assert held.registrations.filter(state="registered").count() == 2
