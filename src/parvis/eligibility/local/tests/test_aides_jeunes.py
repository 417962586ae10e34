"""Files written here in the format of aides-jeunes become ours, or the report says what did not."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from parvis.eligibility.local import judge
from parvis.eligibility.local.aides_jeunes import Untranslatable, translated
from parvis.eligibility.local.benefit import benefit_of
from parvis.eligibility.local.checker import check_file
from parvis.eligibility.local.library import read
from parvis.eligibility.situation import Fact, Situation
from parvis.eligibility.verdicts import CannotTell, No, Yes

DAY = date(2026, 11, 22)
REGION = "name: Région d’essai\ntype: region\ncode_insee: '75'\n"
LICENCE = """
label: aide au permis
institution: region_essai
description: "Pour <b>passer</b> le permis."
conditions:
  - Suivre une <a href="https://example.org">formation</a> de la région.
conditions_generales:
  - {type: age, operator: ">=", value: 18}
  - {type: age, operator: "<=", value: 25}
  - {type: quotient_familial, period: month, floor: 1000}
  - {type: regions, values: ["75"]}
profils:
  - type: apprenti
  - type: chomeur
    conditions: [{type: age, operator: ">", value: 20}]
type: float
unit: €
periodicite: ponctuelle
legend: maximum
montant: 500
link: https://example.org/permis
"""


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "institutions").mkdir()
    (tmp_path / "institutions" / "region_essai.yml").write_text(REGION)
    return tmp_path


def imported(folder: Path, text: str, name: str = "aide_permis"):
    path = folder / f"{name}.yml"
    path.write_text(text)
    return translated(path, folder / "institutions", DAY)


def benefit(folder: Path, text: str):
    found = imported(folder, text)
    target = folder / "ours.yml"
    target.write_text(found.text)
    return found, benefit_of(read(target)[0])


def young(**facts) -> Situation:
    situation = Situation()
    told = {
        "me.birth_date": date(2003, 1, 1), "me.apprentice": False, "me.activity": "unemployed",
        "home.commune": "64445", "tax.reference_income": 1_000_000, "tax.half_shares": 2,
    } | facts  # fmt: skip
    for path, value in told.items():
        situation = situation.told(path, Fact(value, DAY))
    return situation


def test_what_their_format_computes_is_computed(folder: Path):
    found, ours = benefit(folder, LICENCE)

    def verdict(**facts):
        return judge(ours, young(**facts), {}, DAY)[0].verdict

    assert found.id == "region-essai.aide-permis"
    assert isinstance(verdict(), Yes)
    assert verdict().amount.low == 50_000
    assert isinstance(verdict(**{"me.birth_date": date(2007, 1, 1)}), No)  # unemployed at 19
    assert isinstance(verdict(**{"me.birth_date": date(2007, 1, 1), "me.apprentice": True}), Yes)
    assert isinstance(verdict(**{"tax.reference_income": 2_500_000}), No)
    assert isinstance(verdict(**{"home.commune": "29155"}), No)
    unknown = judge(ours, young().told("me.apprentice", None).told("me.activity", None), {}, DAY)
    assert isinstance(unknown[0].verdict, CannotTell)


def test_what_it_only_says_in_words_is_to_be_verified(folder: Path):
    found, ours = benefit(folder, LICENCE)

    answer = judge(ours, young(), {}, DAY)[0]

    assert "Suivre une formation de la région." in answer.to_verify
    assert "Montant : maximum" in answer.to_verify
    assert any("declared, not computed" in line for line in found.report)
    assert str(ours.definition.summary) == "Pour passer le permis."


def test_a_draft_is_only_refused_for_want_of_tests(folder: Path):
    (folder / "draft.yml").write_text(imported(folder, LICENCE).text)

    faults = check_file(folder / "draft.yml")[1]

    assert len(faults) == 1
    assert "is not tested" in faults[0].message


def test_a_profile_that_cannot_be_computed_makes_all_of_them_declared(folder: Path):
    text = LICENCE.replace("type: chomeur", "type: service_civique")
    found, ours = benefit(folder, text)

    assert any("service_civique" in line for line in found.report)
    assert any("service_civique" in one for one in judge(ours, young(), {}, DAY)[0].to_verify)


def test_other_conditions_are_declared_and_reported(folder: Path):
    text = LICENCE.replace(
        "{type: quotient_familial, period: month, floor: 1000}",
        "{type: annee_etude, values: [terminale]}",
    )
    found, _ours = benefit(folder, text)

    assert any("annee_etude" in line for line in found.report)


def test_a_sum_that_is_no_sum_becomes_a_right(folder: Path):
    found, ours = benefit(folder, LICENCE.replace("unit: €", "unit: '%'"))

    assert ours.definition.kind == "right"
    assert any("no sum in euros" in line for line in found.report)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LICENCE.replace("region_essai", "nowhere"), "no institution"),
        (LICENCE.replace("region_essai", "../institutions"), "no institution"),
        ("- a list", "keys and values"),
        ("label: [", "aide_permis.yml:2"),
        (LICENCE.replace("montant: 500", "montant: beaucoup"), "not in their format"),
        (
            LICENCE.replace("conditions_generales:", "conditions_generales: 3\nautre:"),
            "not in their",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(folder: Path, text: str, why: str):
    with pytest.raises(Untranslatable, match=why):
        imported(folder, text)
