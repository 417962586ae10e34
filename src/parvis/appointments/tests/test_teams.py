"""Appointments that take several agendas: an agent and a room, one of a team and one of two rooms."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from tests.harness import queries

from parvis.accounts.tests.factories import make_person
from parvis.appointments import actions
from parvis.appointments.models import Agenda, Booking, Kind, Opening
from parvis.appointments.rules import Length, Span, chosen, fits, hours, slots
from parvis.appointments.tests.doors import enter, feed_address, text_of
from parvis.appointments.tests.factories import TownHall, at, elsewhere, hour_of, kind, place
from parvis.appointments.tests.test_races import together
from parvis.appointments.tests.test_slots import ALWAYS, lengths, spans
from parvis.core.actor import SYSTEM

# What is free in several agendas.

teams_of = st.lists(st.lists(st.tuples(spans(), spans()), max_size=3), max_size=2)


@given(spans(), spans(), lengths, teams_of)
def test_what_is_offered_is_free_for_all_and_nothing_else_is_left_out(
    openings: list[Span], busy: list[Span], length: Length, drawn: list
):
    teams = [
        [hours(10 * number + index, *one) for index, one in enumerate(team)]
        for number, team in enumerate(drawn)
    ]
    found = slots(openings, busy, length, ALWAYS, teams)
    for slot in found:
        assert fits(slot.start, openings, busy, length)
        assert chosen(slot.start, length, teams) is not None
    # Any moment at which everybody is free lies under a slot offered, or in the rest after it.
    taken = [Span(one.start - length.lasts, one.start + length.occupies) for one in found]
    for minute in range(0, 2400, 35):
        moment = ALWAYS.start + timedelta(days=1, minutes=minute)
        possible = fits(moment, openings, busy, length) and chosen(moment, length, teams)
        assert not possible or any(one.start < moment < one.end for one in taken)


def test_nobody_is_counted_twice():
    day = [Span(ALWAYS.start, ALWAYS.end)]
    first, second = hours(1, day, []), hours(2, day, [])
    length = Length(30)
    assert chosen(ALWAYS.start, length, [[first], [first]]) is None
    # The first team leaves to the second the only one it has.
    assert chosen(ALWAYS.start, length, [[first, second], [first]]) == [2, 1]


# In the database.


@pytest.fixture
def wedding(hall: TownHall) -> Kind:
    return prepare(hall)


def prepare(hall: TownHall) -> Kind:
    """Received by one of two agents, in one of two rooms, with the only interpreter."""
    made = kind(hall.unit, "Audition", needs=["Salle", "Interprète"])
    for name in ("Jeanne Darrieux", "Luc Etcheverry"):
        account = hall.agent if name == str(hall.agent) else hall.colleague(name)
        hall.receive(actions.open_agenda(actor=SYSTEM, account=account), [made])
    for name in ("Salle Henri-IV", "Salle Gaston-Fébus"):
        room = actions.open_agenda(actor=SYSTEM, place=hall.place, name=name)
        hall.receive(room, [made], part="Salle")
    interpreter = actions.open_agenda(actor=SYSTEM, account=hall.colleague("Inès Amri"))
    hall.receive(interpreter, [made], part="Interprète", place=None, hours="Mo-Fr 10:00-12:00")
    return made


def agenda(name: str) -> Agenda:
    return next(one for one in Agenda.objects.select_related("account") if str(one) == name)


def test_one_booking_takes_all(hall: TownHall, wedding: Kind):
    """Offered only while the interpreter is there; the room is said to the person."""
    first, twin, second = hall.offers(3, wedding)
    assert [hour_of(one) for one in (first, twin, second)] == ["Mon 10:00"] * 2 + ["Mon 10:30"]
    booking = hall.book(first)
    assert booking.also == [agenda("Salle Henri-IV").pk, agenda("Inès Amri").pk]
    assert booking.room == "Salle Henri-IV"
    # The other agent and the other room are free, the interpreter is not.
    assert hour_of(hall.offers(1, wedding)[0]) == "Mon 10:30"
    with pytest.raises(actions.SlotTaken):
        hall.book(twin, hall.other.person)


def test_moving_and_cancelling_free_all(hall: TownHall, wedding: Kind):
    first, _twin, second = hall.offers(3, wedding)
    booking = hall.book(first)
    booking = actions.move(booking=booking, offer=second, actor=SYSTEM)
    assert hour_of(hall.offers(1, wedding)[0]) == "Mon 10:00"
    again = hall.book(first, hall.other.person)
    assert again.also == booking.also
    actions.cancel(booking=booking, actor=SYSTEM)
    assert hour_of(hall.offers(1, wedding)[0]) == "Mon 10:30"


def test_a_move_by_a_few_minutes_may_keep_the_same_agendas(hall: TownHall, wedding: Kind):
    first = hall.offers(1, wedding)[0]
    booking = hall.book(first)
    later = type(first)(
        wedding, first.opening, Span(first.span.start + timedelta(minutes=10),
                                     first.span.end + timedelta(minutes=10)),
    )  # fmt: skip
    assert actions.move(booking=booking, offer=later, actor=SYSTEM).also == booking.also


def test_an_absence_of_one_takes_the_times_away_and_shows_what_it_strands(
    hall: TownHall, wedding: Kind
):
    booking = hall.book(hall.offers(1, wedding)[0])
    page = enter(hall.agent)
    answer = page.post(
        reverse("appointments:absences"),
        {
            "agenda": agenda("Salle Henri-IV").pk,
            **dict(zip(("first_day", "first_month", "first_year"), ("9", "3", "2026"), strict=True)),
        },
    )  # fmt: skip
    assert str(booking.pk) in answer.content.decode()
    actions.cancel(booking=booking, actor=SYSTEM)
    assert hall.book(hall.offers(1, wedding)[0]).room == "Salle Gaston-Fébus"


def test_a_room_serves_those_received_at_its_place(hall: TownHall, wedding: Kind):
    annex = place(hall.unit.institution, "Annexe")
    hall.receive(hall.agenda, [wedding], place=annex)
    assert {one.opening.place_id for one in hall.offers(9, wedding)} == {hall.place.pk}


def test_without_anybody_at_hand_nothing_is_offered(hall: TownHall, wedding: Kind, agent: Client):
    Opening.objects.filter(part="Interprète").delete()
    assert not hall.offers(1, wedding)
    page = text_of(agent.get(reverse("appointments:setup")))
    assert "« Audition » ne peut pas être proposé" in page.replace("\xa0", " ").replace(
        "\u202f", " "
    )


def test_a_part_that_no_kind_needs_is_refused(hall: TownHall, wedding: Kind):
    with pytest.raises(actions.NotNeeded):
        hall.receive(hall.agenda, [wedding, hall.kind], part="Salle")


@pytest.mark.parametrize("rooms", [1, 6])
def test_queries_do_not_grow_with_agendas(hall: TownHall, wedding: Kind, rooms: int):
    for number in range(rooms):
        room = actions.open_agenda(actor=SYSTEM, place=hall.place, name=f"Salle {number}")
        hall.receive(room, [wedding], part="Salle")
    with queries() as sent:
        [offer] = hall.offers(1, wedding)
    assert len(sent) == 4
    with queries() as sent:
        hall.book(offer)
    assert len([one for one in sent if "appointments_" in str(one)]) == 7


def test_the_database_refuses_one_agenda_twice_in_whatever_part(hall: TownHall, wedding: Kind):
    """A room of one appointment is the room of no other; who accompanies receives nobody else."""
    booking = hall.book(hall.offers(1, wedding)[0])
    free = agenda("Luc Etcheverry")
    for main, also in ((free, booking.also[:1]), (agenda("Inès Amri"), [])):
        other = Booking.objects.get(pk=booking.pk)
        other.pk, other.agenda, other.also = None, main, also
        with pytest.raises(IntegrityError, match="booking_never_twice"), transaction.atomic():
            other.save(force_insert=True)
    other.agenda, other.also = free, [agenda("Salle Gaston-Fébus").pk]
    other.save(force_insert=True)


# Pages and calendars.


def test_pages_say_what_is_taken_to_those_concerned(hall: TownHall, wedding: Kind):
    booking = hall.book(hall.offers(1, wedding)[0])
    day = reverse("appointments:agent-day")
    interpreter = agenda("Inès Amri").account
    interpreter.memberships.all().delete()
    guest = enter(interpreter)
    assert guest.get(day).status_code == 404  # works nowhere today
    mine = text_of(enter(hall.agent).get(day))
    assert "avec Salle Henri-IV, Inès Amri" in mine
    room = {"agenda": agenda("Salle Henri-IV").pk}
    assert "Bordenave" in text_of(enter(hall.agent).get(day, room))
    room = {"agenda": agenda("Salle Gaston-Fébus").pk}
    assert "Bordenave" not in text_of(enter(hall.agent).get(day, room))
    page = text_of(enter(hall.resident).get(f"/mes-rendez-vous/{booking.pk}/"))
    assert "Salle Henri-IV" in page
    assert "Amri" not in page


def test_who_accompanies_from_elsewhere_sees_that_one_only(hall: TownHall):
    made = kind(hall.unit, "Avec Pau", needs=["Collègue"])
    hall.receive(hall.agenda, [made, hall.kind], opening=hall.opening)
    guest = elsewhere()
    theirs = actions.open_agenda(actor=SYSTEM, account=guest)
    hall.receive(theirs, [made], part="Collègue", place=None, hours="Mo 09:00-17:00")
    booking = hall.book(hall.offers(1, made)[0])
    hidden = hall.book(hall.offers(1)[0], hall.other.person)
    client = enter(guest)
    for one, status in ((booking, 200), (hidden, 404)):
        url = reverse("appointments:agent-detail", args=[one.pk])
        assert client.get(url).status_code == status
    assert "Benali" not in text_of(client.get(reverse("appointments:agent-day")))


def test_each_calendar_shows_it_and_learns_that_it_is_cancelled(hall: TownHall, wedding: Kind):
    booking = hall.book(hall.offers(1, wedding)[0])
    client = enter(hall.agent)
    room = reverse("appointments:room-feed", args=[agenda("Salle Henri-IV").pk])
    page = client.post(room).content.decode()
    secret = page.split("/agendas/")[1].split(".ics")[0]
    addresses = [f"/agendas/{secret}.ics"]
    addresses += [
        feed_address(enter(account), "agent-feed")
        for account in (hall.agent, agenda("Inès Amri").account)
    ]
    for status in ("CONFIRMED", "CANCELLED"):
        for address in addresses:
            [event] = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
            assert event["status"] == status
            assert "Bordenave" not in str(event)
            assert "Salle Henri-IV" in str(event["location"])
        actions.cancel(booking=booking, actor=SYSTEM)
    client.post(room, {"retirer": "1"})
    assert Client().get(addresses[0]).status_code == 404


def test_setting_it_up(hall: TownHall, agent: Client):
    """Needs, one a line; a room at hand for them; what nobody needs is refused."""
    url = reverse("appointments:kind", args=[hall.kind.pk])
    values = {
        "name": "Carte", "minutes": "30", "margin_minutes": "0", "channels": ["desk"],
        "is_for_agents_only": "no", "notice_hours": "0", "horizon_days": "60",
        "reminder_hours": "2", "is_open": "yes",
    }  # fmt: skip
    many = "\n".join(f"Salle {number}" for number in range(6))
    assert "au plus 5 lignes" in text_of(agent.post(url, values | {"needs": many}))
    agent.post(url, values | {"needs": "- Salle\nSalle\nInterprète"})
    assert Kind.objects.get(pk=hall.kind.pk).needs == ["Salle", "Interprète"]
    new = reverse("appointments:opening-new", args=[hall.unit.pk])
    opening = {
        "who": f"new:{hall.place.pk}", "place": hall.place.pk, "kinds": [hall.kind.pk],
        "part": "Salle", "hours": "",
    }  # fmt: skip
    other = kind(hall.unit, "Autre")
    refused = text_of(agent.post(new, opening | {"kinds": [hall.kind.pk, other.pk]}))
    assert "n’en a pas besoin" in refused
    agent.post(new, opening)
    assert Opening.objects.get(part="Salle").agenda.place == hall.place


# Several people at the same moment.


@pytest.fixture
def crowd(transactional_db: None) -> Iterator[tuple[TownHall, Kind]]:
    with at():
        hall = TownHall()
        yield hall, prepare(hall)


@pytest.mark.django_db(transaction=True)
def test_many_want_the_only_interpreter(crowd: tuple[TownHall, Kind]):
    hall, wedding = crowd
    offers = hall.offers(2, wedding)
    people = [make_person() for _number in range(6)]
    answers = together(
        [
            lambda one=one, offer=offer: hall.book(offer, one)
            for one, offer in zip(people, offers * 3, strict=True)
        ]
    )
    assert answers.count(actions.SlotTaken) == 5
    assert len(Booking.objects.get().also) == 2


@pytest.mark.django_db(transaction=True)
def test_the_constraint_stands_for_all_that_is_taken(crowd: tuple[TownHall, Kind]):
    """Written by somebody who never heard of the locks: two agents, one room."""
    hall, wedding = crowd
    first = hall.book(hall.offers(1, wedding)[0])
    Booking.objects.all().delete()
    others = [agenda("Jeanne Darrieux").pk, agenda("Luc Etcheverry").pk] * 3

    def write(main: int) -> None:
        row = Booking(
            **{f.attname: getattr(first, f.attname) for f in Booking._meta.concrete_fields}
        )
        row.pk, row.agenda_id = None, main
        with transaction.atomic():
            row.save(force_insert=True)

    together([lambda one=one: write(one) for one in others])
    assert Booking.objects.count() == 1
