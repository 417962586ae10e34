"""Nothing an author writes or a resident answers can exhaust a page."""

import pytest

from parvis.catalogue.expressions import (
    INT,
    STRING,
    Environment,
    ExpressionError,
    Known,
    Unknown,
    compile_expression,
    list_of,
    struct,
)
from parvis.catalogue.expressions._lexemes import MAX_DEPTH, MAX_LENGTH
from parvis.catalogue.expressions._parser import MAX_NODES

ENVIRONMENT = Environment(
    {
        "n": INT,
        "s": STRING,
        "l": list_of(INT),
        "m": list_of(struct({"l": list_of(INT)})),
    }
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n > 1 " + " " * MAX_LENGTH, "too_long"),
        ("n" * 1_000_000, "too_long"),
        ("(" * 41 + "n" + ")" * 41, "too_deep"),
        ("(" * 900 + "n" + ")" * 900, "too_deep"),
        ("!" * 1900 + "true", "too_deep"),
        ("-" * 1900 + "n", "too_deep"),
        ("n" + " + n" * 400, "too_deep"),
        ("n" + ".n" * 900, "too_deep"),
        ("s" + ".size()" * 250, "too_deep"),
        ("true ? 1 : " * 150 + "2", "too_deep"),
        ("n<" * 900 + "n", "too_deep"),
        ("n" + "||n" * 600, "too_many_parts"),
        ("n in [" + ",".join("1" * 600) + "]", "too_many_parts"),
        ("[" * 500, "too_deep"),
        ('"' + "\\n" * 990, "unclosed_text"),
        ("'" + "\\" * 1999, "unclosed_text"),
        ("r'" + "\\n" * 900, "unclosed_text"),
        ('b"' * 900, "unsupported"),
    ],
)
def test_what_is_too_much_is_refused(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, ENVIRONMENT)
    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        " && ".join(["n > 1"] * (MAX_NODES // 3 - 2)),
        "(" * MAX_DEPTH + "n" + ")" * MAX_DEPTH + " > 1",
        "n" + " + n" * (MAX_DEPTH - 2) + " > 1",
        'n > 1 || s == "' + "é" * 1900 + '"',
    ],
)
def test_just_within_the_limits_is_fine(text: str) -> None:
    rule = compile_expression(text, ENVIRONMENT)
    assert rule.evaluate({"n": 3}) == Known(True)
    assert rule.explain({"n": 3})


def test_lists_too_long_for_a_loop_are_a_problem_not_a_wait() -> None:
    facts = {"l": list(range(100_000)), "m": [{"l": list(range(1000))}] * 1000}
    for text in ("l.all(x, x >= 0)", "m.all(y, y.l.all(x, x in y.l))", "m.all(y, 1 in y.l)"):
        outcome = compile_expression(text, ENVIRONMENT).evaluate(facts)
        assert isinstance(outcome, Unknown)
        assert outcome.problems[0].code == "too_much_work"


def test_one_loop_that_is_too_long_does_not_spoil_the_next() -> None:
    rule = compile_expression("l.exists(x, x < 0) || [1, 2].exists(x, x == 2)", ENVIRONMENT)
    assert rule.evaluate({"l": list(range(100_000))}) == Known(True)


def test_lists_outside_loops_may_be_long() -> None:
    rule = compile_expression("l.all(x, x >= 0) && n in l && l.sum() > 0", ENVIRONMENT)
    assert rule.evaluate({"l": list(range(30_000)), "n": 3}) == Known(True)


def test_patterns_cannot_backtrack() -> None:
    rule = compile_expression('s.matches("^(a+)+$")', ENVIRONMENT)
    assert rule.evaluate({"s": "a" * 100_000 + "b"}) == Known(False)
