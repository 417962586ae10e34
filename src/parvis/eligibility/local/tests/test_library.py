"""The benefits that travel with the program: sound, tested, published."""

from datetime import date

import pytest
from django.utils import translation

from parvis.eligibility.local import benefits_for, judge, library
from parvis.eligibility.local.checker import check_folder
from parvis.eligibility.local.library import files_in, folders, shipped
from parvis.eligibility.situation import Fact, Situation
from parvis.eligibility.verdicts import CannotTell, No, Yes

TODAY = date(2026, 11, 22)
PAU, JURANCON, BIARRITZ = "64445", "64284", "64122"


@pytest.mark.parametrize("folder", folders(), ids=str)
def test_every_file_is_sound_and_its_tests_come_out(folder):
    assert [str(fault) for fault in check_folder(folder)] == []


def test_every_benefit_shipped_is_published():
    assert len(shipped()) == sum(len(files_in(folder)) for folder in folders())


def test_benefits_go_by_where_one_lives_the_nearest_first():
    here = benefits_for(JURANCON, TODAY)
    levels = [one.definition.institution.level for one in here]
    ranks = ["commune", "epci", "departement", "region", "state"]

    assert levels == sorted(levels, key=ranks.index)
    assert {"jurancon.cantine", "agglo.idelis-reduit"} <= {one.id for one in here}
    assert (
        not {one.id for one in here}
        & {one.id for one in benefits_for(PAU, TODAY)}
        & {"jurancon.cantine"}
    )
    assert "agglo.idelis-reduit" not in {one.id for one in benefits_for(BIARRITZ, TODAY)}
    assert benefits_for("00000", TODAY) == []


def test_a_benefit_is_judged_for_each_child():
    canteen = library.benefit("jurancon.cantine")
    situation = Situation(("me", "child1", "child2"))
    told = {
        "home.commune": JURANCON, "home.couple": False, "home.children": 2,
        "child1.school": "primary", "child2.school": "nursery", "family.quotient_caf": 62_000,
    }  # fmt: skip
    for path, value in told.items():
        situation = situation.told(path, Fact(value, TODAY))

    answers = judge(canteen, situation, {}, TODAY)

    assert [one.whom for one in answers] == ["child1", "child2"]
    assert [one.verdict.amount.low for one in answers if isinstance(one.verdict, Yes)] == [310, 310]


def test_a_refusal_says_by_how_much_and_under_which_text():
    bicycle = library.benefit("agglo.velo")
    situation = Situation()
    told = {
        "home.commune": JURANCON, "me.birth_date": date(1990, 1, 1),
        "tax.reference_income": 2_400_000, "tax.half_shares": 2,
    }  # fmt: skip
    for path, value in told.items():
        situation = situation.told(path, Fact(value, TODAY))

    [answer] = judge(bicycle, situation, {}, TODAY)

    assert isinstance(answer.verdict, No)
    reason = answer.verdict.reason
    assert (reason.code, reason.gap) == ("quotient", 50_000)  # 2,000 euros a month, not 1,500
    assert reason.facts == ("tax.reference_income", "tax.half_shares")
    assert reason.law[0][0].startswith("Délibération")
    assert answer.law == "agglo.velo@2025-01-01"
    assert [step.code for step in answer.steps] == ["age"]
    assert answer.to_verify


def test_words_are_in_the_readers_language():
    with translation.override("en"):
        assert library.benefit("agglo.velo").name == "Help to buy a bicycle"
    with translation.override("fr"):
        assert library.benefit("agglo.velo").name == "Aide à l’achat d’un vélo"


def test_who_has_no_child_is_told_so():
    canteen = library.benefit("jurancon.cantine")
    alone = Situation().told("home.commune", Fact(JURANCON, TODAY))

    [unsaid] = judge(canteen, alone, {}, TODAY)
    [said] = judge(canteen, alone.told("home.children", Fact(0, TODAY)), {}, TODAY)

    assert unsaid.verdict == CannotTell(("home.children",))
    assert isinstance(said.verdict, No)
    assert said.verdict.reason.code == "nobody"


def test_a_young_child_has_no_right_that_begins_at_sixteen():
    register = library.benefit("pau.registre-canicule")
    situation = Situation(("me", "child1"))
    told = {
        "home.commune": PAU, "child1.birth_date": date(2015, 1, 1),
        "child1.disability_rate": None, "child1.invalidity_pension": None,
    }  # fmt: skip
    for path, value in told.items():
        situation = situation.told(path, Fact(value, TODAY))

    child = judge(register, situation, {}, TODAY)[1]
    older = judge(
        register, situation.told("child1.birth_date", Fact(date(2009, 1, 1), TODAY)), {}, TODAY
    )[1]

    assert isinstance(child.verdict, No)
    assert older.verdict == CannotTell(("law.aah",))
