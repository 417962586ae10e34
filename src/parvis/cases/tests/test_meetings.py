"""An item of a case that calls for an appointment: the person takes it from the case's page."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import queries

from parvis.accounts.tests.factories import make_agent, sign_in
from parvis.appointments import actions as appointments
from parvis.appointments.models import Booking
from parvis.appointments.queries import free
from parvis.cases.actions import submit
from parvis.cases.models import Case
from parvis.cases.queries import party_of
from parvis.cases.queries.meetings import meetings_of
from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.factories import (
    World,
    make_case,
    make_draft,
    make_handler,
    make_world,
    take_on,
)
from parvis.core import clock
from parvis.core.actor import SYSTEM

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    with clock.at(NOW):
        yield make_world()


@pytest.fixture
def case(world: World) -> Case:
    return take_on(world, make_case(world))


def receive(world: World, slug: str = "formation-referent") -> None:
    kind = appointments.define_kind(
        actor=SYSTEM,
        unit=world.trainer,
        slug=slug,
        name="Formation",
        minutes=120,
        channels=["home"],
    )
    agenda = appointments.open_agenda(actor=SYSTEM, account=make_agent(name="Paul Sarrat"))
    appointments.receive(
        actor=SYSTEM, agenda=agenda, unit=world.trainer, kinds=[kind], hours="We 14:00-18:00"
    )


def page(world: World, case: Case) -> str:
    client = sign_in(Client(), world.resident)
    return client.get(reverse("cases:detail", args=[case.reference])).content.decode()


def test_the_person_books_from_the_page_of_the_case(world: World, case: Case):
    receive(world)
    client = sign_in(Client(), world.resident)
    link = re.search(r'href="(/rendez-vous/\d+/\?dossier=[^"]+)"', page(world, case))[1]
    slot = re.search(r'class="slot" href="([^"]+)"', client.get(link).content.decode())[1]
    client.post(slot.replace("&amp;", "&"), {"channel": "home", "address": "12 rue Maubec, Lescar"})
    booking = Booking.objects.get()
    assert booking.case_reference == case.reference
    shown = page(world, case)
    assert "11 mars 2026 à 14" in shown.replace("\xa0", " ")
    assert "dossier=" not in shown


def test_each_sees_what_is_theirs(world: World, case: Case):
    receive(world)
    kind = world.trainer.appointment_kinds.get()
    offer = next(free.offers(kind))
    wish = appointments.Wish(channel="home", address="x", case_reference=case.reference)
    booking = appointments.book(offer=offer, wish=wish, person=world.person, actor=SYSTEM)
    [mine] = meetings_of(case, world.applicant, "fr")
    assert (mine.at, mine.take_url) == (booking.starts_at, "")
    assert mine.href == reverse("appointments:mine-detail", args=[booking.pk])
    [trainer] = meetings_of(case, world.agent("trainer"), "fr")
    assert trainer.href == reverse("appointments:agent-detail", args=[booking.pk])
    for stranger in ("waste", "lescar"):
        assert meetings_of(case, world.agent(stranger), "fr") == []


def test_the_desk_that_filed_it_books_for_its_person(world: World):
    receive(world)
    desk = make_handler(world.pau, name="Jeanne", role="desk")
    draft = make_draft(world, account=desk, filed_by_unit=world.pau, channel="phone")
    case = take_on(world, submit(draft=draft, person=world.person, party=party_of(desk)))
    client = enter(desk)
    shown = client.get(reverse("cases:agent-detail", args=[case.reference])).content.decode()
    link = re.search(r'href="(/agent/demandes/[^"]+/rendez-vous/)"', shown)[1]
    times = client.get(client.get(link).headers["Location"]).content.decode()
    slot = re.search(r'class="slot" href="([^"]+)"', times)[1].replace("&amp;", "&")
    client.post(slot, {"channel": "home", "address": "12 rue Maubec", "asked_by": "phone"})
    booking = Booking.objects.get()
    assert (booking.case_reference, booking.person) == (case.reference, world.person)
    assert (booking.asked_by, booking.booked_by_unit) == ("phone", world.pau)
    for stranger in ("waste", "lescar"):
        assert meetings_of(case, world.agent(stranger), "fr") == []
        address = client.get(link).wsgi_request.path
        assert enter(world.agents[stranger]).get(address).status_code == 404


def test_where_the_unit_gives_none_nothing_is_shown(world: World, case: Case):
    assert meetings_of(case, world.applicant, "fr") == []
    receive(world, slug="autre-chose")
    assert meetings_of(case, world.applicant, "fr") == []


def test_a_case_without_such_an_item_costs_no_query(world: World):
    case = Case.objects.prefetch_related("items").get(pk=make_case(world).pk)
    viewer = world.applicant
    with queries() as sent:
        assert meetings_of(case, viewer, "fr") == []
    assert not sent


def test_the_page_costs_no_more_when_an_appointment_is_to_be_taken(world: World, case: Case):
    receive(world)
    client = sign_in(Client(), world.resident)
    address = reverse("cases:detail", args=[case.reference])
    client.get(address)
    with queries() as sent:
        assert b"dossier=" in client.get(address).content
    assert len(sent) <= 12, "\n".join(sent)
