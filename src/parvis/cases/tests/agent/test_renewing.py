"""Renewing for somebody: offered to those who read the answers, refused to all others."""

import pytest
from django.urls import reverse

from parvis.cases.models import Draft
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.engine.test_charges import MONDAY, Parking
from parvis.cases.tests.factories import make_handler
from parvis.core import clock
from parvis.directory.tests import factories as directory


@pytest.fixture
def parking(db):
    with clock.at(MONDAY):
        yield Parking()


def test_an_agent_begins_it_with_the_answers(parking):
    case = parking.paid()
    client = enter(parking.regisseur)
    page = said(client.get(reverse("cases:agent-detail", args=[case.reference])))
    assert "Renouveler pour la personne" in page
    url = reverse("cases:agent-renew", args=[case.reference])
    assert "avec les réponses de celle-ci" in said(client.get(url))
    client.post(url, {"canal": "phone"})
    draft = Draft.objects.get()
    assert (draft.channel, draft.person, draft.account) == ("phone", case.person, parking.regisseur)
    assert draft.answers["immatriculation"] == case.answers["immatriculation"]
    assert draft.filed_by_unit == parking.unit


def test_on_paper_it_is_printed_with_the_answers(parking):
    case = parking.paid()
    client = enter(parking.regisseur)
    url = reverse("cases:agent-renew", args=[case.reference])
    answer = client.post(url, {"canal": "desk", "imprimer": "1"}, follow=True)
    assert answer.content.startswith(b"%PDF")
    assert Draft.objects.get().channel == "post"


@pytest.mark.parametrize("who", ["elsewhere", "too early"])
def test_it_is_not_there_for_others(parking, who):
    case = parking.asked() if who == "too early" else parking.paid()
    agent = parking.regisseur
    if who == "elsewhere":
        agent = make_handler(directory.unit(name="Accueil"), name="Paul Sarrat")
    url = reverse("cases:agent-renew", args=[case.reference])
    assert enter(agent).post(url, {"canal": "desk"}).status_code == 404
    assert not Draft.objects.exists()
