"""What is offered: hours, holidays, absences, bookings, several agendas."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.harness import queries

from parvis.appointments import actions
from parvis.appointments.models import Channel
from parvis.appointments.queries import free
from parvis.appointments.queries.kinds import (
    bookable_places,
    for_agent,
    for_residents,
    matching,
)
from parvis.appointments.rules import agent as acting
from parvis.appointments.tests.factories import NOW, TownHall, at, elsewhere, hour_of, kind, place
from parvis.core.actor import SYSTEM
from parvis.directory.queries import memberships_of


def test_the_first_slots_follow_the_hours_of_the_place(hall: TownHall):
    found = [hour_of(offer) for offer in hall.offers(14)]
    assert found[:2] == ["Mon 09:00", "Mon 09:30"]
    assert found[5:7] == ["Mon 11:30", "Mon 14:00"]
    assert found[12] == "Tue 09:00"


def test_notice_is_for_residents_not_for_agents(hall: TownHall):
    hall.kind.notice_hours = 24
    assert hour_of(hall.offers()[0]) == "Tue 09:00"
    assert hour_of(hall.offers(notice=False)[0]) == "Mon 09:00"


def test_nothing_is_offered_past_the_horizon(hall: TownHall):
    hall.kind.horizon_days = 1
    assert {hour_of(one)[:3] for one in hall.offers(99)} == {"Mon"}


def test_a_holiday_is_closed(hall: TownHall):
    easter = datetime(2026, 4, 6, tzinfo=UTC)  # a Monday
    [first] = hall.offers(after=easter)
    assert hour_of(first) == "Tue 09:00"


def test_what_is_booked_or_absent_is_not_offered(hall: TownHall):
    first, second, third = hall.offers(3)
    hall.book(first)
    actions.be_away(
        actor=SYSTEM, agenda=hall.agenda, starts_at=second.span.start, ends_at=second.span.end
    )
    assert hall.offers()[0].key == third.key


def test_a_cancelled_appointment_is_offered_again(hall: TownHall):
    [first] = hall.offers()
    actions.cancel(booking=hall.book(first), actor=SYSTEM)
    assert hall.offers()[0].key == first.key


def test_slots_at_the_same_time_and_place_are_shown_once(hall: TownHall):
    second = actions.open_agenda(actor=SYSTEM, place=hall.place, name="Guichet 2")
    hall.receive(second, [hall.kind])
    both = hall.offers(4)
    assert [hour_of(one) for one in both] == ["Mon 09:00", "Mon 09:00", "Mon 09:30", "Mon 09:30"]
    assert [hour_of(one) for one in free.one_per_time(both)] == ["Mon 09:00", "Mon 09:30"]


def test_an_agent_booked_by_one_institution_is_taken_for_all(hall: TownHall):
    """One agenda a person: the walls between institutions book nobody twice."""
    shared = actions.open_agenda(actor=SYSTEM, account=hall.agent)
    other = TownHall(unit=elsewhere().memberships.get().unit)
    here = hall.receive(shared, [hall.kind])
    actions.receive(
        actor=SYSTEM, agenda=shared, unit=other.unit, kinds=[other.kind], place=other.place,
        starts_on=NOW.date(),
    )  # fmt: skip
    hall.book(next(one for one in hall.offers(2) if one.opening.pk == here.pk))
    at_nine = [one for one in other.offers(4) if hour_of(one) == "Mon 09:00"]
    assert [one.opening.agenda_id for one in at_nine] == [other.agenda.pk]


def test_channels_follow_the_opening(hall: TownHall):
    many = kind(hall.unit, "Conseil", channels=[Channel.DESK, Channel.PHONE, Channel.VIDEO])
    hall.receive(hall.agenda, [many], place=None, hours="Mo 18:00-19:00")
    [evening] = hall.offers(kind=many)
    assert evening.channels == [Channel.PHONE]
    assert not hall.offers(kind=many, channel=Channel.DESK)


def test_hours_are_those_of_the_place_overseas(hall: TownHall):
    from parvis.appointments.tests.factories import commune

    there = place(
        hall.unit.institution, "Annexe", commune("97209", "Fort-de-France", "America/Martinique")
    )
    far = kind(hall.unit, "Ailleurs")
    hall.receive(hall.agenda, [far], place=there)
    [first] = hall.offers(kind=far)
    assert first.span.start == datetime(2026, 3, 9, 13, tzinfo=UTC)  # 9 in the morning there


def test_hours_nobody_understands_open_nothing(hall: TownHall):
    type(hall.place).objects.filter(pk=hall.place.pk).update(opening_hours="sunrise-sunset")
    assert not hall.offers()


def test_looking_far_ahead_sends_no_more_queries(hall: TownHall):
    hall.kind.horizon_days = 300
    with queries() as sent:
        assert len(hall.offers(500)) == 500
    assert len(sent) == 4


def test_the_soonest_kind_comes_first(hall: TownHall):
    later = kind(hall.unit, "Mariage")
    hall.receive(hall.agenda, [later], hours="Th 09:00-12:00")
    none = kind(hall.unit, "Rien")
    with queries() as sent:
        found = free.next_offers([later, none, hall.kind], each=2)
    assert [(kind_.name, len(offers)) for kind_, offers in found] == [
        ("Carte d’identité", 2),
        ("Mariage", 2),
    ]
    assert len(sent) == 4


@pytest.mark.parametrize("key", ["", "x", "1-", "-1", "1-99999999999999", "999999-1773000000"])
def test_a_slot_that_names_nothing(hall: TownHall, key: str):
    assert free.offer_named(hall.kind, key) is None


def test_a_slot_of_another_kind_is_not_taken_for_this_one(hall: TownHall):
    other = kind(hall.unit, "Mariage")
    assert free.offer_named(other, hall.offers()[0].key) is None


def test_a_time_that_was_never_offered_is_not_free(hall: TownHall):
    [first] = hall.offers()
    night = int((first.span.start - timedelta(hours=5)).timestamp())
    offer = free.offer_named(hall.kind, f"{hall.opening.pk}-{night}")
    assert offer is not None
    assert not free.is_free(offer)


# What may be booked.


def test_residents_see_what_is_open_to_them(hall: TownHall):
    inside = kind(hall.unit, "Interne", is_for_agents_only=True)
    closed = kind(hall.unit, "Fermé", is_open=False)
    hall.receive(hall.agenda, [inside, closed])
    kind(hall.unit, "Personne ne reçoit")
    assert [one.name for one in for_residents()] == ["Carte d’identité"]
    ours = acting(hall.agent, memberships_of(hall.agent))
    assert [one.name for one in for_agent(ours)] == ["Carte d’identité", "Interne"]
    stranger = elsewhere()
    assert [one.name for one in for_agent(acting(stranger, memberships_of(stranger)))] == [
        "Carte d’identité"
    ]


@pytest.mark.parametrize(
    ("text", "count"), [("identite", 1), ("lescar carte", 1), ("mairie", 1), ("pau", 0)]
)
def test_kinds_are_found_by_word_or_place(hall: TownHall, text: str, count: int):
    assert len(matching(for_residents(), text)) == count


def test_hours_that_are_over_offer_nothing(hall: TownHall):
    hall.receive(hall.agenda, [hall.kind], opening=hall.opening, ends_on=date(2026, 3, 10))
    assert {hour_of(one)[:3] for one in hall.offers(99)} == {"Mon", "Tue"}
    with at(NOW + timedelta(days=5)):
        assert not for_residents()
        assert not bookable_places([hall.place.pk])
    assert bookable_places([hall.place.pk]) == {hall.place.pk}
