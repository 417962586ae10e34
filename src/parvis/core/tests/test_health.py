"""Checks answer in a sentence, even when they crash."""

import pytest
from tests.harness import queries

from parvis.core import database_health, health
from parvis.core.health import Health


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {})
    return


def test_each_check_is_asked_in_its_order() -> None:
    health.register("Mail", lambda: Health("good", "delivered"))
    health.register("SMS", lambda: Health("warning", "slow", "Call the provider."))
    assert [(name, told.state) for name, told in health.examine()] == [
        ("Mail", "good"),
        ("SMS", "warning"),
    ]


def test_a_check_that_crashes_is_bad_and_stops_no_other() -> None:
    def crash() -> Health:
        raise TimeoutError("no answer in 3 s\nlong detail")

    health.register("FranceConnect", crash)
    health.register("Mail", lambda: Health("good", "delivered"))
    told = dict(health.examine())
    assert told["FranceConnect"] == Health("bad", "Pas de réponse (no answer in 3 s).")
    assert told["Mail"].state == "good"


@pytest.mark.django_db
def test_the_database_says_how_it_is() -> None:
    health.register("Server", database_health.server, lambda: database_health.SERVER)
    health.register("Role", database_health.role, lambda: database_health.ROLE)
    health.register("Worker", database_health.worker, lambda: database_health.WORKER)
    with queries() as sent:
        told = dict(health.examine())
    assert len(sent) == 1
    assert (told["Server"].state, told["Worker"].state) == ("good", "warning")
    assert told["Role"].state in {"good", "warning"}
    assert database_health.migrations().state == "good"


@pytest.mark.django_db
def test_a_question_that_fails_is_bad_and_hides_no_other() -> None:
    def say(value: object) -> Health:
        return Health("good", str(value))

    health.register("Gone", say, lambda: {"value": "SELECT gone FROM nowhere"})
    health.register("Odd", say, lambda: {"other": "SELECT 1"})
    health.register("Mail", say, lambda: {"value": "SELECT 12"})
    told = dict(health.examine())
    assert [told[name].state for name in ("Gone", "Odd")] == ["bad", "bad"]
    assert told["Mail"] == Health("good", "12")
