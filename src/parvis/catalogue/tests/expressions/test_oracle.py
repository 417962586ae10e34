"""On known facts, celpy's own evaluation must say the same.

celpy knows no absence: a key that is None here is left out there, and reading it is an error,
which sets us no duty. Neither do its errors elsewhere: our problems are a subset of them.
"""

from datetime import UTC, date, datetime, time
from typing import Any

import celpy
from celpy import celtypes
from hypothesis import given, reject, settings

from parvis.catalogue.expressions import Known, compile_expression
from parvis.catalogue.expressions._functions import months_between, years_between
from parvis.catalogue.tests.expressions.samples import (
    ENVIRONMENT,
    bools,
    dates,
    doubles,
    full_facts,
    numbers,
    texts,
)

CEL = celpy.Environment()


def cel_date(text: str) -> celtypes.TimestampType:
    return stamp(date.fromisoformat(text))


def stamp(day: date) -> celtypes.TimestampType:
    return celtypes.TimestampType(datetime.combine(day, time(), UTC))


def days_between(start: datetime, end: datetime) -> celtypes.IntType:
    return celtypes.IntType((end.date() - start.date()).days)


FUNCTIONS = {
    "date": cel_date,
    "days_between": days_between,
    "months_between": lambda a, b: celtypes.IntType(months_between(a.date(), b.date())),
    "years_between": lambda a, b: celtypes.IntType(years_between(a.date(), b.date())),
    "sum": lambda values: sum(values, celtypes.IntType(0)),
}


def theirs(value: Any) -> Any:
    """Facts as celpy holds them, without what is absent."""
    if isinstance(value, dict):
        pairs = {key: theirs(each) for key, each in value.items() if each is not None}
        return celtypes.MapType({celtypes.StringType(key): each for key, each in pairs.items()})
    if isinstance(value, list):
        return celtypes.ListType([theirs(each) for each in value])
    return stamp(value) if isinstance(value, date) else celpy.json_to_cel(value)


def ours(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    kinds = [(celtypes.BoolType, bool), (int, int), (float, float), (str, str)]
    return next(kind(value) for theirs_, kind in kinds if isinstance(value, theirs_))


def evaluated(text: str, facts: dict[str, Any]) -> Any:
    program = CEL.program(CEL.compile(text), functions=FUNCTIONS)
    return program.evaluate({name: theirs(value) for name, value in facts.items()})


rules = (
    bools(4, durations=False)
    | numbers(3, durations=False)
    | doubles(2, durations=False)
    | texts(1)
    | dates(1, durations=False)
)


@settings(max_examples=400, deadline=None)
@given(rules, full_facts)
def test_celpy_says_the_same(text: str, facts: dict[str, Any]) -> None:
    try:
        expected = evaluated(text, facts)
    except celpy.CELEvalError:
        reject()  # too many of these and hypothesis complains
    outcome = compile_expression(text, ENVIRONMENT).evaluate(facts)
    assert outcome == Known(ours(expected)), text
