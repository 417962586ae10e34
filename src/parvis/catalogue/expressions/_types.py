"""The types of the rule language: what a fact can be, declared before any rule is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

RESERVED: Final = {
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Kind(StrEnum):
    BOOL = "bool"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    DATE = "date"
    DURATION = "duration"
    LIST = "list"
    STRUCT = "struct"


def is_name(text: str) -> bool:
    """May `text` name a variable or a field? (ASCII identifier, not a word CEL reserves)"""
    return _NAME.fullmatch(text) is not None and text not in RESERVED


@dataclass(frozen=True, slots=True)
class Type:
    """A type. Make one with the constants and constructors of this module."""

    kind: Kind
    item: "Type | None" = None
    fields: tuple[tuple[str, "Type"], ...] = ()
    choices: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def required(self) -> "Type":
        """The same type, once it is known to be present."""
        return replace(self, is_optional=False) if self.is_optional else self

    def field(self, name: str) -> "Type | None":
        return dict(self.fields).get(name)

    def matches(self, other: "Type") -> bool:
        """Do both hold the same kind of value, whatever the choices and the presence?"""
        if self.kind is not other.kind:
            return False
        if self.item is None or other.item is None:
            return True
        return self.item.matches(other.item)

    def __str__(self) -> str:
        name = f"list({self.item})" if self.item is not None else str(self.kind)
        return f"optional({name})" if self.is_optional else name


BOOL: Final = Type(Kind.BOOL)
INT: Final = Type(Kind.INT)
DOUBLE: Final = Type(Kind.DOUBLE)
STRING: Final = Type(Kind.STRING)
DATE: Final = Type(Kind.DATE)
DURATION: Final = Type(Kind.DURATION)


def choice(*values: str) -> Type:
    """A string that can only be one of `values`: a rule that compares it to another is refused."""
    return Type(Kind.STRING, choices=values)


def list_of(item: Type) -> Type:
    if item.is_optional or item.kind is Kind.LIST:
        raise ValueError("A list holds present values that are not lists themselves.")
    return Type(Kind.LIST, item=item)


def struct(fields: Mapping[str, Type]) -> Type:
    """A record with declared fields. Raises ValueError when a name cannot be written in a rule."""
    _require_names(fields)
    return Type(Kind.STRUCT, fields=tuple(fields.items()))


def optional(inner: Type) -> Type:
    """A fact that may be known to be absent (None): a question left blank, or not asked."""
    return replace(inner, is_optional=True)


class Environment:
    """The variables a rule may read, with their types. Immutable; equal when declared alike."""

    __slots__ = ("_hash", "_variables")

    def __init__(self, variables: Mapping[str, Type]) -> None:
        _require_names(variables)
        self._variables = tuple(variables.items())
        # Kept: finding a compiled rule again must not walk through all the types.
        self._hash = hash(self._variables)

    @property
    def variables(self) -> dict[str, Type]:
        return dict(self._variables)

    def extended(self, variables: Mapping[str, Type]) -> "Environment":
        """The same variables and some more."""
        return Environment(self.variables | dict(variables))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Environment):
            return NotImplemented
        return self is other or self._variables == other._variables

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Environment({', '.join(self.variables)})"


def _require_names(names: Mapping[str, Type]) -> None:
    for name in names:
        if not is_name(name):
            raise ValueError(f"{name!r} cannot be a name in a rule: use letters, digits and _.")
