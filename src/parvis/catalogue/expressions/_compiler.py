"""From a checked rule to closures that evaluate it in three values (Kleene's strong logic).

A closure takes the facts and the frame, and returns a plain value or an Unknown. It never raises.
"""

import math
from collections.abc import Callable
from typing import Any, Final

from parvis.catalogue.expressions._core import (
    FACTS,
    Call,
    Choose,
    Const,
    Core,
    Every,
    Has,
    Loop,
    Not,
    Read,
    Some,
    walk,
)
from parvis.catalogue.expressions._facts import Facts, Frame, Run, reader
from parvis.catalogue.expressions._functions import Fault
from parvis.catalogue.expressions._outcome import Unknown, blocked, failed, merged

MAX_WORK: Final = 100_000  # parts evaluated in one loop, those nested in it included: 10 to 50 ms


def compiled(node: Core, needs_value: bool = True) -> Run:
    """The closure of a node. With `needs_value`, an absent fact is a problem, else None."""
    match node:
        case Read():
            return reader(node, needs_value)
        case Choose():
            return _choose(node, needs_value)
    return _COMPILERS[type(node)](node)


def frame_for(node: Core) -> list[Any] | None:
    """The frame to copy for each evaluation; None when the rule has no loop."""
    slots = [each.slot for each in walk(node) if isinstance(each, Loop)]
    return [math.inf] * (2 * max(slots) + 1) if slots else None


def _const(node: Const) -> Run:
    value = node.value
    return lambda facts, frame: value


def _has(node: Has) -> Run:
    read = reader(node.read, needs_value=False)

    def run(facts: Facts, frame: Frame) -> Any:
        value = read(facts, frame)
        return value if value.__class__ is Unknown else value is not None

    return run


def _not(node: Not) -> Run:
    part = compiled(node.part)

    def run(facts: Facts, frame: Frame) -> Any:
        value = part(facts, frame)
        return value if value.__class__ is Unknown else not value

    return run


def _chain(node: Every | Some) -> Run:
    """One part that settles the matter is enough, whatever the others are."""
    parts = tuple(compiled(part) for part in node.parts)
    settles = isinstance(node, Some)

    def run(facts: Facts, frame: Frame) -> Any:
        unknown = None
        for part in parts:
            value = part(facts, frame)
            if value is settles:
                return value
            if value.__class__ is Unknown:
                unknown = [value] if unknown is None else [*unknown, value]
        return not settles if unknown is None else merged(unknown)

    return run


def _choose(node: Choose, needs_value: bool) -> Run:
    condition = compiled(node.condition)
    yes, no = compiled(node.yes, needs_value), compiled(node.no, needs_value)

    def run(facts: Facts, frame: Frame) -> Any:
        asked = condition(facts, frame)
        if asked.__class__ is not Unknown:
            return yes(facts, frame) if asked else no(facts, frame)
        left, right = yes(facts, frame), no(facts, frame)
        unknown = [each for each in (asked, left, right) if each.__class__ is Unknown]
        if len(unknown) == 1 and left == right:
            return left
        return merged(unknown)

    return run


def _call(node: Call) -> Run:
    overload = node.overload
    parts = [compiled(part, not overload.accepts_absent) for part in node.parts]
    if overload.name == "in":
        parts[1] = compiled(node.parts[1])
    compute = _guarded(overload.compute) if overload.may_fail else overload.compute
    match parts:
        case [part]:
            return _unary(compute, part)
        case [left, _] if isinstance(node.parts[1], Const):
            return _with_constant(compute, left, node.parts[1].value)
        case [left, right]:
            return _binary(compute, left, right)
    return _many(compute, parts)


