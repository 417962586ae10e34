"""Calls and visits without a request: noted, seen to, read by their person, forgotten in time."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import sign_in
from parvis.appointments.tests.factories import TownHall
from parvis.cases.actions import conversations as actions
from parvis.cases.models import Conversation
from parvis.cases.queries import party_of
from parvis.cases.queries.steering import _count
from parvis.cases.tests.agent.doors import DESK, enter, menu, page_of, said, search
from parvis.cases.tests.factories import World, make_case, make_handler, take_on
from parvis.core import clock
from parvis.directory.models import Membership, Unit
from parvis.journal.models import Entry

NOTED = {
    "sujet": "Bac cassé",
    "dit": "Le couvercle de son bac est cassé.",
    "reponse": "Un bac neuf sera livré.",
    "canal": "phone",
}


@pytest.fixture
def roads(world: World) -> Unit:
    """Another unit of the same town hall."""
    return Unit.objects.create(institution=world.lescar.institution, slug="voirie", name="Voirie")


def tell(client: Client, person: Person, **more: object) -> Conversation:
    search(client, person.family_name)
    answer = client.post(page_of(person, "person") + "echange/", NOTED | more)
    assert answer.status_code == 302, said(answer)
    return Conversation.objects.latest("pk")


def test_what_was_said_is_noted_in_one_page(world: World, hall: Unit, jeanne: Client) -> None:
    noted = tell(jeanne, world.person, demarche=str(world.installation.pk))
    assert (noted.unit, noted.channel, noted.installation) == (hall, "phone", world.installation)
    assert noted.noted_by == "Jeanne Darrieux"
    record = said(jeanne.get(page_of(world.person)))
    assert "Un bac neuf sera livré." in record
    entry = Entry.objects.get(verb="cases.conversation_noted")
    assert entry.person_key == str(world.person.pk)
    assert "bac" not in str(entry.detail)


def test_its_person_reads_it_and_who_sees_to_it(world: World, jeanne: Client, roads: Unit) -> None:
    tell(jeanne, world.person, suite=str(roads.pk))
    mine = said(sign_in(Client(), world.resident).get(reverse("cases:conversations")))
    for words in ("Bac cassé", "Le couvercle", "Un bac neuf", "À suivre Voirie"):
        assert words in mine


def test_other_institutions_neither_see_nor_count_it(
    world: World, jeanne: Client, pau: Client, roads: Unit
) -> None:
    noted = tell(jeanne, world.person, suite=str(roads.pk))
    search(pau, world.person.family_name)
    assert "Bac" not in said(pau.get(page_of(world.person)))
    assert "Bac" not in said(pau.get(reverse("cases:follow-ups")))
    assert pau.get(reverse("cases:follow-up", args=[noted.pk])).status_code == 404
    assert jeanne.get(reverse("cases:follow-up", args=[noted.pk])).status_code == 404


def test_a_follow_up_is_asked_of_ones_own_institution_only(world: World, jeanne: Client) -> None:
    search(jeanne, world.person.family_name)
    page = page_of(world.person) + "echange/"
    assert jeanne.post(page, NOTED | {"suite": str(world.pau.pk)}).status_code == 200
    assert not Conversation.objects.exists()


def test_the_unit_that_was_asked_sees_to_it(world: World, jeanne: Client, roads: Unit) -> None:
    noted = tell(jeanne, world.person, suite=str(roads.pk))
    hugo = enter(make_handler(roads, name="Hugo"))
    listed = said(hugo.get(reverse("cases:follow-ups")))
    assert "Bac cassé" in listed
    assert "Bordenave" not in listed
    assert '<span class="count">1</span>' in hugo.get(DESK).content.decode()
    page = reverse("cases:follow-up", args=[noted.pk])
    assert "Un bac neuf" in said(hugo.get(page))
    read = Entry.objects.get(verb="cases.conversation_read")
    assert (read.person_key, read.actor_label) == (str(world.person.pk), "Hugo")
    assert hugo.get(page_of(world.person)).status_code == 200  # to call back
    hugo.post(page, {"fait": "Bac livré mardi."})
    hugo.post(page, {"fait": "Une autre fois."})
    noted.refresh_from_db()
    assert (noted.outcome, noted.followed_up_by) == ("Bac livré mardi.", "Hugo")
    assert "Aucune suite" in said(hugo.get(reverse("cases:follow-ups")))
    assert "Bac livré mardi." in said(jeanne.get(page_of(world.person)))


def test_a_call_without_a_name_is_only_counted(world: World, hall: Unit, jeanne: Client) -> None:
    page = reverse("cases:conversation-of-nobody")
    assert "Téléphone" in said(jeanne.get(page))
    jeanne.post(page, {"sujet": "Horaires de la piscine", "canal": "phone"})
    noted = Conversation.objects.get()
    assert (noted.person, noted.said, noted.answer) == (None, "", "")
    assert not Entry.objects.filter(verb__startswith="cases.conversation").exists()


@pytest.mark.parametrize("subject", ["rappeler 06 39 98 01 11", "marie@example.test", "né 010260"])
def test_it_names_nobody(jeanne: Client, subject: str) -> None:
    page = reverse("cases:conversation-of-nobody")
    assert jeanne.post(page, {"sujet": subject, "canal": "phone"}).status_code == 200
    assert not Conversation.objects.exists()


def test_the_database_refuses_words_of_nobody(world: World, hall: Unit) -> None:
    party = party_of(make_handler(hall))
    with pytest.raises(ValueError, match="nobody"):
        actions.note_conversation(party=party, unit=hall, channel="phone", said="Mme X a dit…")
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.create(at=clock.now(), unit=hall, channel="phone", said="Mme X")


def test_the_unit_counts_them_by_channel(world: World, hall: Unit, jeanne: Client) -> None:
    tell(jeanne, world.person)
    jeanne.post(reverse("cases:conversation-of-nobody"), {"canal": "phone"})
    jeanne.post(reverse("cases:conversation-of-nobody"), {"canal": "desk"})
    assert _count(hall.pk).conversations == (("phone", 2), ("desk", 1))
    assert _count(world.waste.pk).conversations == ()
    manager = enter(make_handler(hall, role=Membership.Role.MANAGER))
    assert "Appels et visites sans demande" in said(manager.get(reverse("cases:board")))


def test_a_year_later_only_the_figures_stay(world: World, hall: Unit, jeanne: Client, roads: Unit):
    kept = tell(jeanne, world.person)
    awaited = tell(jeanne, world.person, suite=str(roads.pk))
    with clock.at(clock.now() + timedelta(days=364)):
        assert actions.forget_conversations() == 0
    with clock.at(clock.now() + timedelta(days=366)):
        assert actions.forget_conversations() == 1
        assert _count(hall.pk).conversations == ()  # over twelve months
    kept.refresh_from_db()
    assert (kept.person, kept.subject, kept.said, kept.answer) == (None, "", "", "")
    assert (kept.channel, kept.unit) == ("phone", hall)
    awaited.refresh_from_db()
    assert awaited.person == world.person


# How and for whom one answers, said once ---------------------------------------------------------


def test_the_channel_is_said_once_a_session(world: World, jeanne: Client) -> None:
    post = reverse("cases:desk-post")
    assert jeanne.post(post, {"canal": "phone"}).headers["Location"] == DESK
    assert "Qui appelle" in said(jeanne.get(DESK))
    search(jeanne, "bordenave")
    for page in (page_of(world.person, "start"), page_of(world.person) + "echange/"):
        assert re.search(r'value="phone"[^>]* checked', jeanne.get(page).content.decode()), page
    jeanne.post(post, {"canal": "web", "next": "https://evil.example/"})
    assert "Qui appelle" in said(jeanne.get(DESK))


def test_with_several_units_one_says_for_which(
    world: World, hall: Unit, roads: Unit, jeanne: Client
) -> None:
    account = make_handler(hall, name="Autre")
    Membership.objects.create(account=account, unit=roads, role="handler", starts_on=clock.today())
    client = enter(account)
    client.post(reverse("cases:desk-post"), {"unite": str(roads.pk)})
    client.post(reverse("cases:desk-post"), {"unite": str(world.pau.pk)})
    assert tell(client, world.person).unit == roads


# The record and its sheet ------------------------------------------------------------------------


def test_the_record_shows_what_is_open_and_no_more(world: World, waste: Client, lescar: Client):
    case = take_on(world, make_case(world))
    hall = TownHall(unit=world.waste)
    hall.book(hall.offers(1, notice=False, after=clock.now())[0], person=world.person)
    for client, sees in ((waste, True), (lescar, False)):
        search(client, "bordenave")
        record = said(client.get(page_of(world.person)))
        assert (case.reference in record) is sees
        assert ("Rendez-vous" in record.split("Demandes en cours")[1]) is sees


def test_the_record_asks_the_same_of_the_database_however_much_there_is(
    world: World, waste: Client
) -> None:
    def add() -> None:
        for _time in range(2):
            take_on(world, make_case(world))
            party, unit = world.agent("waste"), world.waste
            actions.note_conversation(
                party=party, unit=unit, channel="desk", person=world.person, said="Bonjour."
            )

    def visit() -> None:
        assert waste.get(page_of(world.person)).status_code == 200

    search(waste, "bordenave")
    add()
    assert_queries_do_not_grow(visit, add, at_most=12)


def test_the_sheet_says_where_things_stand(world: World, waste: Client, lescar: Client) -> None:
    case = take_on(world, make_case(world))
    for client, tells in ((waste, True), (lescar, False)):
        tell(client, world.person)
        answer = client.get(reverse("cases:desk-sheet", args=[world.person.pk]))
        paper = " ".join(p.extract_text() for p in PdfReader(BytesIO(answer.content)).pages)
        assert (case.reference in paper) is tells
        assert "Bac cassé" in paper
    printed = Entry.objects.filter(verb="cases.sheet_printed")
    assert [one.person_key for one in printed] == [str(world.person.pk)] * 2


# Keys --------------------------------------------------------------------------------------------


def test_keys_can_be_switched_off(jeanne: Client) -> None:
    page = reverse("cases:shortcuts")
    assert "keys.js" in jeanne.get(DESK).content.decode()
    jeanne.post(page, {"couper": "1"})
    assert "keys.js" not in jeanne.get(DESK).content.decode()
    assert "coupés" in said(jeanne.get(page))
    jeanne.post(page)
    assert "keys.js" in jeanne.get(DESK).content.decode()


def test_services_are_found_by_a_word(world: World, jeanne: Client) -> None:
    search(jeanne, "bordenave")
    page = page_of(world.person, "start")

    def found(typed: str) -> str:
        return jeanne.get(page, {"q": typed}, headers={"X-Live": "1"}).content.decode()

    assert "Composteur partagé" in found("conposteur")
    assert "<html" not in found("conposteur")
    assert "Composteur" not in found("passeport")


def test_the_menu_leads_there(jeanne: Client) -> None:
    assert DESK in menu(jeanne.get(DESK))
