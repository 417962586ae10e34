"""Reading one fact: missing is unknown, None is absent, anything of another type is a problem."""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from parvis.catalogue.expressions._core import FACTS, Read
from parvis.catalogue.expressions._outcome import Unknown, failed
from parvis.catalogue.expressions._types import Kind, Type

Facts: TypeAlias = Mapping[str, Any]
# Work left to the loop we are in, then item and index for each slot. None in a rule without loop.
Frame: TypeAlias = "list[Any] | None"
Run: TypeAlias = Callable[[Facts, Any], Any]

# Values of these very classes need no look. A float may be NaN; lists and records have contents.
_PLAIN: Final[dict[Kind, type]] = {
    Kind.BOOL: bool,
    Kind.INT: int,
    Kind.STRING: str,
    Kind.DATE: date,
}
WRONG: Final = object()


def reader(node: Read, needs_value: bool) -> Run:
    """A function that gives the fact's value, an Unknown, or None if it may be absent."""
    read = _from_item(node) if node.slot != FACTS else _from_facts(node)
    absent = failed("absent", fact=node.name) if needs_value else None
    expected = node.type.required
    wrong = failed("wrong_type", fact=node.name, expected=str(expected))
    plain, is_list = _PLAIN.get(expected.kind), expected.kind is Kind.LIST

    def run(facts: Facts, frame: Frame) -> Any:
        value = read(facts, frame)
        if value.__class__ is plain or value.__class__ is Unknown:
            return value
        if value is None:
            return absent
        value = converted(value, expected)
        if value is WRONG:
            return wrong
        if is_list and frame is not None:
            frame[0] -= len(value)
            if frame[0] < 0:
                return failed("too_much_work")
        return value

    return run


def _from_facts(node: Read) -> Run:
    path, missing = node.path, Unknown((node.name,))
    if len(path) == 1:
        (name,) = path

        def run_one(facts: Facts, frame: Frame) -> Any:
            try:
                return facts[name]
            except KeyError:
                return missing

        return run_one
    if len(path) == 2:
        record, field = path

        def run_two(facts: Facts, frame: Frame) -> Any:
            try:
                return facts[record][field]
            except (KeyError, TypeError):
                return walked(facts, path, missing)

        return run_two
    return lambda facts, frame: walked(facts, path, missing)


def _from_item(node: Read) -> Run:
    at, path = 2 * node.slot - 1, node.path
    head, *tail = node.name.split("[]")

    def run(facts: Facts, frame: list[Any]) -> Any:
        value = walked(frame[at], path, _MISSING)
        return value if value is not _MISSING else Unknown((label(frame),))

    def label(frame: list[Any]) -> str:
        """`answers.children[1].age`: the indexes we are at, put back into the name."""
        places = (str(frame[2 * slot]) if slot else "" for slot in node.indexes)
        return head + "".join(f"[{at}]{rest}" for at, rest in zip(places, tail, strict=True))

    return run


_MISSING: Final = Unknown()


def walked(value: Any, path: tuple[str, ...], missing: Unknown) -> Any:
    """Follow a path through nested mappings."""
    for step in path:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            return WRONG
        if step not in value:
            return missing
        value = value[step]
    return value


def converted(value: Any, expected: Type) -> Any:
    """The value as the language holds it, or WRONG. Facts often come from JSON."""
    match expected.kind:
        case Kind.LIST:
            return _list(value, expected)
        case Kind.STRUCT:
            return value if isinstance(value, Mapping) else WRONG
        case Kind.BOOL:
            return value if isinstance(value, bool) else WRONG
        case Kind.STRING:
            return str(value) if isinstance(value, str) else WRONG
        case Kind.DATE:
            return _date(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return WRONG
    if expected.kind is Kind.DOUBLE:
        return _double(value)
    return int(value) if isinstance(value, int) else WRONG


def _double(value: int | float) -> Any:
    try:
        number = float(value)
    except OverflowError:
        return WRONG
    return number if math.isfinite(number) else WRONG


def _date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return WRONG
    return value if isinstance(value, date) and not isinstance(value, datetime) else WRONG


def _list(value: Any, expected: Type) -> Any:
    if not isinstance(value, list | tuple) or expected.item is None:
        return WRONG
    plain = _PLAIN.get(expected.item.kind)
    items = tuple(
        item if item is None or item.__class__ is plain else converted(item, expected.item)
        for item in value
    )
    return WRONG if any(item is WRONG for item in items) else items
