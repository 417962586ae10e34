"""How many queries the pages that everybody opens send, pinned. `make bench` measures the rest."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow, queries

from parvis.accounts.tests.factories import sign_in
from parvis.cases import actions
from parvis.cases.models import Case
from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.factories import World, make_case, make_draft
from parvis.core.events import deliver_now


@pytest.fixture
def resident(world: World) -> Client:
    return sign_in(Client(), world.resident)


def gets(client: Client, path: str) -> Callable[[], Any]:
    def visit() -> None:
        assert client.get(path).status_code == 200

    return visit


def talk(world: World, case: Case) -> None:
    """More of everything a case page shows."""
    waste = world.agent("waste")
    for _time in range(3):
        actions.write_message(case=case, party=waste, text="Bonjour, une question.")
        actions.write_message(case=case, party=world.applicant, text="Voici la réponse.")
        actions.add_note(case=case, party=waste, text="À revoir lundi.")
    deliver_now()


def test_a_residents_list(world: World, resident: Client) -> None:
    def add() -> None:
        for _time in range(3):
            make_case(world)

    add()
    assert_queries_do_not_grow(gets(resident, reverse("cases:list")), add, at_most=5)


def test_a_residents_case(world: World, resident: Client) -> None:
    case = make_case(world)
    talk(world, case)
    page = reverse("cases:detail", args=[case.reference])
    assert_queries_do_not_grow(gets(resident, page), lambda: talk(world, case), at_most=12)


def test_an_agents_case(world: World) -> None:
    case = make_case(world)
    talk(world, case)
    page = reverse("cases:agent-detail", args=[case.reference])
    client = enter(world.agents["waste"])
    assert_queries_do_not_grow(gets(client, page), lambda: talk(world, case), at_most=12)


def test_a_transition(world: World) -> None:
    case = make_case(world)
    client = enter(world.agents["waste"])
    with queries() as sent:
        answer = client.post(
            reverse("cases:agent-move", args=[case.reference, "prendre_en_charge"]),
            {"revision": case.revision},
        )
    assert answer.status_code == 302
    assert len(sent) <= 6, "\n".join(sent)


def test_a_submission(world: World, resident: Client) -> None:
    draft = make_draft(world, account=world.resident)
    with queries() as sent:
        answer = resident.post(reverse("cases:submit", args=[draft.pk]))
    assert answer.headers["Location"] == reverse("cases:done", args=[draft.pk])
    # Five of them take down who the person says to be, the first time.
    assert len(sent) <= 24, "\n".join(sent)
