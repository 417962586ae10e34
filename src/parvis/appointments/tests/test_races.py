"""Several people at the same moment, each in a transaction of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from parvis.accounts.tests.factories import make_person
from parvis.appointments import actions
from parvis.appointments.models import Booking
from parvis.appointments.tests.factories import TownHall, at
from parvis.core.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def together(doings: list[Callable[[], object]]) -> list[object]:
    """Each in its own thread and connection, begun at once; what each answered or raised."""
    gate = Barrier(len(doings))

    def run(doing: Callable[[], object]) -> object:
        try:
            gate.wait()
            with at():
                return doing()
        except (actions.SlotTaken, IntegrityError, OperationalError) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def test_one_of_many_gets_the_slot():
    with at():
        hall = TownHall()
        [offer] = hall.offers()
        people = [make_person() for _number in range(PEOPLE)]
    answers = together([lambda one=one: hall.book(offer, one) for one in people])
    assert answers.count(actions.SlotTaken) == PEOPLE - 1
    assert Booking.objects.count() == 1


def test_the_constraint_stands_without_our_lock():
    """Rows written by somebody who never heard of the agenda's lock."""
    with at():
        hall = TownHall()
        first = hall.book()
        Booking.objects.all().delete()

    def write() -> None:
        row = Booking(
            **{f.attname: getattr(first, f.attname) for f in Booking._meta.concrete_fields}
        )
        row.pk = None
        with transaction.atomic():
            row.save(force_insert=True)

    together([write] * PEOPLE)
    assert Booking.objects.count() == 1


def test_two_who_want_each_others_slot_never_lose_theirs():
    with at():
        hall = TownHall()
        first, second = hall.offers(2)
        one = hall.book(first)
        other = hall.book(second, hall.other.person)
    answers = together(
        [
            lambda: actions.move(booking=one, offer=second, actor=SYSTEM),
            lambda: actions.move(booking=other, offer=first, actor=SYSTEM),
        ]
    )
    assert answers == [actions.SlotTaken] * 2
    kept = Booking.objects.order_by("starts_at").values_list("pk", "starts_at")
    assert list(kept) == [(one.pk, first.span.start), (other.pk, second.span.start)]


def test_moves_and_bookings_at_once_leave_no_two_in_one_slot():
    with at():
        hall = TownHall()
        first, second, third = hall.offers(3)
        mine = hall.book(first)
        people = [make_person() for _number in range(3)]
    together(
        [
            lambda: actions.move(booking=mine, offer=third, actor=SYSTEM),
            *[lambda p=p: hall.book(third, p) for p in people[:2]],
            lambda: hall.book(second, people[2]),
        ]
    )
    starts = list(Booking.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts))
    assert Booking.objects.filter(pk=mine.pk).exists()
    assert third.span.start in starts
