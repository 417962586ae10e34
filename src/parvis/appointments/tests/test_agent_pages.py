"""Pages of those who receive, and of those who say when."""

import re
from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow, queries

from parvis.accounts.tests.factories import make_person
from parvis.appointments.models import Absence, Booking, Kind, Opening
from parvis.appointments.tests.doors import enter, text_of
from parvis.appointments.tests.factories import NOW, TownHall, at, elsewhere, hour_of, kind
from parvis.directory.models import Membership
from parvis.journal.models import Entry

# Those who receive.


def test_the_day_lists_who_comes_and_is_journalled(hall: TownHall, agent: Client):
    hall.book()
    page = text_of(agent.get(reverse("appointments:agent-day")))
    assert "Camille Bordenave" in page
    assert "9 h 00 – 9 h 30" in page
    entry = Entry.objects.get(verb="appointments.day_read")
    assert entry.detail["days"] == "lundi 9 mars 2026"
    assert "Aucun rendez-vous" in text_of(
        agent.get(reverse("appointments:agent-day"), {"jour": "2026-03-10"})
    )
    week = text_of(
        agent.get(reverse("appointments:agent-day"), {"vue": "semaine", "jour": "2026-03-11"})
    )
    assert "Camille Bordenave" in week
    assert "du lundi 9 mars 2026 au dimanche 15 mars 2026" in week


def test_another_institution_sees_only_what_is_free(hall: TownHall):
    booking = hall.book()
    stranger = enter(elsewhere(), hall.person)
    assert "Bordenave" not in text_of(stranger.get(reverse("appointments:agent-day")))
    for name in ("agent-detail", "agent-move", "agent-cancel"):
        assert stranger.get(reverse(f"appointments:{name}", args=[booking.pk])).status_code == 404
    page = text_of(stranger.get(reverse("appointments:agent-find")))
    assert "lundi 9 mars 2026 à 9 h 30" in page
    assert "lundi 9 mars 2026 à 9 h 00" not in page


def test_the_desk_books_by_telephone_for_somebody(hall: TownHall):
    """From another town hall, too: nobody is sent from counter to counter."""
    agent = enter(elsewhere(), hall.person)
    found = agent.get(
        reverse("appointments:agent-find"), {"personne": str(hall.person.pk), "q": "carte"}
    )
    href = re.search(r'class="slot" href="([^"]+)"', found.content.decode())[1].replace(
        "&amp;", "&"
    )
    page = text_of(agent.get(href))
    assert "Camille Bordenave" in page
    assert "À dire à la personne" in page
    answer = agent.post(href, {"channel": "desk", "asked_by": "phone", "subject": ""}, follow=True)
    assert "la personne est prévenue" in text_of(answer)
    booking = Booking.objects.get()
    assert (booking.asked_by, booking.booked_by, booking.booked_by_unit.name) == (
        "phone",
        "Paul Sarrat",
        "Accueil",
    )
    assert Entry.objects.get(verb="appointments.booked").person_key == str(hall.person.pk)


def test_nobody_is_booked_for_without_being_looked_for(hall: TownHall):
    agent = enter(hall.agent)
    url = reverse("appointments:agent-take", args=[hall.kind.pk])
    query = {"personne": str(hall.person.pk), "creneau": hall.offers()[0].key}
    assert agent.get(url, query).status_code == 404
    assert agent.get(reverse("appointments:agent-find"), {"personne": "xx"}).status_code == 404
    page = text_of(agent.get(reverse("appointments:agent-find")))
    assert "ouvrez d’abord la fiche" in page


def test_opening_an_appointment_is_told_to_the_person(hall: TownHall, agent: Client):
    booking = hall.book()
    page = text_of(agent.get(reverse("appointments:agent-detail", args=[booking.pk])))
    assert "06 39 98 01 01" in page
    entry = Entry.objects.get(verb="appointments.read")
    assert (entry.person_key, entry.institution) == (
        str(hall.person.pk),
        hall.unit.institution.siren,
    )


def test_the_agent_notes_moves_and_cancels(hall: TownHall, agent: Client):
    first, second = hall.offers(2)
    booking = hall.book(first)
    note = reverse("appointments:agent-note", args=[booking.pk])
    assert agent.post(note, {"suite": "autre"}).status_code == 404
    assert "C’est noté" in text_of(agent.post(note, {"suite": "arrivee"}, follow=True))
    move = reverse("appointments:agent-move", args=[booking.pk])
    assert "est gardé" in text_of(agent.get(move))
    assert "Au lieu de" in text_of(agent.get(move, {"creneau": second.key}))
    agent.post(move, {"creneau": second.key})
    assert hour_of(Booking.objects.get()) == "Mon 09:30"
    cancel = reverse("appointments:agent-cancel", args=[booking.pk])
    assert "prévenue aussitôt" in text_of(agent.get(cancel))
    agent.post(cancel, {"reason": "Panne"})
    assert Booking.objects.get().reason == "Panne"
    assert agent.get(move).status_code == 404


def test_the_day_costs_the_same_however_full(hall: TownHall, agent: Client):
    def add() -> None:
        for _number in range(3):
            hall.book(person=make_person())

    add()
    url = reverse("appointments:agent-day")
    assert_queries_do_not_grow(lambda: agent.get(url), add, at_most=11)


def test_the_next_free_time_costs_the_same_across_places(hall: TownHall, agent: Client):
    def add() -> None:
        for _number in range(3):
            more = kind(hall.unit, f"Motif {uuid4()}"[:30], slug=uuid4().hex)
            hall.receive(hall.agenda, [more])

    url = f"{reverse('appointments:agent-find')}?personne={hall.person.pk}"
    assert_queries_do_not_grow(lambda: agent.get(url), add, at_most=12)


