"""The queue of a place: numbers, turns, the waiting room's screen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_person
from parvis.appointments import actions
from parvis.appointments.models import Booking, Ticket
from parvis.appointments.queries.queue import queue_of
from parvis.appointments.tests.doors import enter, text_of
from parvis.appointments.tests.factories import NOW, TownHall, at, elsewhere, place
from parvis.appointments.tests.test_races import together
from parvis.core.actor import SYSTEM


def call(hall: TownHall, desk: str = "Guichet 1") -> int | None:
    ticket = actions.call_next(place=hall.place, desk=desk, actor=SYSTEM)
    return ticket and ticket.number


def test_numbers_follow_one_another_and_begin_again_each_day(hall: TownHall):
    annex = place(hall.unit.institution, "Annexe")
    numbers = [actions.take_ticket(place=hall.place).number for _time in range(3)]
    assert (numbers, actions.take_ticket(place=annex).number) == ([1, 2, 3], 1)
    with at(NOW + timedelta(days=1)):
        assert actions.take_ticket(place=hall.place).number == 1


def test_the_appointment_keeps_its_hour_among_walk_ins(hall: TownHall):
    booking = hall.book()  # at 9
    with at(booking.starts_at - timedelta(minutes=20)):
        first, second = (actions.take_ticket(place=hall.place) for _time in range(2))
        mine = actions.arrive(booking=booking, actor=SYSTEM)
        assert actions.arrive(booking=booking, actor=SYSTEM) == mine
        assert call(hall) == first.number
    with at(booking.starts_at):
        assert call(hall) == mine.number
        assert call(hall) == second.number
        assert call(hall) is None
    assert Booking.objects.get().status == "done"


def test_calling_the_next_closes_the_one_before_at_that_desk_only(hall: TownHall):
    for _time in range(3):
        actions.take_ticket(place=hall.place)
    assert (call(hall), call(hall, "Guichet 2"), call(hall)) == (1, 2, 3)
    states = Ticket.objects.order_by("number").values_list("status", flat=True)
    assert list(states) == ["served", "called", "called"]


def test_who_left_is_not_called_and_closing_twice_changes_nothing(hall: TownHall):
    first, second = (actions.take_ticket(place=hall.place) for _time in range(2))
    actions.close_ticket(ticket=first, is_gone=True, actor=SYSTEM)
    actions.close_ticket(ticket=first, is_gone=False, actor=SYSTEM)
    assert call(hall) == second.number
    assert Ticket.objects.get(pk=first.pk).status == "gone"


def test_the_wait_counts_lengths_and_desks(hall: TownHall):
    actions.take_ticket(place=hall.place, kind=hall.kind)  # thirty minutes
    actions.take_ticket(place=hall.place)  # ten, as usual
    assert [minutes for _ticket, minutes in queue_of(hall.place).waiting] == [0, 30]
    assert queue_of(hall.place).newcomer == 40
    for desk in ("Guichet 1", "Guichet 2"):
        call(hall, desk)
    actions.take_ticket(place=hall.place, kind=hall.kind)
    assert queue_of(hall.place).newcomer == 15


@pytest.mark.django_db(transaction=True)
def test_no_number_twice_and_nobody_called_to_two_desks():
    with at():
        hall = TownHall()
    numbers = together([lambda: actions.take_ticket(place=hall.place).number] * 5)
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    called = together([lambda desk=desk: call(hall, f"Guichet {desk}") for desk in range(5)])
    assert sorted(called) == [1, 2, 3, 4, 5]


# Pages.


def test_a_morning_at_the_desk(hall: TownHall):
    hall.book()
    agent = enter(hall.agent)
    assert agent.get(reverse("appointments:queue-places"))["Location"].endswith(
        f"/{hall.place.pk}/"
    )
    desk = reverse("appointments:queue", args=[hall.place.pk])
    page = text_of(agent.get(desk))
    assert "Camille Bordenave" in page
    given = agent.post(
        reverse("appointments:queue-take", args=[hall.place.pk]), {"motif": hall.kind.pk}
    )
    assert "Numéro 1" in text_of(agent.get(given["Location"]))
    booking = Booking.objects.get()
    answer = agent.post(
        reverse("appointments:queue-arrive", args=[hall.place.pk]),
        {"rendez-vous": str(booking.pk)},
        follow=True,
    )
    assert "Numéro 2" in text_of(answer)
    url = reverse("appointments:queue-call", args=[hall.place.pk])
    assert "Indiquez à quel guichet" in text_of(agent.post(url, {"guichet": " "}, follow=True))
    assert "Le numéro 1 est appelé" in text_of(
        agent.post(url, {"guichet": "Guichet 3"}, follow=True)
    )
    assert 'value="Guichet 3"' in agent.get(desk).content.decode()
    ticket = Ticket.objects.get(number=1)
    agent.post(reverse("appointments:queue-close", args=[hall.place.pk, ticket.pk]), {"recu": "1"})
    assert Ticket.objects.get(number=1).status == "served"
    agent.post(url, {"guichet": "Guichet 3"})
    assert "Personne n’attend" in text_of(agent.post(url, {"guichet": "Guichet 3"}, follow=True))


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nobody_arrives_who_is_not_expected(hall: TownHall, key: str):
    url = reverse("appointments:queue-arrive", args=[hall.place.pk])
    assert enter(hall.agent).post(url, {"rendez-vous": key}).status_code == 404


def test_the_screen_shows_numbers_and_no_name(hall: TownHall):
    booking = hall.book()
    actions.arrive(booking=booking, actor=SYSTEM)
    actions.take_ticket(place=hall.place)
    url = reverse("appointments:waiting-room", args=[hall.place.pk])
    answer = Client().get(url)
    page = text_of(answer)
    assert "Aucun numéro" in page
    assert "2 personnes attendent" in page
    assert "Bordenave" not in page
    assert "Refresh" not in answer
    call(hall, "Guichet 7")
    answer = Client().get(url, {"ecran": "oui"})
    assert answer["Refresh"] == "15"
    assert "Guichet 7" in text_of(answer)
    assert Client().get(reverse("appointments:waiting-room", args=[0])).status_code == 404


def test_another_institution_has_no_hand_here(hall: TownHall):
    stranger = enter(elsewhere())
    ticket = actions.take_ticket(place=hall.place)
    assert stranger.get(reverse("appointments:queue", args=[hall.place.pk])).status_code == 404
    for name, arguments in (("take", []), ("call", []), ("close", [ticket.pk])):
        url = reverse(f"appointments:queue-{name}", args=[hall.place.pk, *arguments])
        assert stranger.post(url, {"guichet": "1"}).status_code == 404
    assert Ticket.objects.count() == 1


def test_a_full_room_costs_no_more(hall: TownHall):
    agent = enter(hall.agent)

    def add() -> None:
        for _time in range(3):
            actions.take_ticket(place=hall.place, kind=hall.kind)
            hall.book(person=make_person())

    add()
    url = reverse("appointments:queue", args=[hall.place.pk])
    assert_queries_do_not_grow(lambda: agent.get(url), add, at_most=11)
    url = reverse("appointments:waiting-room", args=[hall.place.pk])
    assert_queries_do_not_grow(lambda: Client().get(url), add, at_most=5)
