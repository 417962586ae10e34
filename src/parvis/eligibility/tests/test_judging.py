"""Three values for the national law: a promise never rests on what nobody said."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.eligibility import completing, plausible, ports
from parvis.eligibility.assessing import assess
from parvis.eligibility.completing import MOST, completions
from parvis.eligibility.interview import Interview, told
from parvis.eligibility.judging import Judged, Life, judge_nation
from parvis.eligibility.questions import questions_of
from parvis.eligibility.situation import Fact, Situation
from parvis.eligibility.tests.twin import NEEDS, Twin
from parvis.eligibility.verdicts import Amount, CannotTell, No, Per, Yes

TODAY = date(2026, 11, 22)
MONTH = date(2026, 11, 1)
EVERY = frozenset(key for keys in NEEDS.values() for key in keys)
MOTHER: dict[str, Any] = {
    "home.commune": "64284",
    "me.birth_date": date(2001, 5, 4),
    "home.couple": False,
    "home.children": 1,
    "child1.birth_date": date(2024, 3, 1),
    "me.activity": "employed",
    "me.wage": 900_00,
    "home.occupancy": "tenant_unfurnished",
    "home.rent": 520_00,
}


def situation_of(facts: dict[str, Any]) -> Situation:
    situation = Situation()
    for path, value in facts.items():
        situation = told(situation, path, Fact(value, TODAY))
    return situation


def judged(facts: dict[str, Any], flagged: tuple[str, ...] = ()) -> dict[str, Judged]:
    life = Life(situation_of(facts), flagged)
    (nation,) = judge_nation(Twin(), [life], MONTH)
    return {f"{each.answer.benefit} {each.answer.whom}".strip(): each for each in nation.judged}


def test_what_all_plausible_lives_agree_on_is_said():
    found = judged(MOTHER)
    assert isinstance(found["state.paje_base"].answer.verdict, Yes)
    assert isinstance(found["state.af"].answer.verdict, No)


def test_without_the_income_nothing_that_depends_on_it_is_promised():
    facts = {path: value for path, value in MOTHER.items() if path != "me.wage"}
    verdict = judged(facts)["state.ppa"].answer.verdict
    assert isinstance(verdict, CannotTell)
    assert "me.wage" in verdict.facts
    assert verdict.possible is not None
    assert verdict.possible.high > 0


def test_a_rare_fact_keeps_a_no_open_and_only_conditions_a_yes():
    found = judged(MOTHER)
    disabled = found["state.aah me"].answer.verdict
    assert isinstance(disabled, CannotTell)
    assert disabled.facts == ("me.disability_rate",)
    work = found["state.ppa"]
    assert isinstance(work.answer.verdict, Yes)
    assert "me.nationality" in work.supposed
    assert judged(MOTHER | {"me.nationality": "french"})["state.ppa"].supposed != work.supposed


def test_saying_that_one_is_concerned_makes_it_plausible():
    verdict = judged(MOTHER, ("me.disability_rate",))["state.aah me"].answer.verdict
    assert isinstance(verdict, CannotTell)
    assert set(verdict.facts) == {"me.disability_rate", "me.work_restriction"}
    assert isinstance(
        judged(MOTHER | {"me.disability_rate": 80})["state.aah me"].answer.verdict, Yes
    )


def test_the_complement_of_the_aeeh_is_asked_and_its_allowance_told_between():
    """A family learns of it as an interval until it says the category; no other is asked."""
    disabled = MOTHER | {"child1.disability_rate": 60}
    known = judged(disabled)["state.aeeh"]
    assert isinstance(known.answer.verdict, Yes)
    assert known.answer.verdict.amount == Amount(151_00, 751_00, Per.MONTH)
    assert "child1.aeeh_category" in known.stakes
    said = judged(disabled | {"child1.aeeh_category": 2})["state.aeeh"].answer.verdict
    assert isinstance(said, Yes)
    assert said.amount == Amount(351_00, 351_00, Per.MONTH)
    assert "complement" in {one.slug for one in questions_of(situation_of(disabled), TODAY)}
    other = situation_of(MOTHER | {"child1.disability_rate": 30})
    assert "complement" not in {one.slug for one in questions_of(other, TODAY)}


def test_from_50_to_79_per_cent_access_to_work_decides():
    """CSS L821-2, and nobody else is asked."""
    half = MOTHER | {"me.disability_rate": 60}
    unsaid = judged(half)["state.aah me"].answer.verdict
    assert isinstance(unsaid, CannotTell)
    assert unsaid.facts == ("me.work_restriction",)
    said = {
        restricted: judged(half | {"me.work_restriction": restricted})[
            "state.aah me"
        ].answer.verdict
        for restricted in (True, False)
    }
    assert isinstance(said[True], Yes)
    assert isinstance(said[False], No)
    asked = {one.slug for one in questions_of(situation_of(half), TODAY)}
    assert "acces-emploi" in asked
    for rate in (None, 30, 80):
        other = situation_of(MOTHER | {"me.disability_rate": rate})
        assert "acces-emploi" not in {one.slug for one in questions_of(other, TODAY)}


def test_the_cheapest_question_comes_first():
    facts = {path: value for path, value in MOTHER.items() if path not in {"me.wage", "home.rent"}}
    verdict = judged(facts)["state.aide_logement"].answer.verdict
    assert isinstance(verdict, CannotTell)
    assert verdict.facts[0] in {"home.rent", "me.wage"}


def test_a_whole_situation_is_one_row_and_one_call():
    twin = Twin()
    whole = completions(situation_of(MOTHER), EVERY, TODAY)[0].situation
    judge_nation(twin, [Life(whole)], MONTH)
    assert twin.calls == [1]


def test_two_lives_cost_one_call():
    twin = Twin()
    lives = [Life(situation_of(MOTHER)), Life(situation_of(MOTHER | {"me.wage": 1800_00}))]
    assert len(judge_nation(twin, lives, MONTH)) == 2
    assert len(twin.calls) == 1


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "me.birth_date": st.dates(date(1940, 1, 1), date(2005, 1, 1)),
    "me.activity": st.sampled_from(["employed", "unemployed", "student", "retired", "none"]),
    "me.wage": st.integers(0, 4000_00),
    "me.pension": st.sampled_from([None, 800_00]),
    "me.unemployment_benefit": st.sampled_from([None, 900_00]),
    "home.couple": st.booleans(),
    "home.children": st.integers(0, 3),
    "child1.birth_date": st.dates(date(2010, 1, 1), TODAY),
    "partner.wage": st.integers(0, 3000_00),
    "home.occupancy": st.sampled_from(["owner", "tenant_unfurnished", "free"]),
    "home.rent": st.integers(200_00, 900_00),
    "me.nationality": st.sampled_from(["french", "other"]),
    "me.disability_rate": st.sampled_from([None, 50, 80]),
}
some_facts = st.fixed_dictionaries({}, optional=_VALUES)


@settings(max_examples=25, deadline=None)
@given(some_facts)
def test_rows_are_few_whole_and_keep_what_is_known(facts: dict[str, Any]):
    situation = situation_of(facts)
    rows = completions(situation, EVERY, TODAY)
    assert 0 < len(rows) <= MOST
    for row in rows:
        assert all(row.situation.fact(path) == situation.fact(path) for path in situation.paths())
    Twin().amounts([row.situation for row in rows], list(NEEDS), MONTH)  # refuses a hole


@settings(max_examples=25, deadline=None)
@given(some_facts)
def test_a_variation_is_the_life_where_that_fact_is_known(facts: dict[str, Any]):
    """Changed in its base or lived from the start: the same, or a rule looks at more facts than
    `plausible.DECIDING` says."""
    situation = situation_of(facts)
    lives = completing._Lives(situation, EVERY, TODAY, frozenset())
    for row in completions(situation, EVERY, TODAY):
        if row.varied:
            fact = row.situation.fact(row.varied)
            known = told(situation, row.varied, fact)
            assert row.situation == lives.whole(known, row.base)


def test_points_said_to_look_at_nothing_are_the_same_in_every_life():
    """They are found once for all lives."""
    rows = completions(situation_of({"home.couple": True, "home.children": 2}), EVERY, TODAY)
    found: dict[str, set[plausible.Points]] = {}
    for row in rows:
        for path in row.situation.paths():
            if plausible.looks_at_nothing(path):
                points = plausible.points_of(row.situation, path, TODAY)
                found.setdefault(path, set()).add(points)
    assert len(found) > 40
    assert all(len(points) == 1 for points in found.values())


@settings(max_examples=15, deadline=None)
@given(some_facts)
def test_a_certain_promise_holds_in_every_life_that_is_tried(facts: dict[str, Any]):
    """Yes with nothing to verify: whatever else is true, something is paid."""
    situation, twin = situation_of(facts), Twin()
    (nation,) = judge_nation(twin, [Life(situation)], MONTH)
    rows = completions(situation, EVERY, MONTH)
    amounts = twin.amounts([row.situation for row in rows], list(NEEDS), MONTH)
    for each in nation.judged:
        answer = each.answer
        code = answer.benefit.removeprefix("state.")
        key = f"{code}:{answer.whom}" if answer.whom else code
        if isinstance(answer.verdict, Yes) and not each.supposed:
            assert all(found[key] > 0 for found in amounts)
        if isinstance(answer.verdict, No):
            assert not any(found.get(key, 0) for found in amounts)


@settings(max_examples=25, deadline=None)
@given(some_facts)
def test_an_interview_survives_its_json(facts: dict[str, Any]):
    interview = Interview(situation_of(facts), ("vous",), ("vous",), ("me.due_date",))
    assert Interview.from_json(interview.to_json()) == interview


def test_children_who_leave_are_forgotten():
    one = situation_of(MOTHER)
    none = replace(Interview(one)).telling("enfants", {"home.children": Fact(0, TODAY)})
    assert none.situation.members == ("me",)


@pytest.mark.parametrize("months", [0, 5])
def test_the_same_unknowns_are_completed_alike(months: int):
    on = date(2026, 11 - months, 1)
    assert completions(Situation(), EVERY, on) == completions(Situation(), EVERY, on)


def test_the_quotient_is_told_where_usual_lives_agree():
    without = {path: value for path, value in MOTHER.items() if path != "me.wage"}
    lives = [Life(situation_of(facts)) for facts in (MOTHER, without)]
    known, unknown = judge_nation(Twin(), lives, MONTH)
    assert known.quotient == int(900_00 / 2.5)
    assert unknown.quotient is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "supposed", "price"),
    [({}, ("family.quotient_caf",), 180), ({"family.quotient_caf": 800_00}, (), 400)],
)
def test_a_price_by_quotient_is_told_with_the_one_computed_to_be_verified(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], supposed: tuple[str, ...], price: int
):
    """0.5 % of 360 €, of 800 €."""
    monkeypatch.setattr(ports, "law", Twin)
    pupil = {"child1.birth_date": date(2020, 3, 1), "child1.school": "primary"}
    found = assess(Interview(situation_of(MOTHER | pupil | said)), TODAY).judged
    (meal,) = [each for each in found if each.answer.benefit == "jurancon.cantine"]
    assert meal.answer.verdict == Yes(Amount(price, price, Per.UNIT))
    assert meal.supposed == supposed


class Swinging(Twin):
    """Gives the RSA one month of two, and a housing aid that follows."""

    def amounts(self, situations: Any, benefits: Any, month: date) -> list[Any]:
        other = {"rsa:other month": 39_00, "aide_logement:other month": 86_00}
        return [
            {**found, "rsa": 0, "aide_logement": 287_00, **other}
            for found in super().amounts(situations, benefits, month)
        ]


def test_what_changes_from_month_to_month_is_told_so_and_promised_to_nobody():
    (nation,) = judge_nation(Swinging(), [Life(situation_of(MOTHER))], MONTH)
    found = {each.answer.benefit: each for each in nation.judged}
    rsa, housing = found["state.rsa"], found["state.aide_logement"]
    assert rsa.swings
    assert housing.swings
    assert isinstance(rsa.answer.verdict, CannotTell)
    assert rsa.answer.verdict.possible == Amount(39_00, 39_00, Per.MONTH)
    assert housing.answer.verdict == Yes(Amount(86_00, 287_00, Per.MONTH))
    assert not {key for key in nation.amounts if key.startswith(("rsa", "aide_logement"))}
    assert not found["state.af"].swings


@pytest.mark.django_db
def test_a_computed_quotient_closes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ports, "law", Twin)
    rich = Interview(situation_of(MOTHER | {"me.wage": 9_000_00}))
    verdicts = [each.answer.verdict for each in assess(rich, TODAY).judged]
    open_ = [each for each in verdicts if isinstance(each, CannotTell)]
    assert any("family.quotient_caf" in each.facts for each in open_)


@pytest.mark.parametrize("is_steady", [None, True, False])
def test_an_income_of_two_years_ago_that_nobody_said_is_never_zero_for_sure(is_steady: bool | None):
    """Steady incomes: left unknown, so that the engine takes those of today. Else: any."""
    said = {} if is_steady is None else {"tax.incomes_steady": is_steady}
    rows = completions(situation_of(MOTHER | said), EVERY, TODAY)
    then = {False: set(), True: set()}
    for row in rows:
        income = row.situation.fact("tax.reference_income")
        steady = row.situation.fact("tax.incomes_steady")
        then[steady.value].add(income and income.value)
    assert then[True] <= {None}
    assert (not then[False]) == bool(is_steady)
    assert None not in then[False]
    assert is_steady or len(then[False]) > 1
