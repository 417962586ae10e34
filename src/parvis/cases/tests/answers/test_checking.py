"""Conditions, groups, files: the form as a whole."""

from typing import Any
from uuid import uuid4

import pytest

from parvis.cases.answers import (
    Around,
    area_of,
    check_all,
    check_fields,
    check_page,
    summary,
    title_of,
    visible_pages,
)
from parvis.cases.models import Attachment
from parvis.cases.tests import kitchen_sink
from parvis.cases.tests.kitchen_sink import VALID
from parvis.catalogue.definition import Field, FieldTexts, Package
from parvis.territory.tests.factories import territory_around_pau

PACKAGE = kitchen_sink.package()
AROUND = Around(facts={"applicant": {"identity": "declared"}})


@pytest.fixture
def _territory(db: None) -> None:
    territory_around_pau()


pytestmark = pytest.mark.usefixtures("_territory")


def all_of(**changed: Any) -> Any:
    return check_all(PACKAGE, {**VALID, **changed}, None, around=AROUND)


def file(path: str, **more: Any) -> Attachment:
    known = {"name": "a.pdf", "mime": "application/pdf", "size": 1000, "scan": "clean"}
    return Attachment(id=uuid4(), field=path, **{**known, **more})


def shown(answers: dict[str, Any]) -> dict[str, list[str]]:
    pages = visible_pages(PACKAGE, answers, around=AROUND)
    return {page.id: [field.id for field in fields] for page, fields in pages}


def test_a_right_form_is_accepted_and_not_changed() -> None:
    checked = all_of()
    assert checked.is_valid, checked.errors
    assert checked.answers == VALID


def test_an_empty_form_says_all_that_must_be_answered() -> None:
    errors = check_all(PACKAGE, {}, [], around=AROUND).errors
    assert {"nom", "genre", "identite.family_name", "adresse.line", "endroit.label", "serment"} <= (
        set(errors)
    )
    assert not {"recit", "precision", "compte", "enfants", "commune"} & set(errors)


def test_hidden_questions_are_neither_asked_nor_kept() -> None:
    assert "precision" not in shown({"genre": "a"})["tout"]
    assert "precision" in shown({"genre": "c"})["tout"]
    assert "precision" not in shown({})["tout"]
    assert "precision" not in all_of(precision="oui").answers
    assert all_of(genre="c").errors.keys() == {"precision"}
    assert "argent" not in shown({"oui_non": False})
    assert "compte" not in all_of(oui_non=False).answers


def test_what_hides_a_question_may_itself_be_hidden() -> None:
    chain = {"genre": "c", "precision": "oui", "precision_encore": "x"}
    assert "precision_encore" in shown(chain)["tout"]
    assert "precision_encore" not in shown(chain | {"genre": "a"})["tout"]
    assert "precision_encore" not in all_of(**chain | {"genre": "a"}).answers


def test_a_wrong_answer_is_unknown_to_conditions() -> None:
    assert "argent" not in shown({"oui_non": "peut-être"})


def test_needed_when() -> None:
    assert all_of(courriel="").errors.keys() == {"telephone"}
    assert all_of(courriel="", telephone="05 59 27 85 80").is_valid
    page = check_page(PACKAGE, "qui", {k: v for k, v in VALID.items() if k != "courriel"})
    assert "telephone" in page.errors


def test_entries_are_judged_one_by_one() -> None:
    checked = all_of(
        enfants=[
            {"prenom": "Ana", "ecole": "yes", "classe": "CP"},
            {"prenom": "", "ecole": "yes", "ne_le": "31/02/2020"},
            {"prenom": "Iban", "ecole": "no", "classe": "cachée"},
        ]
    )
    assert set(checked.errors) == {
        "enfants.1.prenom",
        "enfants.1.ne_le",
        "enfants.1.classe",
    }
    kept = all_of(enfants=[{"prenom": "Iban", "ecole": "no", "classe": "cachée"}]).answers
    assert kept["enfants"] == [{"prenom": "Iban", "ecole": False}]
    assert "enfants" in all_of(enfants=[{"prenom": "x", "ecole": False}] * 4).errors


def test_files_are_judged_by_question() -> None:
    checks: list[tuple[list[Attachment], set[str]]] = [
        ([file("piece")], set()),
        ([], {"piece"}),
        ([file("ailleurs")], {"piece"}),
        ([file("piece", mime="text/plain")], {"piece"}),
        ([file("piece", size=2_000_000)], {"piece"}),
        ([file("piece", scan="infected")], {"piece"}),
        ([file("piece", scan="waiting")], set()),
        ([file("piece")] * 3, {"piece"}),
    ]
    for files, wrong in checks:
        checked = check_all(PACKAGE, VALID, files, around=AROUND)
        assert set(checked.errors) == wrong, files
    given = file("piece")
    assert check_all(PACKAGE, VALID, [given], around=AROUND).answers["piece"] == [str(given.id)]


def test_valid_if_says_the_packages_own_words() -> None:
    document = PACKAGE.model_dump(by_alias=True)
    document["form"]["pages"][0]["fields"][2]["valid_if"] = "answers.nombre < 5"
    document["texts"]["fr"]["fields"]["nombre"]["invalid"] = "Quatre au plus."
    checked = check_all(Package.model_validate(document), {**VALID, "nombre": 5}, None)
    assert checked.errors == {"nombre": ["Quatre au plus."]}


def test_inputs_of_a_transition() -> None:
    fields = [
        Field(id="motif", type="choice", options=["a", "autre"]),
        Field(id="explication", type="long_text", show_if='inputs.motif == "autre"', min=5),
        Field(id="suite", type="date", required=False, min="today"),
    ]
    texts = {one.id: FieldTexts(label=one.id) for one in fields}

    def said(**raw: Any) -> Any:
        return check_fields(fields, raw, texts, package=PACKAGE)

    assert said(motif="a", explication="ignorée").answers == {"motif": "a"}
    assert said(motif="autre").errors.keys() == {"explication"}
    assert said(motif="autre", explication="non").errors.keys() == {"explication"}
    assert said().errors.keys() == {"motif"}


def test_answers_in_words() -> None:
    answers = all_of(
        commune="64335",
        telephone="0559278580",
        enfants=[{"prenom": "Ana", "ecole": True, "classe": "CP"}],
        surface="1234,5",
    ).answers
    said = {
        field: value
        for _title, rows in summary(PACKAGE, answers, "fr")
        for _label, value, field in rows
    }
    assert said["montant"] == "12,50\u00a0€"
    assert said["jour"] == "15 janvier 2026"
    assert said["genre"] == "Choix a"
    assert said["oui_non"] == "Oui"
    assert said["adresse"] == ["12 rue du Bialé", "64230 Lescar"]
    assert said["endroit"] == ["Place royale", "Pau"]
    assert said["commune"] == "Lescar"
    assert said["identite"][0] == "Camille Bordenave"
    assert said["compte"].startswith("FR76 3000 6000")
    assert "Ana" in said["enfants"][0]
    assert [title for title, _rows in summary(PACKAGE, answers, "fr", only={"compte"})] == [
        "Page argent"
    ]
    assert title_of(PACKAGE, answers) == "Camille"


def test_where_a_case_lies() -> None:
    pau = area_of(PACKAGE, VALID, None)
    assert pau is not None
    assert pau.code == "64445"
    assert area_of(PACKAGE, {}, None) is None
