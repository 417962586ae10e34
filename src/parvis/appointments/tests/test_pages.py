"""Pages: of residents, of those who receive; what each shows, what it costs."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow, queries

from parvis.accounts.access import FOUND
from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_person, sign_in
from parvis.appointments import access, actions
from parvis.appointments.models import Absence, Booking, Channel, Feed, Kind, Opening
from parvis.appointments.tests.factories import NOW, TownHall, at, elsewhere, hour_of, kind
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership
from parvis.journal.models import Entry


def enter(account: Account, found: Person | None = None) -> Client:
    client = sign_in(Client(), account)
    if found is not None:
        session = client.session
        session[FOUND] = [str(found.pk)]
        session.save()
    return client


@pytest.fixture
def resident(hall: TownHall) -> Client:
    return enter(hall.resident)


@pytest.fixture
def agent(hall: TownHall) -> Client:
    return enter(hall.agent, hall.person)


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def take_url(hall: TownHall, key: str, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"creneau": key, **more}.items())
    return f"{reverse('appointments:take', args=[hall.kind.pk])}?{query}"


# Anybody.


def test_what_can_be_booked_is_public(hall: TownHall):
    page = text_of(Client().get(reverse("appointments:kinds")))
    assert "Carte d’identité" in page
    assert "30 minutes · au guichet" in page
    assert "Rien n’a été trouvé" in text_of(
        Client().get(reverse("appointments:kinds"), {"q": "zzz"})
    )
    at_place = Client().get(reverse("appointments:kinds"), {"lieu": hall.place.pk})
    assert f"?lieu={hall.place.pk}" in at_place.content.decode()


def test_free_times_are_public_and_name_nobody(hall: TownHall):
    hall.book(person=hall.other.person)
    page = text_of(Client().get(reverse("appointments:slots", args=[hall.kind.pk])))
    assert "lundi 9 mars 2026" in page
    assert "9 h 30" in page
    assert "9 h 00" not in page.split("mardi 10 mars")[0]
    assert "Benali" not in page


@pytest.mark.parametrize(
    "query", ["?jour=xx&lieu=xx&canal=xx", "?jour=9999-99-99", "?lieu=-1", "?jour=2026-03-11"]
)
def test_odd_addresses_are_borne(hall: TownHall, query: str):
    assert (
        Client().get(reverse("appointments:slots", args=[hall.kind.pk]) + query).status_code == 200
    )


def test_later_times_are_one_press_away(hall: TownHall):
    first = Client().get(reverse("appointments:slots", args=[hall.kind.pk]))
    following = first.context["next_url"]
    page = text_of(Client().get(reverse("appointments:slots", args=[hall.kind.pk]) + following))
    assert "lundi 16 mars 2026" in page
    assert "lundi 9 mars" not in page


def test_what_is_for_agents_is_hidden(hall: TownHall):
    inside = kind(hall.unit, "Interne", is_for_agents_only=True)
    hall.receive(hall.agenda, [inside])
    assert Client().get(reverse("appointments:slots", args=[inside.pk])).status_code == 404
    assert "Interne" not in text_of(Client().get(reverse("appointments:kinds")))


# The resident.


def test_booking_asks_to_sign_in_and_comes_back(hall: TownHall):
    url = take_url(hall, hall.offers()[0].key)
    answer = Client().get(url)
    assert answer.status_code == 302
    assert "creneau" in answer["Location"]


def test_a_resident_books(hall: TownHall, resident: Client):
    url = take_url(hall, hall.offers()[0].key)
    assert "Vérifier et réserver" in text_of(resident.get(url))
    answer = resident.post(url, {"channel": "desk", "subject": "Renouvellement"}, follow=True)
    page = text_of(answer)
    assert "Votre rendez-vous est pris." in page
    assert "Une photo" in page
    booking = Booking.objects.get()
    assert (booking.person, booking.subject, booking.asked_by) == (
        hall.person,
        "Renouvellement",
        "web",
    )
    assert "lundi 9 mars 2026 à 9 h 00" in text_of(resident.get(reverse("appointments:mine")))


def test_a_slot_taken_meanwhile_is_said(hall: TownHall, resident: Client):
    [offer] = hall.offers()
    url = take_url(hall, offer.key)
    hall.book(offer, hall.other.person)
    for answer in (
        resident.get(url, follow=True),
        resident.post(url, {"channel": "desk"}, follow=True),
    ):
        assert "Cet horaire vient d’être pris" in text_of(answer)
    assert Booking.objects.count() == 1


def test_pressed_twice_books_once(hall: TownHall, resident: Client):
    url = take_url(hall, hall.offers()[0].key)
    for _time in range(2):
        resident.post(url, {"channel": "desk"})
    assert Booking.objects.count() == 1


def test_a_visit_at_home_asks_where(hall: TownHall, resident: Client):
    many = kind(hall.unit, "Conseil", channels=[Channel.HOME, Channel.PHONE])
    hall.receive(hall.agenda, [many])
    [offer] = hall.offers(kind=many)
    url = f"{reverse('appointments:take', args=[many.pk])}?creneau={offer.key}"
    assert "12 rue Maubec" in resident.get(url).content.decode()
    answer = resident.post(url, {"channel": "home", "address": "", "subject": ""})
    assert "Indiquez où venir" in text_of(answer)
    resident.post(url, {"channel": "home", "address": "3 rue du Vallon, Lescar"})
    assert "à domicile, 3 rue du Vallon, Lescar" in text_of(
        resident.get(reverse("appointments:mine"))
    )


def test_a_resident_moves_and_cancels(hall: TownHall, resident: Client):
    first, second = hall.offers(2)
    booking = hall.book(first)
    url = reverse("appointments:mine-move", args=[booking.pk])
    page = resident.get(url)
    assert "Vous gardez l’horaire actuel" in text_of(page)
    assert second.key in page.content.decode()
    assert "Au lieu de" in text_of(resident.get(f"{url}?creneau={second.key}"))
    answer = resident.post(url, {"creneau": second.key}, follow=True)
    assert "Votre rendez-vous est déplacé" in text_of(answer)
    assert hour_of(Booking.objects.get()) == "Mon 09:30"
    answer = resident.post(reverse("appointments:mine-cancel", args=[booking.pk]), follow=True)
    assert "Votre rendez-vous est annulé" in text_of(answer)
    assert Booking.objects.get().status == "cancelled"


def test_another_resident_sees_nothing(hall: TownHall):
    booking = hall.book()
    other = enter(hall.other)
    for name in ("mine-detail", "mine-move", "mine-cancel", "mine-file"):
        assert other.get(reverse(f"appointments:{name}", args=[booking.pk])).status_code == 404
    assert "Carte" not in text_of(other.get(reverse("appointments:mine")))


def test_a_case_is_carried_only_when_signed(hall: TownHall, resident: Client):
    [first, second] = hall.offers(2)
    signed = access.booking_url(hall.kind, "LES-7K3M-9QXR").split("dossier=")[1]
    page = resident.get(access.booking_url(hall.kind, "LES-7K3M-9QXR"))
    assert f"dossier={signed.replace('%3A', '%3A')}" in page.content.decode().replace("&amp;", "&")
    resident.post(take_url(hall, first.key, dossier=signed), {"channel": "desk"})
    resident.post(take_url(hall, second.key, dossier="LES-7K3M-9QXR"), {"channel": "desk"})
    assert [b.case_reference for b in Booking.objects.order_by("starts_at")] == [
        "LES-7K3M-9QXR",
        "",
    ]


def test_my_list_costs_the_same_however_long(hall: TownHall, resident: Client):
    many = [kind(hall.unit, f"Motif {number}") for number in range(4)]
    hall.receive(hall.agenda, many)

    def add() -> None:
        for one in many:
            hall.book(hall.offers(kind=one)[0])

    add()
    assert_queries_do_not_grow(lambda: resident.get(reverse("appointments:mine")), add, at_most=9)


def test_free_times_cost_the_same_however_many(hall: TownHall):
    def add() -> None:
        for number in range(3):
            agenda = actions.open_agenda(actor=SYSTEM, place=hall.place, name=f"G{uuid4()}"[:30])
            hall.receive(agenda, [hall.kind])
            hall.book(hall.offers(number + 1)[-1], make_person())

    url = reverse("appointments:slots", args=[hall.kind.pk])
    assert_queries_do_not_grow(lambda: Client().get(url), add, at_most=8)


# Calendars.


def test_the_file_of_an_appointment(hall: TownHall, resident: Client):
    from icalendar import Calendar

    booking = hall.book()
    answer = resident.get(reverse("appointments:mine-file", args=[booking.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == booking.starts_at
    assert event.decoded("dtend") == booking.ends_at
    assert "Mairie de Lescar" in str(event["location"])
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75


def feed_address(client: Client, name: str = "feed") -> str:
    page = client.post(reverse(f"appointments:{name}")).content.decode()
    return re.search(r"/agendas/[^<\s]+\.ics", page)[0]


def test_a_private_feed_follows_what_happens(hall: TownHall, resident: Client):
    from icalendar import Calendar

    first, second = hall.offers(2)
    booking = hall.book(first)
    address = feed_address(resident)
    actions.move(booking=booking, offer=second, actor=SYSTEM)

    def events():
        return Calendar.from_ical(Client().get(address).content).walk("VEVENT")

    [event] = events()
    assert (event["sequence"], event.decoded("dtstart")) == (1, second.span.start)
    uid = str(event["uid"])
    actions.cancel(booking=booking, actor=SYSTEM)
    [event] = events()
    assert (str(event["uid"]), str(event["status"]), event["sequence"]) == (uid, "CANCELLED", 2)


def test_a_feed_is_renewed_and_withdrawn(hall: TownHall, resident: Client):
    first = feed_address(resident)
    second = feed_address(resident)
    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert second not in resident.get(reverse("appointments:feed")).content.decode()
    assert second.split("/")[-1].removesuffix(".ics") not in Feed.objects.get().secret_hash
    resident.post(reverse("appointments:feed"), {"retirer": "1"})
    assert Client().get(second).status_code == 404


def test_an_agents_feed_names_no_resident(hall: TownHall, agent: Client):
    mine = actions.open_agenda(actor=SYSTEM, account=hall.agent)
    private = kind(hall.unit, "Entretien")
    hall.receive(mine, [private])
    hall.book(hall.offers(kind=private)[0])
    text = Client().get(feed_address(agent, "agent-feed")).content.decode()
    assert "Entretien" in text
    assert "Bordenave" not in text
    assert "12 rue Maubec" not in text


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
    assert "« le lundi » n’est pas compris" in text_of(answer)
    answer = agent.post(url, {**given, "place": ""})
    assert "Écrivez les horaires" in text_of(answer)
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
        "agenda": hall.agenda.pk, "first_0": "9", "first_1": "3", "first_2": "2026",
        "last_0": "", "last_1": "", "last_2": "", "from_hour": "", "to_hour": "", "reason": "Stage", **more,
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
