"""Three-valued logic, absence and problems."""

from datetime import date
from typing import Any

import pytest
from django.utils.safestring import SafeString

from parvis.catalogue.expressions import BOOL, Known, Unknown, compile_expression
from parvis.catalogue.tests.expressions.samples import ENVIRONMENT

T, F, U = "true", "false", "a.flag"


def evaluate(text: str, facts: dict[str, Any] | None = None) -> Known | Unknown:
    return compile_expression(text, ENVIRONMENT).evaluate(facts or {})


def unknown(*facts: str) -> Unknown:
    return Unknown(facts)


@pytest.mark.parametrize(
    ("operator", "left", "right", "result"),
    [
        ("&&", F, U, False),
        ("&&", U, F, False),
        ("&&", T, U, None),
        ("&&", U, U, None),
        ("&&", T, T, True),
        ("||", T, U, True),
        ("||", U, T, True),
        ("||", F, U, None),
        ("||", F, F, False),
        ("==", U, T, None),
        ("!=", F, T, True),
    ],
)
def test_one_part_is_enough_when_it_settles_the_matter(
    operator: str, left: str, right: str, result: bool | None
) -> None:
    expected = unknown("a.flag") if result is None else Known(result)
    assert evaluate(f"{left} {operator} {right}") == expected


@pytest.mark.parametrize(
    ("text", "facts", "outcome"),
    [
        ("!a.flag", {}, unknown("a.flag")),
        ("a.n > 1", {}, unknown("a.n")),
        ("a.n > 0 && a.n < 5", {"a": {}}, unknown("a.n")),
        ("a.n + a.amounts.sum() > 1", {"a": {"n": 1}}, unknown("a.amounts")),
        ("a.flag ? a.n : 2", {"a": {"n": 2}}, Known(2)),
        ("a.flag ? a.n : 3", {"a": {"n": 2}}, unknown("a.flag")),
        ("a.flag ? a.n : 3", {}, unknown("a.flag", "a.n")),
        ("a.flag ? a.n : 3", {"a": {"flag": False}}, Known(3)),
        ("a.n in [1, a.rent]", {"a": {"n": 1}}, Known(True)),
        ("a.n in [1, a.rent]", {"a": {"n": 2}}, unknown("a.rent")),
        ('a.s in ["x", "y"]', {"a": {"s": "y"}}, Known(True)),
        ('"x" in a.kinds', {"a": {"kinds": ["x"]}}, Known(True)),
    ],
)
def test_what_is_missing_is_unknown(text: str, facts: dict[str, Any], outcome: Any) -> None:
    assert evaluate(text, facts) == outcome


CHILDREN = [{"age": 2, "name": "Léa"}, {"name": "Tom", "half_board": None}, {"age": 7}]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("a.children.exists(c, c.age < 3)", Known(True)),
        ("a.children.all(c, c.age < 3)", Known(False)),
        ("a.children.exists(c, c.age > 9)", unknown("a.children[1].age")),
        ("a.children.exists_one(c, c.age > 1)", Known(False)),
        ("a.children.exists_one(c, c.age > 3)", unknown("a.children[1].age")),
        ("a.children.map(c, c.age).sum()", unknown("a.children[1].age")),
        ("a.children.filter(c, c.age > 3).size()", unknown("a.children[1].age")),
        ("a.children.filter(c, has(c.half_board)).size() == 0",
         unknown("a.children[0].half_board", "a.children[2].half_board")),
        ('a.children.filter(c, c.age == 2 || c.name == "Tom").exists(c, c.age == 9)',
         unknown("a.children[2].name")),
        ("a.children.filter(c, true).all(c, c.age > 0)", unknown("a.children[].age")),
        ("size(a.children) == 3", Known(True)),
        ("a.children.exists(c, a.children.exists(d, c.age + d.age == 9))", Known(True)),
        ("a.kinds.all(k, a.children.exists(d, d.age > 9))", unknown("a.children[1].age")),
        ("a.amounts.exists(x, x > a.n)", unknown("a.amounts", "a.n")),
    ],
)  # fmt: skip
def test_lists_name_the_item_that_is_missing_something(text: str, outcome: Any) -> None:
    assert evaluate(text, {"a": {"children": CHILDREN, "kinds": ["x"]}}) == outcome


@pytest.mark.parametrize(
    ("text", "rent", "result"),
    [
        ("has(a.rent)", None, False),
        ("has(a.rent)", 0, True),
        ("a.rent == null", None, True),
        ("a.rent != null", 3, True),
        ("a.rent == 3", None, False),
        ("a.rent != 3", None, True),
        ("a.rent in [3]", None, False),
        ("has(a.rent) && a.rent > 3", None, False),
        ("a.rent > 3 && has(a.rent)", None, False),
        ("!has(a.rent) || a.rent > 3", None, True),
        ("has(a.rent) ? a.rent : 0", None, 0),
        ("a.rent", None, None),
    ],
)
def test_absent_is_known_and_is_not_zero(text: str, rent: int | None, result: Any) -> None:
    assert evaluate(text, {"a": {"rent": rent}}) == Known(result)


