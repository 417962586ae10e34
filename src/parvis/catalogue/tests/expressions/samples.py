"""An environment with a fact of every type, facts for it, and a rule generator."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from parvis.catalogue.expressions import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Environment,
    choice,
    list_of,
    optional,
    struct,
)

CHILD = struct({"age": INT, "name": STRING, "half_board": optional(BOOL)})
ENVIRONMENT = Environment(
    {
        "today": DATE,
        "a": struct(
            {
                "flag": BOOL,
                "n": INT,
                "rent": optional(INT),
                "ratio": DOUBLE,
                "s": STRING,
                "terrain": choice("commune", "prive"),
                "day": DATE,
                "kinds": list_of(STRING),
                "amounts": list_of(INT),
                "children": list_of(CHILD),
                "address": optional(struct({"city": STRING})),
            }
        ),
    }
)

WORDS = ["", "commune", "prive", "é", 'a"b\\', "64230"]
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ints = st.integers(-5, 5) | st.sampled_from([2**63 - 1, -(2**63), 10**6])
children = st.fixed_dictionaries(
    {
        "age": st.integers(0, 5),
        "name": st.sampled_from(WORDS),
        "half_board": st.none() | st.booleans(),
    }
)
full_facts = st.fixed_dictionaries(
    {
        "today": days,
        "a": st.fixed_dictionaries(
            {
                "flag": st.booleans(),
                "n": ints,
                "rent": st.none() | st.integers(-3, 3),
                "ratio": st.sampled_from([0.0, -1.5, 2.0, 1e30]),
                "s": st.sampled_from(WORDS),
                "terrain": st.sampled_from(["commune", "prive"]),
                "day": days,
                "kinds": st.lists(st.sampled_from(WORDS), max_size=3),
                "amounts": st.lists(ints, max_size=3),
                "children": st.lists(children, max_size=3),
                "address": st.none()
                | st.fixed_dictionaries({"city": st.sampled_from(["Lescar", "Pau"])}),
            }
        ),
    }
)


@st.composite
def partial_facts(draw: st.DrawFn, facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts with some missing, at any depth."""

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(each) for name, each in value.items() if draw(st.booleans())}
        return [kept(each) for each in value] if isinstance(value, list) else value

    return kept(facts)  # type: ignore[no-any-return]


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def bools(draw: st.DrawFn, depth: int, item: bool = False, durations: bool = True) -> str:
    """A condition; `item` when `c` is a child at hand."""
    if depth == 0:
        leaves = ["a.flag", "true", "false", "has(a.rent)", "has(a.address.city)", "(a.rent == 2)"]
        leaves += [
            '(a.terrain == "commune")',
            '(a.address.city != "Pau")',
            '(a.terrain in ["prive"])',
        ]
        leaves += ["(c.half_board == true)", "has(c.half_board)"] if item else []
        return draw(st.sampled_from(leaves))
    sub = lambda: draw(bools(draw(st.integers(0, depth - 1)), item, durations))  # noqa: E731
    value = lambda kind: draw(kind(depth - 1, item, durations))  # noqa: E731
    match draw(st.integers(0, 12)):
        case 0:
            return f"({sub()} && {sub()} && {sub()})"
        case 1:
            return f"({sub()} || {sub()})"
        case 2:
            return f"!({sub()})"
        case 3:
            return f"({sub()} ? {sub()} : {sub()})"
        case 4:
            kind = draw(st.sampled_from([numbers, texts, dates]))
            operator = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
            return f"({value(kind)} {operator} {value(kind)})"
        case 5:
            return f"({value(texts)} in a.kinds)"
        case 6:
            return f"({value(numbers)} in [{value(numbers)}, {value(numbers)}, 2])"
        case 7:
            method = draw(st.sampled_from(["startsWith", "endsWith", "contains"]))
            return f"{value(texts)}.{method}({value(texts)})"
        case 8:
            return f'{value(texts)}.matches("^6[0-9]+$|é")'
        case 9 if not item:
            macro = draw(st.sampled_from(["all", "exists", "exists_one"]))
            return f"a.children.{macro}(c, {draw(bools(depth - 1, True, durations))})"
        case 10:
            return f"(a.ratio {draw(st.sampled_from(['<', '>=', '==']))} {value(doubles)})"
        case 11:
            return f"(has(a.rent) && a.rent > {value(numbers)})"
    return f"({sub()} == {sub()})"


@st.composite
def numbers(draw: st.DrawFn, depth: int, item: bool = False, durations: bool = True) -> str:
    if depth == 0:
        leaves = ["a.n", "0", "-3", "2", "9223372036854775807", "size(a.kinds)"]
        leaves += ["a.amounts.sum()", "today.getFullYear()"]
        return draw(st.sampled_from(leaves + (["c.age"] if item else [])))
    sub = lambda: draw(numbers(depth - 1, item, durations))  # noqa: E731
    match draw(st.integers(0, 7)):
        case 0 | 1:
            operator = draw(st.sampled_from(["+", "-", "*", "/", "%"]))
            right = sub()
            return f"({sub()} {operator} {'2' if right == '0' else right})"
        case 2:
            return f"-({sub()})"
        case 3:
            return f"({draw(bools(depth - 1, item, durations))} ? {sub()} : {sub()})"
        case 4:
            function = draw(st.sampled_from(["years_between", "months_between", "days_between"]))
            first, last = (draw(dates(depth - 1, item, durations)) for _ in range(2))
            return f"{function}({first}, {last})"
        case 5 if not item:
            body = draw(numbers(depth - 1, True, durations))
            return f"a.children.map(c, {body}).sum()"
        case 6 if not item:
            return f"a.children.filter(c, {draw(bools(depth - 1, True, durations))}).size()"
    return f"{draw(texts(depth - 1, item, durations))}.size()"


@st.composite
def doubles(draw: st.DrawFn, depth: int, item: bool = False, durations: bool = True) -> str:
    if depth == 0:
        return draw(st.sampled_from(["a.ratio", "1.5", "-0.5"]))
    sub = lambda: draw(doubles(depth - 1, item, durations))  # noqa: E731
    match draw(st.integers(0, 2)):
        case 0:
            return f"({sub()} {draw(st.sampled_from('+-*'))} {sub()})"
        case 1:
            return f"double({draw(numbers(depth - 1, item, durations))})"
    return f"-({sub()})"


@st.composite
def texts(draw: st.DrawFn, depth: int, item: bool = False, durations: bool = True) -> str:
    if depth == 0:
        leaves = ["a.s", *map(quoted, WORDS)]
        return draw(st.sampled_from(leaves + (["c.name"] if item else [])))
    return f"({draw(texts(0, item))} + {draw(texts(0, item))})"


@st.composite
def dates(draw: st.DrawFn, depth: int, item: bool = False, durations: bool = True) -> str:
    if depth == 0 or not durations:
        return draw(st.sampled_from(["today", "a.day", 'date("2024-02-29")']))
    unit = draw(st.sampled_from(["days", "months", "years"]))
    count = draw(numbers(depth - 1, item, durations))
    start = draw(dates(0, item))
    return f"({start} {draw(st.sampled_from('+-'))} {unit}({count}))"
