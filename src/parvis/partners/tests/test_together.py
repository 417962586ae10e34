"""The same request sent many times at the same instant is carried out once."""

import threading
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.cases.models import Case
from parvis.cases.tests import factories as cases
from parvis.partners.actions.once import Reused, once
from parvis.partners.models import Answer
from parvis.partners.tests.conftest import filing, program

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> cases.World:
    """Seen by other connections: nothing is kept around it."""
    return cases.make_world()


class Refused(Exception):
    """What an act may raise."""


# Each request: which key, which body, and whether the act refuses the first time it is tried.
REQUESTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.booleans()), min_size=2, max_size=6
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS)
def test_each_key_acts_once_whatever_comes_together(
    world: cases.World, requests: list[tuple[str, str, bool]]
) -> None:
    key = program(world.trainer).key
    acted: list[tuple[str, str]] = []
    answered: list[tuple[str, str, Any]] = []
    start = threading.Barrier(len(requests))

    def send(name: str, body: str, refuses: bool) -> None:
        def act() -> tuple[int, dict[str, Any]]:
            if refuses:
                raise Refused
            acted.append((name, body))
            return 200, {"number": len(acted), "body": body}

        start.wait()
        try:
            answer, _again = once(key=key, idempotency_key=name, request_hash=body, act=act)
            answered.append((name, body, answer.body))
        except (Refused, Reused):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=one) for one in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [name for name, _body in acted]
    assert len(names) == len(set(names))
    assert len({(name, told["number"]) for name, _body, told in answered}) == len(names)
    assert all(told["body"] == body for _name, body, told in answered)
    assert Answer.objects.filter(key=key).count() == len(names)
    for name, body, refuses in requests:  # an act that nobody refused was made
        if not refuses:
            assert name in names, (name, body)


def test_a_request_filed_four_times_at_once_is_one_case(world: cases.World) -> None:
    mine = program(world.trainer)
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(mine.post("cases", filing(world)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.json()["case"] for one in answers}) == 1
    assert sum("Idempotent-Replayed" in one for one in answers) == 3
    assert Case.objects.count() == 1
