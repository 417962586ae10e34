"""Facts whose paper an agent saw."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_agent, sign_in
from parvis.directory.tests import factories as directory
from parvis.eligibility import conversation
from parvis.eligibility.interview import Interview
from parvis.eligibility.situation import Fact, Origin
from parvis.eligibility.views.agent import KEY

BEFORE, SEEN = date(2026, 11, 2), date(2026, 11, 22)


def _told(value: int = 42_000) -> Interview:
    return Interview().telling("loyer", {"home.rent": Fact(value, BEFORE)})


def test_a_fact_seen_is_proven_from_that_day() -> None:
    fact = _told().proving({"home.rent"}, SEEN).situation.fact("home.rent")
    assert fact == Fact(42_000, SEEN, Origin.PROVEN)


def test_unticked_it_is_declared_again() -> None:
    fact = _told().proving({"home.rent"}, SEEN).proving((), SEEN).situation.fact("home.rent")
    assert fact is not None
    assert fact.origin is Origin.DECLARED


def test_said_again_alike_it_stays_proven_and_otherwise_not() -> None:
    seen = _told().proving({"home.rent"}, SEEN)
    same = seen.telling("loyer", {"home.rent": Fact(42_000, SEEN)}).situation.fact("home.rent")
    other = seen.telling("loyer", {"home.rent": Fact(50_000, SEEN)}).situation.fact("home.rent")
    assert (same and same.origin, other and other.origin) == (Origin.PROVEN, Origin.DECLARED)


def test_what_the_institution_gave_is_not_changed_by_a_tick() -> None:
    given = Interview().telling("loyer", {"home.rent": Fact(1, BEFORE, Origin.INSTITUTION)})
    for seen in ((), {"home.rent"}):
        assert given.proving(seen, SEEN) == given


def test_a_fact_nobody_said_cannot_be_proven() -> None:
    assert _told().proving({"home.charges", "x", "me.birth_date"}, SEEN) == _told()


@pytest.mark.django_db
def test_the_adviser_ticks_and_the_next_page_remembers(client: Client) -> None:
    agent = make_agent(name="Inès Abadie")
    directory.membership(agent, directory.unit(directory.institution(), "Accueil"))
    sign_in(client, agent)
    session = client.session
    session[KEY] = {"interview": _told().to_json(), "at": "2099-01-01T00:00:00+00:00"}
    session.save()
    url = reverse("eligibility:agent-proofs")
    assert "checked" not in client.get(url).content.decode()
    client.post(url, {"seen": ["home.rent", "nobody.nothing"]})
    assert "checked" in client.get(url).content.decode()
    kept = Interview.from_json(client.session[KEY]["interview"])
    fact = kept.situation.fact("home.rent")
    assert fact is not None
    assert fact.origin is Origin.PROVEN
    assert conversation.KEY not in client.session
