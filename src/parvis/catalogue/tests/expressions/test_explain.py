"""Why a rule says no."""

from typing import Any

import pytest

from parvis.catalogue.expressions import Known, Unknown, compile_expression
from parvis.catalogue.tests.expressions.samples import ENVIRONMENT

RULE = """a.flag
  && (a.n > 20 || a.terrain == "commune" && has(a.rent))
  && !(a.s == "x")"""


def test_steps_follow_the_rule_with_values_and_facts() -> None:
    facts = {"a": {"flag": True, "n": 12, "terrain": "commune", "rent": None, "s": "y"}}
    steps = compile_expression(RULE, ENVIRONMENT).explain(facts)
    assert [(step.depth, step.kind, step.text, step.outcome) for step in steps] == [
        (0, "condition", "a.flag", Known(True)),
        (0, "any", 'a.n > 20 || a.terrain == "commune" && has(a.rent)', Known(False)),
        (1, "condition", "a.n > 20", Known(False)),
        (1, "all", 'a.terrain == "commune" && has(a.rent)', Known(False)),
        (2, "condition", 'a.terrain == "commune"', Known(True)),
        (2, "condition", "has(a.rent)", Known(False)),
        (0, "condition", '!(a.s == "x")', Known(True)),
    ]
    assert steps[2].facts == (("a.n", Known(12)),)
    assert steps[5].facts == (("a.rent", Known(None)),)
    assert (steps[3].line, steps[3].column) == (2, 19)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"flag": False, "n": 0}, "a.flag"),
        ({"n": 0, "terrain": "prive"}, 'a.n > 20 || a.terrain == "commune" && has(a.rent)'),
        ({"flag": True, "n": 21}, '!(a.s == "x")'),
        ({}, "a.flag"),
    ],
)
def test_why_not_is_the_first_refusal_else_the_first_doubt(facts: Any, text: str) -> None:
    step = compile_expression(RULE, ENVIRONMENT).why_not({"a": facts})
    assert step is not None
    assert step.text == text


def test_there_is_no_why_not_when_all_holds() -> None:
    facts = {"a": {"flag": True, "n": 21, "s": "y"}}
    assert compile_expression(RULE, ENVIRONMENT).why_not(facts) is None


def test_a_choice_shows_its_question_and_the_branch_taken() -> None:
    rule = compile_expression("a.flag ? a.n > 1 : a.n > 5", ENVIRONMENT)
    taken = rule.explain({"a": {"flag": False, "n": 3}})
    assert [(step.kind, step.text) for step in taken] == [
        ("choice", "a.flag"),
        ("condition", "a.n > 5"),
    ]
    assert rule.why_not({"a": {"flag": False, "n": 3}}) == taken[1]
    assert [step.text for step in rule.explain({})] == ["a.flag", "a.n > 1", "a.n > 5"]
    assert isinstance(rule.explain({})[0].outcome, Unknown)


@pytest.mark.parametrize(
    ("rule", "gap"),
    [
        ("a.n <= 10", 2),
        ("a.n < 10", 3),
        ("a.n >= 20", 8),
        ("20 < a.n", 9),
        ('a.day > date("2026-03-01")', 11),
        ("a.n == 10", None),
        ('a.s < "a"', None),
        ("a.n <= 10 || a.flag", None),
    ],
)
def test_a_refusal_says_by_how_much(rule: str, gap: int | None) -> None:
    facts = {"a": {"n": 12, "s": "y", "flag": False, "day": "2026-02-19"}}
    step = compile_expression(rule, ENVIRONMENT).why_not(facts)
    assert step is not None
    assert step.gap == gap
