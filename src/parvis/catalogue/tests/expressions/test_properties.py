"""What must hold for every rule and all facts."""

import copy
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.catalogue.expressions import (
    ExpressionError,
    Known,
    Unknown,
    check,
    compile_expression,
)
from parvis.catalogue.tests.expressions.samples import (
    ENVIRONMENT,
    bools,
    dates,
    doubles,
    full_facts,
    numbers,
    partial_facts,
    texts,
)

rules = bools(4) | numbers(3) | doubles(2) | texts(1) | dates(2)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_knowing_more_never_changes_what_was_known(data: st.DataObject) -> None:
    rule = compile_expression(data.draw(rules), ENVIRONMENT)
    full = data.draw(full_facts)
    before = rule.evaluate(data.draw(partial_facts(full)))
    after = rule.evaluate(full)
    if isinstance(before, Known):
        assert after == before
    elif not before.facts:
        assert isinstance(after, Unknown)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_facts_asked_for_settle_the_matter(data: st.DataObject) -> None:
    rule = compile_expression(data.draw(rules), ENVIRONMENT)
    full = data.draw(full_facts)
    partial = data.draw(partial_facts(full))
    outcome = rule.evaluate(partial)
    if isinstance(outcome, Unknown):
        for path in outcome.facts:
            assert re.sub(r"\[\d*\]", "[]", path) in rule.paths
            give(partial, full, path)
        settled = rule.evaluate(partial)
        assert isinstance(settled, Known) or not settled.facts


def give(partial: Any, full: Any, path: str) -> None:
    """Copy what stands at `path` from the full facts to the partial ones."""
    step, _, rest = path.partition(".")
    name, listed, index = step.partition("[")
    if not rest and not listed:
        partial[name] = copy.deepcopy(full[name])
    elif listed:
        places = range(len(full[name])) if index == "]" else [int(index[:-1])]
        for place in places:
            give(partial[name][place], full[name][place], rest)
    elif full[name] is None:
        partial[name] = None
    else:
        give(partial.setdefault(name, {}), full[name], rest)


@settings(max_examples=150, deadline=None)
@given(rules, full_facts)
def test_every_step_of_an_explanation_agrees_with_the_rule(
    text: str, facts: dict[str, Any]
) -> None:
    rule = compile_expression(text, ENVIRONMENT)
    outcome, why_not = rule.evaluate(facts), rule.why_not(facts)
    steps = rule.explain(facts)
    assert steps
    for step in steps:
        assert step.text in text
    if outcome.is_true:
        assert why_not is None
    if outcome.is_false:
        assert why_not is not None
        assert why_not.outcome.is_false


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_garbage_is_refused_and_nothing_worse(text: str) -> None:
    refused_or_fine(text)


LEXEMES = ["a", ".", "n", "s", "flag", "&&", "||", "!", "(", ")", "[", "]", "{", "}", "?", ":"]
LEXEMES += [
    "==",
    "!=",
    "<",
    "in",
    "+",
    "-",
    "*",
    "/",
    "%",
    ",",
    "1",
    "0",
    "1.5",
    "1e9",
    "0x1",
    "2u",
]
LEXEMES += ['"x"', "'", '"', "\\", "r'", 'b"', "null", "true", "for", "has(", "size(", ".all(c, "]
LEXEMES += [
    "date(",
    '"2026-02-31"',
    "days(",
    ".matches(",
    '"("',
    "children",
    "rent",
    "\n",
    "//",
    "é",
]


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(LEXEMES), max_size=12), st.sampled_from(["", " "]))
def test_shuffled_words_are_refused_and_nothing_worse(words: list[str], between: str) -> None:
    refused_or_fine(between.join(words))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_rule_with_a_slip_is_refused_and_nothing_worse(data: st.DataObject) -> None:
    text = data.draw(rules)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 4, len(text))))
    refused_or_fine(text[:start] + data.draw(st.sampled_from(["", *LEXEMES])) + text[end:])


def refused_or_fine(text: str) -> None:
    error = refusal(text)
    if error is not None:
        assert str(error)
        assert 1 <= error.line <= text.count("\n") + 1
        assert error.column >= 1


def refusal(text: str) -> ExpressionError | None:
    try:
        assert check(text, ENVIRONMENT).text == text
    except ExpressionError as error:
        return error
    return None


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.dates(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "n", "age", "children", "city"]), inner, max_size=3),
))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_facts_of_any_shape_never_raise(facts: Any) -> None:
    for text in (
        "a.n + 1 > 2 || a.flag",
        "a.children.exists(c, c.age > 1)",
        "a.ratio * 2.0 > 1.0 && a.day < today",
        '"x" in a.kinds || a.address.city == "Pau" || has(a.rent)',
    ):
        rule = compile_expression(text, ENVIRONMENT)
        assert isinstance(rule.evaluate({"a": facts, "today": facts}), Known | Unknown)