def _guarded(compute: Callable[..., Any]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        try:
            return compute(*values)
        except Fault as fault:
            return failed(fault.code)

    return run


def _unary(compute: Callable[..., Any], part: Run) -> Run:
    def run(facts: Facts, frame: Frame) -> Any:
        value = part(facts, frame)
        return value if value.__class__ is Unknown else compute(value)

    return run


def _with_constant(compute: Callable[..., Any], left: Run, constant: Any) -> Run:
    def run(facts: Facts, frame: Frame) -> Any:
        value = left(facts, frame)
        return value if value.__class__ is Unknown else compute(value, constant)

    return run


def _binary(compute: Callable[..., Any], left: Run, right: Run) -> Run:
    def run(facts: Facts, frame: Frame) -> Any:
        one, other = left(facts, frame), right(facts, frame)
        if one.__class__ is Unknown:
            return blocked([one, other]) if other.__class__ is Unknown else one
        return other if other.__class__ is Unknown else compute(one, other)

    return run


def _many(compute: Callable[..., Any], parts: list[Run]) -> Run:
    def run(facts: Facts, frame: Frame) -> Any:
        values = [part(facts, frame) for part in parts]
        unknown = [value for value in values if value.__class__ is Unknown]
        return blocked(unknown) if unknown else compute(*values)

    return run


def _loop(node: Loop) -> Run:
    source, body = compiled(node.source), compiled(node.body)
    fold = _FOLDS[node.macro]
    at, cost = 2 * node.slot - 1, sum(1 for _ in walk(node.body))
    is_outermost = node.slot == 1
    needed = [reader(read, needs_value=False) for read in _facts_in(node.body)]

    def run(facts: Facts, frame: list[Any]) -> Any:
        items = source(facts, frame)
        if items.__class__ is Unknown:
            return _with_needs(items, [read(facts, frame) for read in needed])
        if is_outermost:
            frame[0] = MAX_WORK
        frame[0] -= len(items) * cost

        def value_at(index: int) -> Any:
            frame[at], frame[at + 1] = items[index], index
            return body(facts, frame)

        result = fold(items, value_at) if frame[0] >= 0 else failed("too_much_work")
        if is_outermost:
            frame[0] = math.inf
        return result

    return run


def _facts_in(body: Core) -> list[Read]:
    return [node for node in walk(body) if isinstance(node, Read) and node.slot == FACTS]


def _with_needs(source: Unknown, values: list[Any]) -> Unknown:
    """The list first, then what its items will be compared to."""
    if not source.facts:
        return source
    return merged([source, *(value for value in values if value.__class__ is Unknown)])


Items = tuple[Any, ...]
ValueAt = Callable[[int], Any]


def _quantifier(settles: bool) -> Callable[[Items, ValueAt], Any]:
    def fold(items: Items, value_at: ValueAt) -> Any:
        unknown = []
        for index in range(len(items)):
            value = value_at(index)
            if value is settles:
                return value
            if value.__class__ is Unknown:
                unknown.append(value)
        return merged(unknown) if unknown else not settles

    return fold


def _exists_one(items: Items, value_at: ValueAt) -> Any:
    found, unknown = 0, []
    for index in range(len(items)):
        value = value_at(index)
        if value.__class__ is Unknown:
            unknown.append(value)
        elif value:
            found += 1
            if found > 1:
                return False
    return merged(unknown) if unknown else found == 1


def _map(items: Items, value_at: ValueAt) -> Any:
    values = tuple(value_at(index) for index in range(len(items)))
    unknown = [value for value in values if value.__class__ is Unknown]
    return blocked(unknown) if unknown else values


def _filter(items: Items, value_at: ValueAt) -> Any:
    kept = _map(items, value_at)
    if kept.__class__ is Unknown:
        return kept
    return tuple(item for item, keep in zip(items, kept, strict=True) if keep)


_FOLDS: Final[dict[str, Callable[[Items, ValueAt], Any]]] = {
    "all": _quantifier(settles=False),
    "exists": _quantifier(settles=True),
    "exists_one": _exists_one,
    "map": _map,
    "filter": _filter,
}
_COMPILERS: Final[dict[type, Callable[[Any], Run]]] = {
    Const: _const,
    Has: _has,
    Not: _not,
    Every: _chain,
    Some: _chain,
    Call: _call,
    Loop: _loop,
}
