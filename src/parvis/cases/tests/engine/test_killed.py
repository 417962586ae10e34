"""A process killed anywhere (SIGKILL): what was acknowledged is there once, nothing happened twice."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from parvis.cases import actions
from parvis.cases.engine import party as parties
from parvis.cases.models import Case, CaseEvent, Draft, IssuedDocument, Turn, WorkItem
from parvis.cases.tests.factories import MONDAY, World, make_draft, make_neighbour, make_world
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.core.models import OutboxEvent
from parvis.notifications.models import Notification

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]
CHILD = Path(__file__).with_name("child.py")
MANY = 8
STOPS = [0, 5]


@pytest.fixture
def world() -> World:
    return make_world()


def killed_after(what: str, lines: int, pause: float = 0.004) -> list[str]:
    """Run the child, kill it a moment after it said so many lines (it is then within the next
    thing), and give what it had said."""
    told: list[str] = []
    with subprocess.Popen(
        [sys.executable, str(CHILD), what], stdout=subprocess.PIPE, text=True, env=_environment()
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            told.append(line.strip())
            if len(told) > lines:
                time.sleep(pause)
                child.kill()
                break
        told += [line.strip() for line in child.stdout if line.endswith("\n")]
    return told[1:]


def _environment() -> dict[str, str]:
    base = connection.settings_dict
    host = quote(str(base["HOST"]), safe="")
    url = f"postgresql://{base['USER']}@:{base['PORT']}/{base['NAME']}?host={host}"
    return os.environ | {
        "DATABASE_URL": url.replace("@:/", "@/"),
        "DJANGO_SETTINGS_MODULE": "parvis.config.settings.test",
    }


@pytest.mark.parametrize("lines", STOPS)
def test_submissions(world: World, lines: int) -> None:
    for _draft in range(MANY):
        make_draft(world, person=make_neighbour())
    acknowledged = killed_after("submit", lines)
    assert len(acknowledged) >= lines
    assert set(acknowledged) <= set(Case.objects.values_list("reference", flat=True))
    for draft in Draft.objects.select_related("person"):
        assert not Case.objects.filter(draft_key=draft.pk).exists()
        actions.submit(draft=draft, person=draft.person, party=parties.somebody(draft.person))
    assert (Case.objects.count(), Draft.objects.count()) == (MANY, 0)
    assert CaseEvent.objects.filter(kind="submitted").count() == MANY
    assert Turn.objects.count() == MANY
    deliver_now()
    assert IssuedDocument.objects.filter(kind="receipt").count() == MANY


@pytest.mark.parametrize("lines", STOPS)
def test_transitions(world: World, lines: int) -> None:
    for _case in range(MANY):
        _submitted(world)
    killed_after("take", lines)
    for case in Case.objects.all():
        moved = case.state == "instruction"
        assert case.revision == int(moved)
        assert case.events.filter(kind="moved").count() == int(moved)
        assert case.items.count() == 2 * moved
        assert case.turns.count() == 1 + moved
    facts = OutboxEvent.objects.filter(name="cases.moved").count()
    assert facts == Case.objects.filter(state="instruction").count() >= lines


def test_time_passing(world: World) -> None:
    with clock.at(MONDAY):
        for _case in range(MANY):
            case = _submitted(world)
            waste = world.agent("waste")
            actions.perform(case=case, transition="prendre_en_charge", party=waste, inputs={})
    killed_after("clock", 4)
    with clock.at(MONDAY.replace(month=5, day=1)):
        actions.run_clock()
    assert CaseEvent.objects.filter(kind="item_expired").count() == MANY
    assert WorkItem.objects.filter(kind="terrain", by_silence=True).count() == MANY


@pytest.mark.parametrize("pause", [0.1, 0.4])
def test_letters_and_messages(world: World, pause: float) -> None:
    for _case in range(MANY):
        _submitted(world)
    killed_after("deliver", 0, pause)
    with clock.at(clock.now() + timedelta(minutes=1)):  # an attempt cut short is made again later
        deliver_now()
    assert IssuedDocument.objects.count() == MANY
    keys = list(Notification.objects.filter(channel="in_app").values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == MANY
    assert not OutboxEvent.objects.filter(delivered_at=None).exists()


def _submitted(world: World) -> Case:
    person = make_neighbour()
    draft = make_draft(world, person=person)
    return actions.submit(draft=draft, person=person, party=parties.somebody(person))