def test_what_an_absent_record_would_hold_is_absent() -> None:
    text = 'a.address.city == "Pau" || has(a.address.city)'
    assert evaluate(text, {"a": {"address": None}}) == Known(False)
    assert evaluate(text, {"a": {"address": {}}}) == unknown("a.address.city")


def problems(outcome: Known | Unknown) -> list[str]:
    assert isinstance(outcome, Unknown)
    assert outcome.facts == ()
    return [problem.code for problem in outcome.problems]


@pytest.mark.parametrize(
    ("text", "facts", "code"),
    [
        ("1 / a.n > 1", {"n": 0}, "division_by_zero"),
        ("1 % a.n > 1", {"n": 0}, "division_by_zero"),
        ("1.5 / a.ratio > 1.0", {"ratio": 0.0}, "division_by_zero"),
        ("a.n + 1 > 0", {"n": 2**63 - 1}, "overflow"),
        ("-a.n > 0", {"n": -(2**63)}, "overflow"),
        ("a.ratio * a.ratio > 0.0", {"ratio": 1e200}, "overflow"),
        ("int(a.ratio) > 0", {"ratio": 1e200}, "overflow"),
        ("double(a.n) > 0.0", {"n": 10**400}, "overflow"),
        ("a.amounts.sum() > 0", {"amounts": [2**63 - 1, 1]}, "overflow"),
        ("a.day + days(a.n) > a.day", {"n": 10**9, "day": date(2026, 3, 1)}, "date_out_of_range"),
        ("a.day - years(a.n) > a.day", {"n": 3000, "day": date(2026, 3, 1)}, "date_out_of_range"),
        ("a.n > 1", {"n": None}, "absent"),
        ("a.flag", {"flag": None}, "absent"),
        ("a.n > 1", {"n": "3"}, "wrong_type"),
        ("a.n > 1", {"n": True}, "wrong_type"),
        ("a.n > 1", {"n": 1.0}, "wrong_type"),
        ("a.flag", {"flag": 1}, "wrong_type"),
        ("a.ratio > 1.0", {"ratio": float("nan")}, "wrong_type"),
        ("a.day > today", {"day": "le 3 mars"}, "wrong_type"),
        ('"x" in a.kinds', {"kinds": "xyz"}, "wrong_type"),
        ('"x" in a.kinds', {"kinds": ["x", 3]}, "wrong_type"),
        ("a.n > 1", "not a record", "wrong_type"),
    ],
)
def test_a_problem_is_unknown_with_its_reason(text: str, facts: Any, code: str) -> None:
    outcome = evaluate(text, {"a": facts, "today": date(2026, 3, 1)})
    assert problems(outcome) == [code]
    assert "%(" not in outcome.problems[0].message  # type: ignore[union-attr]


def test_a_problem_yields_to_what_settles_the_matter() -> None:
    assert evaluate("1 / a.n > 1 && false", {"a": {"n": 0}}) == Known(False)
    assert evaluate("1 / a.n > 1 || true", {"a": {"n": 0}}) == Known(True)
    still = evaluate("1 / a.n > 1 && a.flag", {"a": {"n": 0}})
    assert isinstance(still, Unknown)
    assert still.facts == ("a.flag",)
    assert [problem.code for problem in still.problems] == ["division_by_zero"]


def test_nothing_is_asked_when_no_fact_can_help() -> None:
    outcome = evaluate("1 / a.n + a.amounts.sum() > 1", {"a": {"n": 0}})
    assert problems(outcome) == ["division_by_zero"]


def test_facts_come_as_json_has_them() -> None:
    facts = {"today": "2026-03-01", "a": {"day": "2008-03-01", "ratio": 2, "s": SafeString("x")}}
    assert evaluate("years_between(a.day, today) == 18", facts).is_true
    assert evaluate("a.ratio == 2.0", facts).is_true
    assert evaluate('a.s == "x"', facts).is_true


def test_outcomes_say_true_or_false_only_when_known() -> None:
    assert evaluate("true").is_true
    assert evaluate("false").is_false
    assert not evaluate("a.flag").is_true
    assert not evaluate("a.flag").is_false
    assert not evaluate("1").is_true


def test_a_compiled_rule_is_found_again() -> None:
    first = compile_expression("a.n > 1", ENVIRONMENT, BOOL)
    assert compile_expression("a.n > 1", ENVIRONMENT.extended({}), BOOL) is first
