"""Whatever the situation: one meaning for a person, a population and CEL; no promise in the dark."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.catalogue.expressions import Known
from parvis.catalogue.tests.expressions.test_oracle import CEL, FUNCTIONS, ours, theirs
from parvis.eligibility.local import judge
from parvis.eligibility.local.judging import Decision, decide
from parvis.eligibility.local.library import shipped
from parvis.eligibility.local.tests.people import (
    TODAY,
    columns,
    readers,
    situations,
)
from parvis.eligibility.situation import Fact
from parvis.eligibility.verdicts import CannotTell, No, Yes

np = pytest.importorskip("numpy")
BENEFITS = shipped()
EVERY = [(benefit, one) for benefit in BENEFITS for one in benefit.versions]
# All at once would take long; what is drawn changes from one example to the next.
some = st.lists(st.sampled_from(EVERY), min_size=4, max_size=8, unique=True)


def said(decision: Decision) -> str:
    return "yes" if decision.is_yes else "no" if decision.is_no else "unknown"


@settings(max_examples=15, deadline=None)
@given(st.lists(situations(), min_size=1, max_size=5), some)
def test_a_population_gets_the_answers_each_would_get_alone(
    people: list[Any], benefits: list[Any]
) -> None:
    from parvis.eligibility.local.area import covers
    from parvis.eligibility.local.columns import Population, judge_columns

    for benefit, compiled in benefits:
        who = readers(benefit, people)
        facts = [one.facts(compiled.paths | {"home.commune"}) for one in who]
        found = judge_columns(
            benefit,
            compiled,
            Population(columns(compiled.paths | {"home.commune"}, facts), len(who)),
        )
        area = (benefit.definition.area, benefit.definition.institution)
        for row, mine in enumerate(facts):
            commune = mine.get("home", {}).get("commune")
            if commune is None or not covers(*area, commune):
                assert (bool(found.yes[row]), bool(found.no[row])) == (False, commune is not None)
                continue
            alone = decide(compiled, benefit.definition.kind, mine)
            verdict = "yes" if found.yes[row] else "no" if found.no[row] else "unknown"
            assert verdict == said(alone), (benefit.id, mine)
            if alone.refused is not None:
                assert found.refused[row] == alone.refused
            elif alone.low is not None and alone.high is not None:
                assert (found.low[row], found.high[row]) == (alone.low, alone.high)


@settings(max_examples=12, deadline=None)
@given(st.lists(situations(is_full=True), min_size=1, max_size=2), some)
def test_on_known_facts_cel_says_the_same(people: list[Any], benefits: list[Any]) -> None:
    for benefit, compiled in benefits:
        programs = [*compiled.conditions, *([compiled.amount] if compiled.amount else [])]
        for reader in readers(benefit, people)[:2]:
            for program in programs:
                try:
                    expected = oracle(program.text, reader.facts(program.paths))
                except Refused:
                    continue
                assert program.evaluate(reader.facts(program.paths)) == Known(expected), program


class Refused(Exception):
    """CEL stops where a fact is absent; that sets us no duty."""


_PROGRAMS: dict[str, Any] = {}


def oracle(text: str, facts: dict[str, Any]) -> Any:
    import celpy

    if text not in _PROGRAMS:
        _PROGRAMS[text] = CEL.program(CEL.compile(text), functions=FUNCTIONS)
    known = {"home": {}, "family": {}, "tax": {}, "law": {}, "person": {}} | facts
    try:
        return ours(_PROGRAMS[text].evaluate({name: theirs(one) for name, one in known.items()}))
    except celpy.CELEvalError as error:
        raise Refused from error


@settings(max_examples=15, deadline=None)
@given(situations(), situations(is_full=True), some)
def test_knowing_more_never_takes_an_answer_back(
    person: Any, other: Any, benefits: list[Any]
) -> None:
    """A promise made while facts are unknown holds whatever they turn out to be."""
    full, law = other
    situation, some_law = person
    told = situation
    for path in full.paths():
        owner = path.partition(".")[0]
        if owner in {"home", "family", "tax", *situation.members} and situation.fact(path) is None:
            told = told.told(path, full.fact(path))
    for key, value in (("couple", len(told.adults) > 1), ("children", len(told.children))):
        told = told.told(f"home.{key}", Fact(value, TODAY))
    law = law | some_law
    for benefit, compiled in benefits:
        for before, after in zip(
            readers(benefit, [(situation, some_law)]), readers(benefit, [(told, law)]), strict=True
        ):
            first = decide(compiled, benefit.definition.kind, before.facts(compiled.paths))
            then = decide(compiled, benefit.definition.kind, after.facts(compiled.paths))
            if first.is_no:
                assert then.is_no, benefit.id
            if first.is_yes:
                assert then.is_yes, benefit.id
                assert first.low is None or first.low <= then.low <= then.high <= first.high


@settings(max_examples=20, deadline=None)
@given(situations(), some)
def test_what_cannot_be_told_says_what_would_settle_it(person: Any, benefits: list[Any]) -> None:
    situation, law = person
    for benefit, _compiled in benefits:
        for answer in judge(benefit, situation, law, TODAY):
            match answer.verdict:
                case CannotTell(facts=facts):
                    assert facts, (benefit.id, situation)
                    asked = [path for path in facts if not path.startswith("law.")]
                    assert all(situation.fact(path) is None for path in asked)
                case Yes(amount=amount) if amount and benefit.definition.kind == "aid":
                    assert amount.low > 0
                case No(reason=reason):
                    assert reason.text


def test_a_rule_never_sees_a_fact_it_did_not_declare() -> None:
    @settings(max_examples=10, deadline=None)
    @given(situations(is_full=True), some)
    def shown(person: Any, benefits: list[Any]) -> None:
        for benefit, compiled in benefits:
            for reader in readers(benefit, [person]):
                assert paths_of(reader.facts(compiled.paths)) <= compiled.paths

    shown()


def paths_of(facts: dict[str, Any], before: str = "") -> set[str]:
    found = set()
    for key, value in facts.items():
        path = f"{before}{key}"
        match value:
            case dict():
                found |= paths_of(value, f"{path}.")
            case list():
                found |= {path}.union(*(paths_of(each, f"{path}[].") for each in value))
            case _:
                found.add(path)
    return found


def ascending() -> list[Any]:
    found = []
    for benefit, compiled in EVERY:
        rule = compiled.version.amount
        if rule and rule.tiers:
            amounts = [step.amount for step in rule.tiers.steps]
            if amounts in (sorted(amounts), sorted(amounts, reverse=True)):
                found.append((benefit, compiled, 1 if amounts == sorted(amounts) else -1))
        elif rule and rule.effort:
            found.append((benefit, compiled, 1))
    return found


def facts_at(base: str, value: int, today: date = TODAY) -> dict[str, Any]:
    owner, _, key = base.partition(".")
    return {owner: {key: value}, "today": today}


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 300_000), st.integers(0, 300_000))
def test_scales_go_one_way(one: int, other: int) -> None:
    low, high = sorted((one, other))
    for benefit, compiled, way in ascending():
        rule = compiled.version.amount
        base = (rule.tiers or rule.effort).of
        less, more = (compiled.once.evaluate(facts_at(base, each)) for each in (low, high))
        if isinstance(less, Known) and isinstance(more, Known):
            assert way * less.value <= way * more.value, benefit.id
