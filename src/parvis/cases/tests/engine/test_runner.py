"""A scenario that is wrong fails, and says where and why."""

from typing import Any

import pytest
from django.utils.translation import override

from parvis.cases.engine.refusals import CaseMoved, NotFound
from parvis.cases.engine.scenarios import Engine
from parvis.catalogue.definition import Package, Scenario
from parvis.catalogue.tests.factories import REFUND, make_package

PACKAGE = make_package()
GIVEN = PACKAGE.scenarios.scenarios[0].given.model_dump(mode="json")
TOLD = ["applicant: receipt", "waste: nouvelle_demande"]


def play(*steps: dict[str, Any], package: Package = PACKAGE, **given: Any) -> list[str]:
    scenario = Scenario.model_validate(
        {"name": "essai", "given": GIVEN | given, "steps": list(steps)}
    )
    return [f"{failure.step}: {failure.message}" for failure in Engine().run(package, scenario)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"state": "instruction"}, "state: expected instruction, found recue"),
        ({"hand": "applicant"}, "hand: expected applicant, found waste"),
        ({"open_items": ["terrain"]}, "open items: expected ['terrain'], found []"),
        ({"sent_back": ["terrain"]}, "sent back: expected ['terrain'], found []"),
        ({"results": {"terrain": "accorde"}}, "result of terrain: expected accorde, found "),
        ({"due": {"decision": "2026-05-03"}}, "date of decision: expected 2026-05-03"),
        ({"due": {"terrain": "2026-05-03"}}, "date of terrain: expected 2026-05-03, found none"),
        ({"told": TOLD[:1]}, "told but not expected: waste: nouvelle_demande"),
        ({"told": [*TOLD, "applicant: refus"]}, "not told: applicant: refus"),
        ({"documents": ["decision_favorable"]}, "documents: expected ['decision_favorable']"),
        ({"paid": 5}, "paid: expected 5, found 0"),
        ({"can": {"waste": ["refuser"]}}, "what waste can do: expected ['refuser']"),
        ({"timeline_says": ["Au revoir"]}, "the timeline does not say “Au revoir”"),
        ({"refused": {"foyers": ""}}, "the request should be refused; it was accepted"),
    ],
)
def test_each_wrong_expectation_is_found(expect: dict[str, Any], said: str) -> None:
    (found,) = play({"expect": expect})
    assert found.startswith(f"1: {said}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"who": "waste", "move": "accepter"}, CaseMoved.message),
        ({"who": "trainer", "move": "prendre_en_charge"}, NotFound.message),
        ({"who": "waste", "move": "refuser"}, "motif:"),
        ({"who": "waste", "move": "demander_piece"}, "message:"),
        ({"who": "waste", "item": "terrain", "result": "accorde"}, "“terrain” was never opened"),
    ],
)
def test_a_step_that_cannot_be_made_is_told(step: dict[str, Any], said: Any) -> None:
    (found,) = play(step)
    assert found.startswith("1: ")
    with override("fr"):
        assert str(said) in found


@pytest.mark.django_db
def test_an_unexpected_refusal_is_told() -> None:
    answers = GIVEN["answers"] | {"foyers": 1}
    assert play({"expect": {"state": "recue"}}, answers=answers)[0].startswith("1: “foyers”")
    assert play({"expect": {"refused": {"foyers": ""}}}, answers=answers) == []


@pytest.mark.django_db
def test_a_register_answers_when_the_scenario_says_so() -> None:
    package = make_package(REFUND)
    given = package.scenarios.scenarios[0].given.model_dump(mode="json")
    step = {"expect": {"state": "a_payer"}}
    assert play(step, package=package, **given) == []
    assert play(step, package=package, **given | {"facts": {}}) != []
