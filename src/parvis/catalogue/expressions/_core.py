"""A rule once checked: few kinds of nodes, every one typed. The compilers read only this."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from parvis.catalogue.expressions._types import Type

FACTS: Final = -1  # the slot of a Read that starts from the facts, not from a loop's item


@dataclass(frozen=True, slots=True)
class Overload:
    """One meaning of an operator, function or method for given types.

    `compute` takes present values of `params` and returns a value; it may raise Fault if
    `may_fail`. `variadic` means any number of arguments of the one type listed.
    """

    name: str
    form: str  # operator, function, method
    params: tuple[Type, ...]
    result: Type
    compute: Callable[..., Any]
    may_fail: bool = False
    accepts_absent: bool = False
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Const:
    value: Any
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """A fact, or a field of the item a loop is at.

    `name` is what to call it (`answers.children[].age`); `indexes` are the slots of the loops
    that each `[]` stands for, 0 when the position in the facts is not known (after a filter).
    """

    slot: int
    path: tuple[str, ...]
    name: str
    indexes: tuple[int, ...]
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Has:
    read: Read
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    part: "Core"
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Every:
    """`&&` of two parts or more."""

    parts: tuple["Core", ...]
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Some:
    """`||` of two parts or more."""

    parts: tuple["Core", ...]
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Choose:
    condition: "Core"
    yes: "Core"
    no: "Core"
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    overload: Overload
    parts: tuple["Core", ...]
    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Loop:
    """A macro over a list: `macro` is all, exists, exists_one, filter or map."""

    macro: str
    source: "Core"
    slot: int
    body: "Core"
    type: Type
    start: int
    end: int


Core: TypeAlias = Const | Read | Has | Not | Every | Some | Choose | Call | Loop


def parts_of(node: Core) -> tuple[Core, ...]:
    match node:
        case Const() | Read():
            return ()
        case Has():
            return (node.read,)
        case Not():
            return (node.part,)
        case Choose():
            return (node.condition, node.yes, node.no)
        case Loop():
            return (node.source, node.body)
        case _:
            return node.parts


def walk(node: Core) -> Iterator[Core]:
    """The node and all below it, in reading order."""
    yield node
    for part in parts_of(node):
        yield from walk(part)