# Setting up.


def kind_form(**more: object) -> dict[str, object]:
    return {
        "name": "Passeport", "minutes": "20", "margin_minutes": "5", "channels": ["desk", "phone"],
        "is_for_agents_only": "no", "notice_hours": "2", "horizon_days": "30", "reminder_hours": "0",
        "to_bring": "Une photo", "is_open": "yes", **more,
    }  # fmt: skip


def test_a_kind_is_made_and_corrected(hall: TownHall, agent: Client):
    url = reverse("appointments:kind-new", args=[hall.unit.pk])
    agent.post(url, kind_form())
    agent.post(url, kind_form())
    made = Kind.objects.filter(name="Passeport").order_by("slug")
    assert [one.slug for one in made] == ["passeport", "passeport-2"]
    answer = agent.post(url, kind_form(minutes="2", channels=[]))
    assert "Durée" in text_of(answer)
    page = reverse("appointments:kind", args=[made[0].pk])
    assert "Une photo" in agent.get(page).content.decode()
    agent.post(page, kind_form(is_open="no", is_for_agents_only="yes"))
    made[0].refresh_from_db()
    changed = Kind.objects.get(pk=made[0].pk)
    assert (changed.is_open, changed.is_for_agents_only) == (False, True)
    assert "Passeport" in text_of(agent.get(reverse("appointments:setup")))


def test_hours_are_made_and_corrected(hall: TownHall, agent: Client):
    url = reverse("appointments:opening-new", args=[hall.unit.pk])
    given = {"who": f"agent:{hall.agent.pk}", "place": hall.place.pk, "kinds": [hall.kind.pk]}
    answer = agent.post(url, {**given, "hours": "le lundi"})
    assert "Erreur" in text_of(answer)
    assert not Opening.objects.filter(agenda__account=hall.agent)
    answer = agent.post(url, {**given, "place": ""})
    page = text_of(answer)
    assert "Écrivez les horaires" in page
    assert "« Carte d’identité » se donne au guichet" in " ".join(page.split())
    agent.post(url, {**given, "hours": "We 10:00-12:00"})
    made = Opening.objects.get(agenda__account=hall.agent)
    assert made.hours == "We 10:00-12:00"
    page = reverse("appointments:opening", args=[made.pk])
    assert "We 10:00-12:00" in agent.get(page).content.decode()
    agent.post(page, {**given, "who": f"new:{hall.place.pk}", "hours": ""})
    made.refresh_from_db()
    assert Opening.objects.get(pk=made.pk).agenda.name == "Guichet 2"


def test_the_desk_and_other_units_set_nothing_up(hall: TownHall):
    desk = enter(hall.colleague("Léa Pon", Membership.Role.DESK))
    assert desk.get(reverse("appointments:setup")).status_code == 404
    assert desk.get(reverse("appointments:agent-day")).status_code == 200
    stranger = enter(elsewhere())
    assert stranger.get(reverse("appointments:kind", args=[hall.kind.pk])).status_code == 404
    assert stranger.get(reverse("appointments:opening", args=[hall.opening.pk])).status_code == 404
    assert stranger.get(reverse("appointments:kind-new", args=[hall.unit.pk])).status_code == 404


def absent(hall: TownHall, **more: str) -> dict[str, object]:
    return {
        "agenda": hall.agenda.pk, "first_day": "9", "first_month": "3", "first_year": "2026",
        "last_day": "", "last_month": "", "last_year": "", "from_hour": "", "to_hour": "", "reason": "Stage", **more,
    }  # fmt: skip


def test_an_absence_shows_what_it_strands(hall: TownHall, agent: Client):
    hall.book()
    url = reverse("appointments:absences")
    answer = agent.post(url, absent(hall, from_hour="8h", to_hour="10:00"))
    assert "des rendez-vous sont pris pendant ce temps" in text_of(answer)
    assert hour_of(hall.offers()[0]) == "Mon 10:00"
    absence = Absence.objects.get()
    assert (absence.ends_at - absence.starts_at) == timedelta(hours=2)
    agent.post(reverse("appointments:absence-over", args=[absence.pk]))
    assert hour_of(hall.offers()[0]) == "Mon 09:30"


def test_a_whole_day_and_an_impossible_one(hall: TownHall, agent: Client):
    url = reverse("appointments:absences")
    assert "La fin précède le début" in text_of(
        agent.post(url, absent(hall, from_hour="10:00", to_hour="9:00"))
    )
    agent.post(url, absent(hall))
    assert hour_of(hall.offers()[0]) == "Tue 09:00"
    assert (
        "Stage" in text_of(agent.get(reverse("appointments:agent-day"))) or Absence.objects.exists()
    )


def test_absences_of_others_are_not_written(hall: TownHall):
    stranger = enter(elsewhere())
    stranger.post(reverse("appointments:absences"), absent(hall))
    assert not Absence.objects.exists()


def test_the_menu_costs_nothing_more(hall: TownHall, agent: Client):
    agent.get(reverse("appointments:agent-feed"))
    with queries() as sent:
        agent.get(reverse("appointments:agent-feed"))
    assert len(sent) <= 8


def test_at_another_hour(hall: TownHall):
    """What was yesterday's is over, and says so."""
    booking = hall.book()
    with at(NOW + timedelta(days=1)):
        page = text_of(
            enter(hall.resident).get(reverse("appointments:mine-detail", args=[booking.pk]))
        )
        assert "Déplacer" not in page
