"""A case asked for somebody else becomes theirs; what nobody needs any more goes."""

from typing import Any

import pytest
from django.utils.translation import override

from parvis.cases import actions, rules
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Attachment, Case
from parvis.catalogue.checker import process
from parvis.catalogue.checker.report import Report
from parvis.catalogue.loader import read
from parvis.core import clock
from parvis.core.paths import library_dir
from parvis.journal.models import Entry

PACKAGE, SOURCES = read(library_dir() / "parvis/visite-aide-a-domicile")


def asked() -> tuple[Stage, Case]:
    """A neighbour asks for Yvonne."""
    stage = Stage(PACKAGE, PACKAGE.scenarios.scenarios[0].given)
    case = actions.submit(draft=stage.draft(), person=stage.person, party=stage.opener())
    return stage, case


def act(stage: Stage, case: Case, transition: str, **inputs: Any) -> Case:
    unit = stage.party("coordination")
    return actions.perform(case=case, transition=transition, party=unit, inputs=inputs)


@pytest.mark.django_db
def test_from_then_on_it_is_hers_and_the_neighbour_reads_it_no_longer() -> None:
    stage, case = asked()
    neighbour = parties.somebody(stage.person)
    assert rules.scope_of(case, neighbour) == "all"
    act(stage, case, "contacter")
    case = Case.objects.get(pk=case.pk)
    assert (case.person.given_names, case.person.family_name) == ("Yvonne", "Cazenave")
    assert (case.person.address_line, case.person.commune_code) == ("14 rue Maubec", "64335")
    assert case.applicant_name == case.person.display_name
    assert "yvonne" in case.search_text
    assert "camille" not in case.search_text
    assert rules.scope_of(case, neighbour) == "none"
    assert rules.scope_of(case, parties.somebody(case.person)) == "all"
    assert Entry.objects.filter(verb="cases.moved", person_key=str(case.person_id)).exists()


@pytest.mark.django_db
def test_a_refusal_erases_what_nobody_needs(django_capture_on_commit_callbacks: Any) -> None:
    stage, case = asked()
    Attachment.objects.create(
        draft_key=case.draft_key,
        case=case,
        field="precisions",
        name="a.pdf",
        mime="application/pdf",
        size=1,
        sha256="0" * 64,
        storage_name="gone",
        uploaded_at=clock.now(),
    )
    act(stage, case, "contacter")
    said = {"moyen": "guichet", "recueilli_le": clock.today().isoformat()}
    with django_capture_on_commit_callbacks(execute=True):
        act(stage, case, "noter_refus", **said)
    case.refresh_from_db()
    assert case.legal_state == "closed"
    assert set(case.answers) == {
        "identite", "courriel", "telephone", "pour_qui", "personne", "domicile",
    }  # fmt: skip
    assert "Courses" not in case.title
    assert not Attachment.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("transition", "keys", "fault"),
    [
        ("contacter", {}, ""),
        ("contacter", {"gives_to": None}, "nobody is a former applicant"),
        ("contacter", {"by": ["coordination", "applicant"]}, "only a unit gives a case"),
        ("noter_refus", {"erases": ["besoin"]}, "did you mean “besoins”"),
    ],
)
def test_what_a_package_may_write(transition: str, keys: dict[str, Any], fault: str) -> None:
    transitions = [
        one.model_copy(update=keys) if one.id == transition else one
        for one in PACKAGE.process.transitions
    ]
    _found({"transitions": transitions}, fault)


def test_a_case_is_given_to_whom_a_person_field_names() -> None:
    [made] = [one for one in PACKAGE.process.transitions if one.gives_to]
    wrong = made.gives_to.model_copy(update={"identity": "domicile"})
    others = [one for one in PACKAGE.process.transitions if one is not made]
    transitions = [*others, made.model_copy(update={"gives_to": wrong})]
    _found({"transitions": transitions}, "no question of type person")


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"on_route": ["precisions"]}, ""),
        ({"on_route": ["courriel"]}, "is not shared"),
        ({"kind": "task"}, "a task goes nowhere"),
    ],
)
def test_the_list_of_the_day_tells_only_what_is_shared(keys: dict[str, Any], fault: str) -> None:
    item = PACKAGE.process.items["visite_pro"].model_copy(update=keys)
    _found({"items": PACKAGE.process.items | {"visite_pro": item}}, fault)


def _found(changes: dict[str, Any], fault: str) -> None:
    changed = PACKAGE.process.model_copy(update=changes)
    report = Report(SOURCES)
    with override("en"):
        process.check(PACKAGE.model_copy(update={"process": changed}), report)
    said = [f"{one.message} {one.remedy}" for one in report.faults]
    assert any(fault in one for one in said) if fault else said == []
