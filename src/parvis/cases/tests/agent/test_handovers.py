"""The pages of “not ours: whose?”."""

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import Make

from parvis.cases.models import Case
from parvis.cases.tests.agent.doors import said, told
from parvis.cases.tests.factories import World, item_of, make_case, take_on


@pytest.fixture(scope="module", autouse=True)
def kept_case(made_once: Make, kept_world: World) -> Case:
    return made_once(lambda: take_on(kept_world, make_case(kept_world)))


@pytest.fixture
def case(kept_case: Case, db: None) -> Case:
    return deepcopy(kept_case)


def address(case: Case, name: str) -> str:
    return reverse(f"cases:{name}", args=[case.reference, item_of(case, "terrain").pk])


def of_case(case: Case) -> str:
    return reverse("cases:agent-detail", args=[case.reference])


def test_sent_back_then_passed_on(
    world: World, case: Case, lescar: Client, waste: Client, pau: Client
) -> None:
    assert "Ce n’est pas à nous" in said(lescar.get(of_case(case)))
    page = address(case, "agent-not-ours")
    form = said(lescar.get(page))
    assert "Services techniques de Pau" in form
    assert "Services techniques de Lescar" not in form.split("à votre avis")[1]
    assert lescar.post(page, {"motif": ""}).status_code == 200
    sent = lescar.post(page, {"motif": "C’est à Pau.", "service": world.pau.pk}, follow=True)
    assert told(sent) == ["C’est renvoyé. La main est au service responsable."]
    assert "À qui est-ce" in said(waste.get(reverse("cases:agent-inbox")))
    seen = said(waste.get(of_case(case)))
    assert "C’est à Pau." in seen
    assert "À son avis, c’est pour : Services techniques de Pau" in seen
    answer = address(case, "agent-whose")
    # What was proposed is chosen already.
    assert f'value="{world.pau.pk}" selected' in waste.get(answer).content.decode()
    assert pau.get(of_case(case)).status_code == 404
    waste.post(answer, {"reponse": "confier", "service": world.pau.pk})
    assert lescar.get(of_case(case)).status_code == 404
    assert "Ce n’est pas à nous" in said(pau.get(of_case(case)))


def test_the_lead_insists_and_must_say_why(case: Case, lescar: Client, waste: Client) -> None:
    lescar.post(address(case, "agent-not-ours"), {"motif": "Non.", "autre": "Le département"})
    page = address(case, "agent-whose")
    assert "Le département" in said(waste.get(page))
    assert waste.post(page, {"reponse": "insister"}).status_code == 200
    assert waste.post(page, {"reponse": "confier"}).status_code == 200
    waste.post(page, {"reponse": "insister", "message": "Le cadastre le dit."})
    assert "Le cadastre le dit." in said(lescar.get(of_case(case)))
    again = waste.post(page, {"reponse": "insister", "message": "Encore."}, follow=True)
    assert told(again)[-1:] == ["Une réponse a déjà été donnée."]


def test_services_are_searched_by_words(world: World, case: Case, lescar: Client) -> None:
    found = said(lescar.get(address(case, "agent-not-ours"), {"q": "techniques pau"}))
    assert "Services techniques de Pau" in found
    assert "Formation" not in found.split("à votre avis")[1]


def test_only_its_unit_sends_it_back_and_only_the_lead_answers(
    case: Case, lescar: Client, waste: Client, pau: Client
) -> None:
    page, answer = address(case, "agent-not-ours"), address(case, "agent-whose")
    assert pau.get(page).status_code == 404
    assert waste.get(page).headers["Location"] == of_case(case)
    assert waste.get(answer).headers["Location"] == of_case(case)
    lescar.post(page, {"motif": "Non."})
    assert lescar.post(answer, {"reponse": "insister", "message": "x"}).status_code == 302
    assert "Renvoyée" in said(lescar.get(of_case(case)))
