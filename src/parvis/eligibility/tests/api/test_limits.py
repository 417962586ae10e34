"""How often one may ask, who one is, and that nothing of it is kept."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from parvis.core import allowance, clock
from parvis.eligibility import ports
from parvis.eligibility.ports import Caller
from parvis.eligibility.tests.api.conftest import Program, mother
from parvis.eligibility.tests.twin import Twin
from parvis.journal.models import Entry

FACTS = "/api/eligibility/v1/facts"


@pytest.fixture
def keys() -> Iterator[None]:
    known = {"good": Caller("7", may_ask=True), "other": Caller("8", may_ask=False)}
    before = list(ports._keys)
    ports.provide_keys(known.get)
    yield
    ports._keys[:] = before


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.eligibility.access.PER_MINUTE", {"address": 3, "key": 5})


def asked(**headers: str) -> object:
    return Client().get(FACTS, headers=headers)


@pytest.mark.usefixtures("few", "keys")
def test_counted_by_address_then_by_key(db: None) -> None:
    at = datetime(2026, 11, 22, 10, 0, 40, tzinfo=UTC)
    with clock.at(at):
        told = [asked() for _ in range(4)]
        assert [one.status_code for one in told] == [200, 200, 200, 429]
        assert told[0]["RateLimit-Policy"] == '"address";q=3;w=60'
        assert [one["RateLimit"] for one in told[:2]] == [
            '"address";r=2;t=20',
            '"address";r=1;t=20',
        ]
        assert told[3]["Retry-After"] == "20"
        assert told[3].json()["type"] == "urn:parvis:problem:rate"
        mine = [asked(authorization="Bearer good") for _ in range(6)]
        assert [one.status_code for one in mine] == [200] * 5 + [429]
        assert Client(REMOTE_ADDR="2001:db8::1").get(FACTS).status_code == 200
    with clock.at(at + timedelta(seconds=20)):
        assert asked().status_code == 200


@pytest.mark.usefixtures("few", "keys")
def test_a_key_that_opens_nothing(db: None) -> None:
    assert asked(authorization="Bearer stolen").status_code == 401
    assert asked(authorization="Bearer other").status_code == 403
    assert asked(authorization="Basic good").status_code == 401
    assert asked(authorization="Bearer guessed").status_code == 429


@pytest.mark.django_db(transaction=True)
def test_the_count_is_exact_whoever_counts() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM allowance")

    def ask() -> int:
        try:
            return allowance.spend("t", "one", 100).spent
        finally:
            connection.close()

    with clock.at(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)), ThreadPoolExecutor(4) as pool:
        mine = [copy_context() for _ in range(40)]
        counts = list(pool.map(lambda one: one.run(ask), mine))
    assert sorted(counts) == list(range(1, 41))
    allowance.forget_past_minutes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM allowance")
        assert cursor.fetchone() == (0,)


def from_(address: str, **meta: str) -> str:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": address, **meta}
    return allowance.sender_of(request)


def test_an_address_is_known_by_its_network_and_not_told(settings: object) -> None:
    assert from_("2001:db8:1:2::1") == from_("2001:db8:1:2:ffff::9")
    assert from_("2001:db8:1:2::1") != from_("2001:db8:1:3::1")
    assert from_("192.0.2.1") != from_("192.0.2.2")
    assert "192" not in from_("192.0.2.1")[:4]
    assert from_("") == from_("nonsense")
    spoofed = {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 192.0.2.7"}
    assert from_("192.0.2.1", **spoofed) == from_("192.0.2.1")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert from_("10.0.0.1", **spoofed) == from_("192.0.2.7")


def test_any_page_may_call_it(program: Program) -> None:
    asked = program.client.options(
        "/api/eligibility/v1/assess",
        headers={"origin": "https://example.test", "access-control-request-method": "POST"},
    )
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked
    for answer in (program.post("assess", mother()), program.post("assess", {})):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Retry-After" in answer["Access-Control-Expose-Headers"]
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_nothing_personal_is_kept(
    program: Program, law: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    """What was sent is in no log, no journal, no row."""
    secret = {"birth_date": "1987-06-05", "wage": 123457}
    before = Entry.objects.count()
    with caplog.at_level(logging.DEBUG):
        for path, more in (
            ("assess", {}),
            ("next-question", {}),
            ("explain", {"benefit": "state.af"}),
        ):
            program.post(path, mother(lea=secret) | more)
        program.post("assess", mother(lea=secret | {"wage": "123457 F", "id": "dupont"}))
        law.is_there = False
        program.post("assess", mother(lea=secret))
    told = caplog.text + "".join(
        json.dumps(vars(one), default=str)
        for one in caplog.records
        if not one.name.startswith("django.db")
    )
    assert not [word for word in ("123457", "1987-06-05", "dupont") if word in told]
    assert Entry.objects.count() == before
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM \"{table}\" AS t WHERE t::text ~ '123457|1987-06-05|dupont'"
            )
            assert cursor.fetchone() == (0,), table
