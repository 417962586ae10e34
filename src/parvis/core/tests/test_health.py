"""Checks answer in a sentence, even when they crash."""

import pytest

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
    assert database_health.server().state == "good"
    assert database_health.migrations().state == "good"
    assert database_health.worker().state == "warning"
    assert database_health.role().state in {"good", "warning"}
