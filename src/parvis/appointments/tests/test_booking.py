"""Taking, moving, giving back; what is said; what is written down."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from parvis.appointments import actions
from parvis.appointments.models import Booking, Channel
from parvis.appointments.tests.factories import NOW, TownHall, at, hour_of, kind
from parvis.core.actor import SYSTEM
from parvis.core.models import OutboxEvent
from parvis.journal.models import Entry
from parvis.notifications.models import Notification, Preference


def told(booking: Booking, channel: str = "in_app") -> list[str]:
    found = Notification.objects.filter(about_key=str(booking.pk), channel=channel).order_by("pk")
    return [plain(one.subject) for one in found]


def plain(text: str) -> str:
    """Whatever the kind of space the typography chose."""
    return " ".join(text.split())


def test_it_is_booked_told_and_journalled(hall: TownHall):
    booking = hall.book(actor=hall.resident.actor)
    assert (booking.status, hour_of(booking)) == ("booked", "Mon 09:00")
    assert booking.booked_by == str(hall.resident)
    assert told(booking) == ["Votre rendez-vous est pris : lundi 9 mars 2026 à 9 h 00"]
    text = Notification.objects.get(about_key=str(booking.pk), channel="mail").text
    assert "Mairie de Lescar, Place Royale" in text
    assert "- Une photo\n- L’ancienne carte" in text
    entry = Entry.objects.get(verb="appointments.booked")
    assert entry.person_key == str(hall.person.pk)


def test_the_same_slot_is_not_taken_twice(hall: TownHall):
    [offer] = hall.offers()
    hall.book(offer)
    with pytest.raises(actions.SlotTaken):
        hall.book(offer, hall.other.person)


def test_the_database_itself_refuses(hall: TownHall):
    """Whoever writes, and however."""
    booking = hall.book()
    booking.pk = None
    booking.starts_at += timedelta(minutes=29)
    booking.ends_at += timedelta(minutes=29)
    booking.free_at += timedelta(minutes=29)
    with pytest.raises(IntegrityError, match="booking_never_twice"), transaction.atomic():
        booking.save(force_insert=True)
    booking.starts_at += timedelta(minutes=1)
    booking.ends_at += timedelta(minutes=1)
    booking.free_at += timedelta(minutes=1)
    booking.save(force_insert=True)


def test_margins_count(hall: TownHall):
    long = kind(hall.unit, "Visite", margin_minutes=20)
    hall.receive(hall.agenda, [long])
    hall.book(hall.offers(kind=long)[0])
    assert hour_of(hall.offers()[0]) == "Mon 09:50"


def test_nobody_keeps_a_row_of_slots(hall: TownHall):
    for offer in hall.offers(actions.MOST_OF_A_KIND):
        hall.book(offer)
    with pytest.raises(actions.TooManyAppointments):
        hall.book()


def test_what_is_for_agents_is_refused_to_residents(hall: TownHall):
    inside = kind(hall.unit, "Interne", is_for_agents_only=True)
    hall.receive(hall.agenda, [inside])
    [offer] = hall.offers(kind=inside)
    with pytest.raises(PermissionDenied):
        hall.book(offer)
    assert hall.book(offer, by_unit=hall.unit).booked_by_unit == hall.unit


def test_a_visit_needs_an_address_and_a_call_a_number(hall: TownHall):
    away = kind(hall.unit, "À distance", channels=[Channel.HOME, Channel.PHONE])
    hall.receive(hall.agenda, [away])
    [offer] = hall.offers(kind=away)
    with pytest.raises(actions.MissingDetail, match="address"):
        hall.book(offer, channel=Channel.HOME)
    with pytest.raises(actions.MissingDetail, match="phone"):
        hall.book(offer, hall.other.person, channel=Channel.PHONE)
    assert hall.book(offer, channel=Channel.HOME, address="3 rue du Vallon").address


def test_moving_gives_the_old_slot_back(hall: TownHall):
    first, _second, third = hall.offers(3)
    booking = hall.book(first)
    moved = actions.move(booking=booking, offer=third, actor=SYSTEM)
    assert (moved.pk, moved.sequence, hour_of(moved)) == (booking.pk, 1, "Mon 10:00")
    assert hour_of(hall.offers()[0]) == "Mon 09:00"
    assert told(booking)[1] == "Votre rendez-vous est déplacé : lundi 9 mars 2026 à 10 h 00"


def test_a_refused_move_keeps_the_old_slot(hall: TownHall):
    first, second = hall.offers(2)
    booking = hall.book(first)
    hall.book(second, hall.other.person)
    with pytest.raises(actions.SlotTaken):
        actions.move(booking=booking, offer=second, actor=SYSTEM)
    kept = Booking.objects.get(pk=booking.pk)
    assert (hour_of(kept), kept.sequence, len(told(kept))) == ("Mon 09:00", 0, 1)


def test_one_may_move_by_less_than_its_length(hall: TownHall):
    """The slot one leaves does not stand in the way."""
    from parvis.appointments.queries.free import offer_named

    booking = hall.book()
    quarter = int((booking.starts_at + timedelta(minutes=15)).timestamp())
    moved = actions.move(
        booking=booking, offer=offer_named(hall.kind, f"{hall.opening.pk}-{quarter}"), actor=SYSTEM
    )
    assert hour_of(moved) == "Mon 09:15"


def test_cancelling_once_tells_once(hall: TownHall):
    booking = hall.book()
    actions.cancel(booking=booking, actor=SYSTEM, reason="Panne de chauffage")
    actions.cancel(booking=booking, actor=SYSTEM)
    assert len(told(booking)) == 2
    text = Notification.objects.filter(about_key=str(booking.pk), channel="mail").latest("pk").text
    assert "Panne de chauffage" in text
    with pytest.raises(actions.NotChangeable):
        actions.move(booking=booking, offer=hall.offers()[0], actor=SYSTEM)


def test_what_is_over_is_not_changed(hall: TownHall):
    booking = hall.book()
    with at(booking.ends_at):
        with pytest.raises(actions.NotChangeable):
            actions.cancel(booking=booking, actor=SYSTEM)
        with pytest.raises(actions.NotChangeable):
            actions.move(booking=booking, offer=hall.offers()[0], actor=SYSTEM)


def test_how_it_went(hall: TownHall):
    booking = hall.book()
    with pytest.raises(actions.NotChangeable):  # nobody is late before the hour
        actions.note(booking=booking, outcome="missed", actor=SYSTEM)
    with at(booking.starts_at + timedelta(minutes=20)):
        assert actions.note(booking=booking, outcome="missed", actor=SYSTEM).status == "missed"
        assert actions.note(booking=booking, outcome="done", actor=SYSTEM).status == "done"
    assert Booking.objects.get(pk=booking.pk).remind_at is None


def test_who_stands_at_the_desk_gets_no_letter(hall: TownHall):
    hall.person.email = hall.person.phone = ""
    hall.person.postal_code = "64230"
    hall.person.save()
    first, second = hall.offers(2)
    at_desk = hall.book(first, by_unit=hall.unit, asked_by=Booking.Asked.DESK)
    by_phone = hall.book(second, by_unit=hall.unit, asked_by=Booking.Asked.PHONE)
    assert not told(at_desk, "letter")
    assert len(told(by_phone, "letter")) == 1


def test_a_text_message_for_who_prefers_it(hall: TownHall):
    Preference.objects.create(person=hall.person, mail=False, sms=True)
    booking = hall.book()
    sms = Notification.objects.get(about_key=str(booking.pk), channel="sms")
    assert plain(sms.text) == "Rendez-vous pris le 09/03 à 9 h 00 : Carte d’identité."
    assert not told(booking, "mail")


def test_facts_are_announced(hall: TownHall):
    booking = hall.book()
    actions.move(booking=booking, offer=hall.offers(2)[1], actor=SYSTEM)
    actions.cancel(booking=booking, actor=SYSTEM)
    names = OutboxEvent.objects.order_by("pk").values_list("name", flat=True)
    assert [name.rpartition(".")[2] for name in names] == [
        "AppointmentBooked", "AppointmentMoved", "AppointmentCancelled",
    ]  # fmt: skip


# Reminders.


def remind_until(end, step=timedelta(minutes=30)) -> int:
    now, sent = NOW, 0
    while now < end:
        with at(now):
            sent += actions.remind()
        now += step
    return sent


def on_thursday(hall: TownHall) -> Booking:
    return hall.book(hall.offers(after=NOW + timedelta(days=3))[0])


def test_two_reminders_the_day_before_and_two_hours_before(hall: TownHall):
    booking = on_thursday(hall)
    assert remind_until(booking.ends_at) == 2
    assert told(booking)[1:] == ["Votre rendez-vous : jeudi 12 mars 2026 à 9 h 00"] * 2


def test_no_reminder_of_what_was_cancelled_or_is_imminent(hall: TownHall):
    booking = on_thursday(hall)
    actions.cancel(booking=booking, actor=SYSTEM)
    soon = hall.book()  # in two hours
    assert soon.remind_at is None
    assert remind_until(booking.ends_at) == 0


def test_what_was_moved_is_reminded_at_its_new_hour(hall: TownHall):
    booking = on_thursday(hall)
    friday = hall.offers(after=NOW + timedelta(days=4))[0]
    actions.move(booking=booking, offer=friday, actor=SYSTEM)
    assert remind_until(booking.ends_at + timedelta(days=1)) == 2
    assert all("vendredi 13 mars" in subject for subject in told(booking)[1:])


def test_a_worker_that_slept_sends_one_and_none_too_late(hall: TownHall):
    booking = on_thursday(hall)
    with at(booking.starts_at - timedelta(hours=1)):  # both were due
        assert actions.remind() == 1
        assert actions.remind() == 0
    other = on_thursday(hall)
    with at(other.starts_at + timedelta(minutes=1)):
        assert actions.remind() == 0
    assert Booking.objects.get(pk=other.pk).remind_at is None


def test_a_reminder_killed_before_it_was_kept_leaves_once(hall: TownHall, monkeypatch):
    booking = on_thursday(hall)
    from parvis.appointments.actions import reminding

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with at(booking.remind_at):
        with monkeypatch.context() as patch:
            patch.setattr(reminding, "tell", killed)
            with pytest.raises(KeyboardInterrupt):
                actions.remind()
        assert actions.remind() == 1
        assert actions.remind() == 0
    assert len(told(booking)) == 2
