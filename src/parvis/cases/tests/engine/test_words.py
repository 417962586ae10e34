"""Filling in words: known places only, nothing evaluated, nothing that fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.cases import queries
from parvis.cases.engine.script import script_of
from parvis.cases.engine.words import Values, fill
from parvis.cases.models import Case
from parvis.cases.tests.factories import MONDAY, make_case, make_world, take_on
from parvis.core import clock

VALUES = {"applicant.name": "Camille", "case.reference": "LES-7K3M-9QXR", "inputs.message": ""}


def value_of(place: str) -> str:
    return VALUES.get(place, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour {applicant.name},", "Bonjour Camille,"),
        ("Numéro {answers.unknown}.", "Numéro —."),
        ("{applicant.name} {applicant.name}", "Camille Camille"),
        ("a {b} {c.d.e.f} { case.reference } {}", "a {b} {c.d.e.f} { case.reference } {}"),
        ("{applicant.name.__class__}", "{applicant.name.__class__}"),
        # A paragraph that is only a blank value goes away; within a sentence it shows.
        ("Oui.\n\n{inputs.message}\n\nFin.", "Oui.\n\nFin."),
        ("Oui : {inputs.message}", "Oui : —"),
    ],
)
def test_filling(text: str, said: str) -> None:
    assert fill(text, value_of) == said


@given(st.text(max_size=200), st.text(max_size=20))
def test_filling_never_fails_and_never_reads_its_values_again(text: str, value: str) -> None:
    assert isinstance(fill(text, value_of), str)
    said = fill("Dit : {applicant.name}.", lambda place: value)
    assert said == f"Dit : {value or '—'}."


@pytest.mark.django_db
def test_every_place_of_a_package_has_its_value() -> None:
    world = make_world()
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    script = script_of(case.version_id)
    values = Values(
        script,
        Case.objects.get(pk=case.pk),
        language="fr",
        submitted_on=MONDAY.date(),
        items=queries.items_of(case),
        deadlines=list(case.deadlines.order_by("pk")),
        fields=script.transition("accepter").fields,
        inputs={"livraison": "2026-04-15"},
    )
    said = {
        "case.reference": case.reference,
        "case.title": "Dans une résidence ou un immeuble · Derrière le local à vélos, Lescar",
        "case.submitted_on": "2 mars 2026",
        "applicant.name": "Camille Bordenave",
        "service.name": "Composteur partagé",
        "lead.name": "le service Prévention et gestion des déchets",
        "answers.foyers": "8",
        "answers.nothing": "",
        "inputs.livraison": "15 avril 2026",
        "inputs.nothing": "",
        "items.terrain.due": "23 mars 2026",
        "items.terrain.result": "",
        "items.terrain.conditions": "",
        "items.nothing.due": "",
        "deadlines.decision.date": "2 mai 2026",
        "deadlines.nothing.date": "",
        "nothing.at_all": "",
        "script.package": "",
    }
    assert {place: values.fill(f"-{{{place}}}") for place in said} == {
        place: f"-{value or '—'}" for place, value in said.items()
    }
