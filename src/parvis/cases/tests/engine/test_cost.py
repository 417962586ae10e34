"""How many queries things cost, and that history and volume do not add to them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases import actions, queries
from parvis.cases.models import Case
from parvis.cases.tests.factories import (
    World,
    item_of,
    make_case,
    make_draft,
    make_neighbour,
    take_on,
)
from parvis.core.events import deliver_now


def cost(act: Callable[[], Any]) -> list[str]:
    """The queries of an action, the savepoints that only exist within a test left out."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"][:120] for query in captured if "SAVEPOINT" not in query["sql"]]


def ask(world: World, case: Case, **more: Any) -> Case:
    return actions.perform(
        case=case,
        transition="demander_piece",
        party=more.pop("party", None) or world.agent("waste"),
        inputs={},
        correction={"fields": [], "message": "Précisez."},
    )


def answer(world: World, case: Case) -> Case:
    return actions.perform(
        case=case, transition="completer", party=world.applicant, inputs={}, correction={}
    )


def test_a_transition_costs_the_same_whatever_the_history(world: World) -> None:
    case = make_case(world)
    waste = world.agent("waste")
    costs = []
    for _round in range(4):
        costs.append(cost(lambda: ask(world, case, party=waste)))
        answer(world, case)
    assert {len(found) for found in costs[1:]} == {len(costs[0])}
    assert len(costs[0]) <= 4, "\n".join(costs[0])


def test_opening_two_branches(world: World) -> None:
    case, waste = make_case(world), world.agent("waste")
    found = cost(
        lambda: actions.perform(case=case, transition="prendre_en_charge", party=waste, inputs={})
    )
    assert len(found) <= 4, "\n".join(found)


def test_a_submission(world: World) -> None:
    draft = make_draft(world)
    party = world.applicant
    found = cost(lambda: actions.submit(draft=draft, person=world.person, party=party))
    assert len(found) <= 12, "\n".join(found)


def test_reading_a_case_costs_the_same_whatever_the_history(world: World) -> None:
    case = make_case(world)

    def read() -> None:
        party = queries.party_of(world.agents["waste"])
        opened = queries.open_case(party, case.reference)
        queries.view_of(opened, party)
        queries.moves_of(opened, party)
        queries.standing(opened, party, "fr")
        queries.timeline(opened, party, "fr")

    read()
    short = cost(read)
    for _round in range(3):
        ask(world, case)
        answer(world, case)
    actions.write_message(case=case, party=world.applicant, text="Bonjour")
    take_on(world, case)
    deliver_now()
    long = cost(read)
    assert len(long) <= len(short) + 1  # the files of messages, once there are messages
    assert len(long) <= 11, "\n".join(long)


@pytest.mark.parametrize("units", [1, 2])
def test_the_inbox_is_one_scan(world: World, units: int) -> None:
    for _case in range(3):
        take_on(world, make_case(world, person=make_neighbour()))
        make_case(world, person=make_neighbour())
    unit_ids = [world.waste.pk, world.trainer.pk][:units]
    queries.inbox(unit_ids=unit_ids)
    found = cost(lambda: queries.inbox(unit_ids=unit_ids))
    assert len(found) == 1, "\n".join(found)


def test_finishing_an_item(world: World) -> None:
    case = take_on(world, make_case(world))
    item, trainer = item_of(case, "formation"), world.agent("trainer")
    found = cost(
        lambda: actions.finish_item(item=item, party=trainer, result="reservee", inputs={})
    )
    assert len(found) <= 9, "\n".join(found)
