"""Pages of anybody and of residents: what each shows, what it costs."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_person
from parvis.appointments import access, actions
from parvis.appointments.models import Booking, Channel, Feed
from parvis.appointments.tests.doors import enter, feed_address, take_url, text_of
from parvis.appointments.tests.factories import TownHall, hour_of, kind
from parvis.core.actor import SYSTEM

# Anybody.


def test_what_can_be_booked_is_public(hall: TownHall):
    page = text_of(Client().get(reverse("appointments:kinds")))
    assert "Carte d’identité" in page
    assert "30 minutes · au guichet" in page
    assert "Rien trouvé" in text_of(Client().get(reverse("appointments:kinds"), {"q": "zzz"}))
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


def test_a_place_of_the_directory_leads_to_its_appointments(hall: TownHall):
    page = Client().get(reverse("directory:institutions"), {"q": "lescar"}).content.decode()
    link = re.search(r'href="([^"]+)">Prendre rendez-vous', page)[1]
    assert "Carte d’identité" in text_of(Client().get(link))


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
    assert "Lundi 9 mars 2026 à 9 h 00" in text_of(resident.get(reverse("appointments:mine")))


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
    answers = [resident.post(url, {"channel": "desk"}) for _time in range(2)]
    booking = Booking.objects.get()
    mine = reverse("appointments:mine-detail", args=[booking.pk])
    assert [answer["Location"] for answer in answers] == [mine, mine]


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
