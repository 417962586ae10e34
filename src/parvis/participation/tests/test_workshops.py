"""Workshops: places, the waiting list, who is told what and how often, the day, the minutes."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.notifications.models import Notification
from parvis.participation import actions
from parvis.participation.actions import workshop_day as day
from parvis.participation.actions import workshop_places as places
from parvis.participation.actions import workshop_sessions as sessions
from parvis.participation.actions.workshop_registering import (
    NotThatWay,
    RegistrationClosed,
    register,
)
from parvis.participation.actions.workshops import Sheet
from parvis.participation.models import Idea, Registration, Workshop
from parvis.participation.queries import workshops
from parvis.participation.rules.workshops import attendance_told, minutes_from
from parvis.participation.tests.workshopping import DAY, somebody, states, told, workshop
from parvis.participation.workshop_calendar import calendar_of

pytestmark = pytest.mark.django_db


def heard(of: Workshop, kind: str) -> int:
    """How many people were told something of this kind."""
    rows = Notification.objects.filter(key__startswith=f"participation.workshop.{of.pk}.{kind}")
    return rows.values("person").distinct().count()


def test_places_then_the_waiting_list_in_order_and_each_told_once():
    held = workshop()
    first, *_others = (somebody(held) for _n in range(4))
    assert states(held) == ["registered", "registered", "waiting", "waiting"]
    assert (heard(held, "in."), heard(held, "waiting.")) == (2, 2)
    places.cancel_registration(registration=first)
    places.cancel_registration(registration=first)
    assert states(held) == ["cancelled", "registered", "registered", "waiting"]
    assert heard(held, "promoted.") == 1
    assert Notification.objects.filter(key__contains="promoted").count() == len(
        set(Notification.objects.filter(key__contains="promoted").values_list("key", "channel"))
    )


def test_the_two_ways_of_coming_have_places_of_their_own():
    held = workshop()
    one = somebody(held, "remote")
    assert somebody(held, "remote").state == "waiting"
    assert somebody(held).state == "registered"
    # Coming in the other way gives the first place back.
    changed = register(workshop=held, person=one.participant.person, mode="on_site")
    assert (changed.pk, changed.state) == (one.pk, "registered")
    assert states(held, "remote") == ["registered"]


def test_nobody_comes_before_those_who_wait():
    held = workshop(seats=1)
    somebody(held)
    waiting = somebody(held)
    Registration.objects.filter(workshop=held, state="registered").update(state="cancelled")
    assert somebody(held).state == "waiting"
    places.cancel_registration(registration=somebody(held))
    places.promote(places.locked(held))
    waiting.refresh_from_db()
    assert waiting.state == "registered"


def test_registration_is_refused_outside_its_days_and_ways():
    coming = workshop(opens_at=clock.now() + DAY)
    with pytest.raises(RegistrationClosed):
        somebody(coming)
    with pytest.raises(NotThatWay):
        somebody(workshop(coming.consultation, format="on_site"), "remote")
    with pytest.raises(RegistrationClosed):
        somebody(workshop(coming.consultation, draft=True))
    unit = coming.consultation.lead
    assert somebody(coming, entered_by=unit).participant.way == "counter"


def test_registered_twice_is_registered_once():
    held = workshop()
    one = somebody(held)
    again = register(
        workshop=held, person=one.participant.person, mode="on_site", needs="Un fauteuil"
    )
    assert again.pk == one.pk
    assert states(held) == ["registered"]
    assert heard(held, "in.") == 1


def test_a_change_is_told_once_to_those_who_come_or_wait():
    held = workshop(seats=1)
    somebody(held)
    somebody(held)
    gone = somebody(held)
    places.cancel_registration(registration=gone)
    same = {name: getattr(held, name) for name in told()}
    sessions.edit_workshop(actor=SYSTEM, workshop=held, **same | {"purpose": "Autrement dit"})
    assert heard(held, "changed.") == 0
    sessions.edit_workshop(actor=SYSTEM, workshop=held, **same | {"address": "Salle de Jurançon"})
    assert heard(held, "changed.1") == 2
    event = Calendar.from_ical(calendar_of(Workshop.objects.get(pk=held.pk))).walk("VEVENT")[0]
    assert (event["sequence"], event["location"]) == (1, "Salle de Jurançon")


def test_seats_added_go_to_those_who_wait_and_seats_taken_are_not_withdrawn():
    held = workshop(seats=1)
    somebody(held)
    somebody(held)
    same = {name: getattr(held, name) for name in told()}
    sessions.edit_workshop(actor=SYSTEM, workshop=held, **same | {"seats": 2})
    assert states(held) == ["registered", "registered"]
    with pytest.raises(sessions.WrongWorkshop):
        sessions.edit_workshop(actor=SYSTEM, workshop=held, **same | {"seats": 1})
    with pytest.raises(sessions.WrongWorkshop):
        sessions.edit_workshop(actor=SYSTEM, workshop=held, **same | {"format": "video"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats": 0},
        {"address": ""},
        {"video_url": ""},
        {"ends_at": clock.now()},
        {"closes_at": clock.now() + 20 * DAY},
    ],
)
def test_a_workshop_that_does_not_hold_together_is_refused(wrong):
    with pytest.raises(sessions.WrongWorkshop):
        workshop(**wrong)


def test_called_off_is_told_with_its_reason_and_takes_nobody_any_more():
    held = workshop()
    somebody(held)
    sessions.cancel_workshop(actor=SYSTEM, workshop=held, why="La salle est inondée.")
    assert heard(held, "cancelled") == 1
    assert "inondée" in Notification.objects.filter(key__contains="cancelled").first().text
    with pytest.raises(RegistrationClosed):
        somebody(held)
    with pytest.raises(sessions.WorkshopSettled):
        sessions.cancel_workshop(actor=SYSTEM, workshop=held, why="Encore")


def test_the_reminder_leaves_the_day_before_and_once():
    held = workshop()
    somebody(held)
    assert places.remind() == 0
    with clock.at(held.starts_at - timedelta(hours=20)):
        somebody(held)  # who registers on the last day knows
        assert places.remind() == 1
        assert places.remind() == 0
    assert heard(held, "reminder.") == 1


def test_withdrawing_from_the_consultation_gives_the_place_back():
    held = workshop(seats=1)
    one = somebody(held, needs="Langue des signes")
    somebody(held)
    actions.leave(participant=one.participant)
    one.refresh_from_db()
    assert (one.state, one.needs) == ("cancelled", "")
    assert states(held)[-1] == "registered"


def test_what_people_need_is_erased_a_month_after():
    held = workshop()
    one = somebody(held, needs="Langue des signes")
    with clock.at(held.ends_at + 29 * DAY):
        assert places.forget_needs() == 0
    with clock.at(held.ends_at + 31 * DAY):
        assert places.forget_needs() == 1
    one.refresh_from_db()
    assert one.needs == ""


def test_the_day_notes_ideas_attendance_minutes():
    held = workshop()
    there, absent = somebody(held), somebody(held)
    with pytest.raises(day.NotBegun):
        day.tick_attendance(actor=SYSTEM, workshop=held, present={there.pk}, walk_ins=0)
    of = held.consultation
    phase = of.phases.select_related("consultation").get()
    count, ideas = day.take_notes(
        workshop=held,
        actor=SYSTEM,
        unit=of.lead,
        step="Tour de table",
        notes=["On jette faute de savoir réparer."],
        sheets=[Sheet("Un café réparation à Gelos", "Anne"), Sheet("Prêter des outils")],
        phase=phase,
    )
    assert (count, len(ideas)) == (1, 2)
    kept = Idea.objects.filter(workshop=held, entered_for=held.title)
    assert sorted(kept.values_list("author__shown_name", flat=True)) == ["", "Anne"]
    with clock.at(held.starts_at + timedelta(hours=1)):
        day.tick_attendance(actor=SYSTEM, workshop=held, present={there.pk}, walk_ins=3)
        assert workshops.attended(Workshop.objects.get(pk=held.pk)) == (4, 0)
        first = day.publish_minutes(actor=SYSTEM, workshop=held, text="Un")
        same = day.publish_minutes(actor=SYSTEM, workshop=held, text="Un")
        second = day.publish_minutes(actor=SYSTEM, workshop=held, text="Deux")
    assert (first, second.version) == (same, 2)
    absent.refresh_from_db()
    held.refresh_from_db()
    assert (absent.state, held.state) == ("absent", "held")
    with pytest.raises(sessions.WorkshopSettled):
        sessions.edit_workshop(actor=SYSTEM, workshop=held, title="Autre")


@pytest.mark.parametrize(
    ("on_site", "remote", "shown"),
    [
        (0, 0, (0, None, None)),
        (3, 1, (None, None, None)),
        (12, 3, (15, None, None)),
        (12, 0, (12, None, None)),
        (12, 5, (17, 12, 5)),
    ],
)
def test_no_cell_of_fewer_than_five_can_be_read_or_worked_out(on_site, remote, shown):
    told_of = attendance_told(on_site, remote)
    assert (told_of.total, told_of.on_site, told_of.remote) == shown


def test_minutes_are_drafted_in_the_order_of_the_workshop():
    text = minutes_from(
        [{"title": "Accueil"}, {"title": "Idées"}],
        [("Idées", "Deux  mots"), ("", "En marge"), ("Accueil", "Bonjour")],
        ["Prêter des outils"],
        {"notes": "Ce qui a été dit", "ideas": "Les idées"},
    )
    assert text == (
        "Accueil\n- Bonjour\n\nIdées\n- Deux mots\n\nCe qui a été dit\n- En marge\n\n"
        "Les idées\n- Prêter des outils"
    )


def test_the_video_link_is_in_the_calendar_of_whoever_comes_by_it_alone():
    held = workshop()
    mine = somebody(held, "remote")
    assert b"visio.example" not in calendar_of(held)
    assert b"visio.example" in calendar_of(held, mine)
    assert b"visio.example" not in calendar_of(held, somebody(held))
