"""What is stuck is told with what frees it; freeing is journalled and bears repeating."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import queries

from parvis.accounts.tests.factories import make_administrator
from parvis.cases.tests.agent.doors import enter, said
from parvis.core import clock, stuck
from parvis.core.stuck import Check, Found, Rows
from parvis.journal.models import Entry

PAGE = reverse("portal:stuck")


@pytest.fixture
def maya(db: None) -> Client:
    return enter(make_administrator(mfa=False))


@pytest.fixture
def _own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stuck, "_checks", {})


def broken() -> Rows:
    return Rows("SELECT at, name FROM nowhere")


def none() -> Rows:
    return Rows("SELECT now(), '' WHERE false")


@pytest.mark.django_db
def test_every_check_counts_and_can_be_freed() -> None:
    for seen in stuck.examine():
        assert not seen.fault, seen
        assert seen.found == Found(), seen
        assert seen.check.free is None or seen.check.free() in {0, 1}


@pytest.mark.usefixtures("_own_checks")
def test_what_is_stuck_and_what_it_means(maya: Client) -> None:
    assert "Rien n’est bloqué" in said(maya.get(PAGE))
    since = clock.now() - timedelta(days=3)
    many = "SELECT %s, CASE WHEN number > 1 THEN 'Voirie' ELSE 'Propreté' END"
    rows = Rows(f"{many} FROM generate_series(1, {stuck.MOST + 5}) number", (since,))
    stuck.register(
        Check(
            key="letters",
            name="Courriers",
            meaning="Ils attendent.",
            remedy="Postez-les.",
            rows=lambda: rows,
        ),
        Check(key="broken", name="Cassé", meaning="On ne sait pas.", rows=broken, free=lambda: 0),
        Check(key="well", name="Tout roule", meaning="", rows=none),
    )
    words = said(maya.get(PAGE))
    for part in ("Postez-les.", "Propreté, Voirie", "nowhere", "Tout roule"):
        assert part in words
    assert "Plus de 1" in words
    assert f"{PAGE}broken/" in maya.get(PAGE).content.decode()
    assert f"{PAGE}letters/" not in maya.get(PAGE).content.decode()


@pytest.mark.usefixtures("_own_checks")
def test_freeing_is_journalled(maya: Client) -> None:
    left = [2, 0]
    stuck.register(
        Check(key="it", name="Ça", meaning="", rows=none, free=lambda: left.pop(0)),
        Check(key="people", name="Gens", meaning="", rows=none),
    )
    assert "reprend 2" in said(maya.post(f"{PAGE}it/", follow=True))
    assert "plus rien à débloquer" in said(maya.post(f"{PAGE}it/", follow=True))
    for key in ("people", "unknown"):
        assert maya.post(f"{PAGE}{key}/").status_code == 404
    told = Entry.objects.filter(verb="portal.freed").order_by("pk")
    assert [one.detail for one in told] == [
        {"what": "it", "count": 2},
        {"what": "it", "count": 0},
    ]


@pytest.mark.usefixtures("_own_checks")
def test_a_count_that_lasts_is_given_up(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stuck, "MOST_MS", 20)
    stuck.register(
        Check(
            key="slow",
            name="Lent",
            meaning="",
            rows=lambda: stuck.Rows("SELECT now(), '' FROM pg_sleep(5)"),
        )
    )
    assert "statement timeout" in said(maya.get(PAGE))


def test_the_page_asks_once_for_all_checks(maya: Client) -> None:
    maya.get(PAGE)
    with queries() as sent:
        maya.get(PAGE)
    assert len([one for one in sent if "held(at, name)" in one]) == 1
