"""A resident's space: what needs them now, then everything of theirs."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_agent, make_resident, sign_in
from parvis.cases import actions
from parvis.cases.tests.agent.doors import said
from parvis.cases.tests.factories import World, make_case, make_draft, make_neighbour, make_world
from parvis.core import navigation
from parvis.core.events import deliver_now

SPACE = reverse("portal:space")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def resident(world: World) -> Client:
    return sign_in(Client(), world.resident)


def ask(world: World) -> None:
    case = make_case(world)
    actions.perform(
        case=case,
        transition="demander_piece",
        party=world.agent("waste"),
        inputs={},
        correction={"fields": ["foyers"], "message": "Combien de foyers exactement ?"},
    )


def test_an_empty_space_shows_the_way(db: None) -> None:
    page = sign_in(Client(), make_resident()).get(SPACE)
    assert "Votre espace est prêt" in said(page)
    assert reverse("portal:services") in page.content.decode()


def test_what_needs_them_comes_first(world: World, resident: Client) -> None:
    waiting = make_case(world)
    ask(world)
    make_draft(world, account=world.resident)
    deliver_now()
    words = said(resident.get(SPACE))
    order = [
        words.index(part)
        for part in (
            "Bonjour Camille",
            "C’est à vous",
            "Combien de foyers exactement ?",
            "À terminer",
            "Mes dernières demandes",
            waiting.reference,
        )
    ]
    assert order == sorted(order)
    assert "Il manque quelque chose" in words  # an unread message


def test_nothing_expected_is_said(world: World, resident: Client) -> None:
    make_case(world)
    assert "Rien n’est attendu de vous" in said(resident.get(SPACE))


def test_nobody_else_is_shown(world: World, resident: Client) -> None:
    other = make_case(world, person=make_neighbour())
    make_draft(world, account=make_resident(), person=make_neighbour())
    words = said(resident.get(SPACE))
    assert other.reference not in words
    assert "Brouillon" not in words


@pytest.mark.parametrize("who", [make_agent, None])
def test_it_is_for_residents(db: None, who) -> None:
    client = sign_in(Client(), who()) if who else Client()
    assert client.get(SPACE).status_code == (404 if who else 302)


def test_it_is_where_one_arrives(world: World) -> None:
    account: Account = world.resident
    assert navigation.address("space") == SPACE
    assert account.is_agent is False


def test_it_costs_the_same_whatever_there_is(world: World, resident: Client) -> None:
    def add() -> None:
        for _time in range(3):
            make_case(world)
            ask(world)
            make_draft(world, account=world.resident)
        deliver_now()

    add()
    assert_queries_do_not_grow(lambda: resident.get(SPACE), add, at_most=9)


def test_a_draft_that_waits_is_the_first_thing_to_press(world: World, resident: Client) -> None:
    service = reverse("portal:service", args=[world.installation.slug])
    assert "Commencer une autre demande" not in said(resident.get(service))
    make_draft(world, account=world.resident)
    page = said(resident.get(service))
    assert page.index("Reprendre ma demande") < page.index("Commencer une autre demande")
    assert resident.get(service).content.decode().count("button--primary") == 1
