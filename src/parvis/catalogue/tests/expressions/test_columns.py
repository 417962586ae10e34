"""Over columns, every row must get the answer it would get alone."""

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.catalogue.expressions import (
    INT,
    Environment,
    Known,
    Program,
    compile_expression,
    struct,
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

np = pytest.importorskip("numpy")

rules = bools(4) | numbers(3) | doubles(2) | texts(1) | dates(2)
MISSING = object()


def fact(facts: Any, path: str) -> Any:
    for step in path.split("."):
        if facts is None:
            return None
        facts = facts.get(step, MISSING)
        if facts is MISSING:
            return MISSING
    return facts


def columns(rule: Program, rows: list[dict[str, Any]], typed: bool) -> dict[str, Any]:
    """One column per fact; with `typed`, of numpy's own types where nothing is absent."""
    made = {}
    for path in rule.paths:
        if "[]" in path:
            continue
        values = [fact(row, path) for row in rows]
        mask = [value is MISSING for value in values]
        if all(mask):
            continue
        array = np.empty(len(rows), object)
        for row, value in enumerate(values):
            array[row] = None if value is MISSING else value
        example = next(value for value in values if value is not MISSING)
        if typed and None not in array[~np.array(mask)] and not isinstance(example, list | dict):
            array[mask] = example
            dtype = "M8[D]" if isinstance(example, date) else type(example)
            array = np.array(list(array), dtype)
        made[path] = np.ma.MaskedArray(array, mask)
    return made


def agree(rule: Program, rows: list[dict[str, Any]], typed: bool) -> None:
    column = rule.evaluate_columns(columns(rule, rows, typed), len(rows))
    for row, facts in enumerate(rows):
        outcome = rule.evaluate(facts)
        assert bool(column.known[row]) == isinstance(outcome, Known), (rule, facts)
        if isinstance(outcome, Known):
            value = None if column.absent[row] else column.values[row]
            value = value.item() if isinstance(value, np.generic) else value
            assert value == outcome.value, (rule, facts)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_each_row_is_answered_as_if_alone(data: st.DataObject) -> None:
    rule = compile_expression(data.draw(rules), ENVIRONMENT)
    rows = data.draw(st.lists(full_facts.flatmap(partial_facts), min_size=1, max_size=4))
    agree(rule, rows, data.draw(st.booleans()))


TWO = Environment({"a": struct({"n": INT, "rent": INT})})
EDGES = [0, 1, -1, 2, 7, -7, 3037000499, 3037000500, -(2**62), 2**62, 2**63 - 1, -(2**63)]


@pytest.mark.parametrize("operator", "+-*/%")
def test_integers_overflow_in_the_same_rows(operator: str) -> None:
    rule = compile_expression(f"a.n {operator} a.rent", TWO)
    pairs = itertools.product(EDGES, EDGES)
    agree(rule, [{"a": {"n": left, "rent": right}} for left, right in pairs], True)


ABSENCES = [{"rent": rent, "flag": flag} for rent in (None, 2) for flag in (True, False)]
ABSENCES += [{"rent": 2}, {"rent": None}, {"flag": True}, {}]


@pytest.mark.parametrize(
    "text",
    [
        "a.rent == a.rent",
        "a.rent != a.rent",
        "a.flag ? a.rent : a.rent",
        "a.flag ? a.rent : 2",
        "(a.flag ? a.rent : 2) == 2",
        "(a.flag ? 2 : 2) == 2",
    ],
)
def test_absence_and_doubt_meet_in_the_same_rows(text: str) -> None:
    rows: list[dict[str, Any]] = [{"a": facts} for facts in ABSENCES]
    agree(compile_expression(text, ENVIRONMENT), rows, False)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=20))
def test_spans_of_time_are_the_same(pairs: list[tuple[date, date]]) -> None:
    for name in ("years_between", "months_between", "days_between"):
        rule = compile_expression(f"{name}(a.day, today)", ENVIRONMENT)
        agree(rule, [{"a": {"day": start}, "today": end} for start, end in pairs], True)


def test_a_population_column_is_kept_by_its_masks() -> None:
    rule = compile_expression('a.n >= 18 && a.s == "Pau"', ENVIRONMENT)
    city = np.ma.MaskedArray(["Pau", "Pau", "Lescar", "Pau"], [False, True, False, False])
    column = rule.evaluate_columns({"a.n": np.array([18, 40, 50, 3]), "a.s": city}, 4)
    assert column.is_true.tolist() == [True, False, False, False]
    assert column.is_false.tolist() == [False, False, True, True]
    assert column.known.tolist() == [True, False, True, True]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.array([1.5, 2.5]), r"The column a.n holds float64; int is expected\."),
        (np.array([1]), r"The column a.n has shape \(1,\), not \(2,\)\."),
    ],
)
def test_a_wrong_column_is_the_callers_error(values: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        compile_expression("a.n > 1", ENVIRONMENT).evaluate_columns({"a.n": values}, 2)


def test_a_missing_column_is_unknown_everywhere() -> None:
    rule = compile_expression('a.n > 1 || a.s == "x"', ENVIRONMENT)
    assert rule.evaluate_columns({}, 2).known.tolist() == [False, False]
    assert rule.evaluate_columns({"a.n": np.array([2, 0])}, 2).known.tolist() == [True, False]


def test_not_a_number_is_unknown() -> None:
    rule = compile_expression("a.ratio > 1.0", ENVIRONMENT)
    column = rule.evaluate_columns({"a.ratio": np.array([2.0, float("nan")])}, 2)
    assert column.known.tolist() == [True, False]


def test_a_text_may_end_with_a_nul() -> None:
    rule = compile_expression(r'a.s == "x\u0000"', ENVIRONMENT)
    column = rule.evaluate_columns({"a.s": np.array(["x", "x\0"], object)}, 2)
    assert column.values.tolist() == [False, True]
