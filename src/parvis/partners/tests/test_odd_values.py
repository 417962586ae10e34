"""Values that JSON can say and nobody can keep: a problem, never a breakdown, and nothing done."""

import json
from typing import Any

import pytest
from django.test import Client

from parvis.accounts.models import Person
from parvis.cases.models import Case
from parvis.cases.tests import factories as cases
from parvis.partners.models import Answer
from parvis.partners.tests.conftest import filing, program

pytestmark = pytest.mark.django_db

NUL, HALF = "a\0b", "\ud800"
ODD: list[Any] = [
    NUL, HALF, "9" * 5000, "\u202eabc", -1, 10**30, 1e300, float("nan"), float("inf"),
    [[[]]], {"a": {"b": []}}, None, True, "9999-12-31", "0000-00-00", "x" * 100_000,
]  # fmt: skip


def _sent(mine: Any, path: str, body: object) -> Any:
    client = Client(raise_request_exception=False)
    return client.post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json",
        headers=mine.headers | {"idempotency-key": "k"},
    )  # fmt: skip


def _is_a_problem(answer: Any) -> bool:
    kind = answer["Content-Type"]
    return 400 <= answer.status_code < 500 and kind == "application/problem+json"


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_whatever_a_person_is_said_to_be(world: cases.World, odd: Any) -> None:
    mine, good = program(world.trainer, "file"), filing(world)
    for name in ("family_name", "birth_date", "email", "phone", "commune_code"):
        answer = _sent(mine, "cases", good | {"person": good["person"] | {name: odd}})
        assert _is_a_problem(answer) or answer.status_code == 201, (name, answer.content)
        if answer.status_code == 201:
            assert isinstance(odd, str)
            return


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_whatever_is_answered(world: cases.World, odd: Any) -> None:
    mine, good = program(world.trainer, "file"), filing(world)
    for name in good["answers"]:
        answer = _sent(mine, "cases", good | {"answers": good["answers"] | {name: odd}})
        assert _is_a_problem(answer) or answer.status_code == 201, (name, answer.content)
        Answer.objects.all().delete()
    for name in (NUL, HALF, "", "x" * 10_000):
        assert _is_a_problem(_sent(mine, "cases", good | {"answers": {name: odd}}))


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_whatever_a_task_is_concluded_with(world: cases.World, odd: Any) -> None:
    taken = cases.take_on(world, cases.make_case(world))
    mine, item = program(world.lescar), cases.item_of(taken, "terrain")
    path = f"cases/{taken.reference}/transitions/accepter"
    assert _is_a_problem(_sent(mine, path, {"revision": odd, "inputs": {NUL: odd}}))
    path = f"work-items/{item.pk}"
    assert _is_a_problem(_sent(mine, path, {"result": odd}))
    answer = _sent(mine, path, {"result": "accorde", "inputs": {"conditions": odd}})
    assert _is_a_problem(answer) or answer.status_code == 200, answer.content
    item.refresh_from_db()
    assert (item.done_at is not None) == (answer.status_code == 200)


def test_nothing_is_left_of_what_cannot_be_kept(world: cases.World) -> None:
    people, mine, good = Person.objects.count(), program(world.trainer, "file"), filing(world)
    answer = _sent(mine, "cases", good | {"person": good["person"] | {"family_name": NUL}})
    assert answer.status_code == 400
    assert (Person.objects.count(), Case.objects.count()) == (people, 0)


@pytest.mark.parametrize("body", [b"zz", b"--x\r\n\r\n--x--"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data"])
def test_a_broken_body_is_a_problem(world: cases.World, body: bytes, kind: str) -> None:
    mine = program(world.trainer, "file")
    answer = Client(raise_request_exception=False).generic(
        "POST", "/api/v1/cases", body, content_type=kind,
        headers=mine.headers | {"idempotency-key": "k"},
    )  # fmt: skip
    assert _is_a_problem(answer), answer.content[:300]
