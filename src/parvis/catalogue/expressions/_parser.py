"""From the text of a rule to its syntax, through celpy's grammar of CEL.

What the grammar accepts and our language does not is refused here.
"""

import importlib.util
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from lark import Lark, Token
from lark.exceptions import LarkError, UnexpectedToken

from parvis.catalogue.expressions._errors import ExpressionError
from parvis.catalogue.expressions._lexemes import MAX_DEPTH, lexeme_at, scan, slip, text_value
from parvis.catalogue.expressions._types import RESERVED

MAX_NODES: Final = 500
INT_RANGE: Final = range(-(2**63), 2**63)

Literal: TypeAlias = bool | int | float | str | None
# lark types every child "Token | Tree"; only the grammar tells which it is.
Branch: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Syntax:
    """A node of the parsed rule, not yet typed; `start` and `end` are offsets in its text.

    kind: literal, name, member, call, method, list, not, negative, and, or, choose, binary.
    name: the name, field, function or operator.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    value: Literal = None
    parts: tuple["Syntax", ...] = ()


def parse(text: str) -> Syntax:
    """The syntax of a rule. Raises ExpressionError, never anything else."""
    scan(text)
    return _Reader(text).read(_tree(text), 0)


@cache
def _grammar() -> Lark:
    """celpy's grammar, read without importing celpy (whose evaluator costs 0.2 s and 30 MB).

    celpy's own parser also loses the position of `true` and `false`.
    """
    spec = importlib.util.find_spec("celpy")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cel-python is not installed.")
    return Lark(
        Path(spec.origin).with_name("cel.lark").read_text(encoding="utf-8"),
        parser="lalr",
        start="expr",
        propagate_positions=True,
        maybe_placeholders=False,
        priority="invert",
        g_regex_flags=re.MULTILINE,
        lexer_callbacks={"IDENT": _true_and_false},
    )


def _true_and_false(token: Token) -> Token:
    kind = "BOOL_LIT" if token in ("true", "false") else token.type
    return Token.new_borrow_pos(kind, str(token), token)


def _tree(text: str) -> Branch:
    try:
        return _grammar().parse(text)
    except LarkError as error:
        raise _explained(text, error) from None


def _explained(text: str, error: LarkError) -> ExpressionError:
    at = getattr(error, "pos_in_stream", None) or 0
    found = lexeme_at(text, at)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return ExpressionError("unexpected_end", text=text, at=at, found=found)
    return slip(text, at, found)


class _Reader:
    """Walks the grammar's tree; its single-child chains are skipped in a loop."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0

    def read(self, tree: Branch, depth: int) -> Syntax:
        while len(tree.children) == 1 and tree.data in _TRANSPARENT:
            tree = tree.children[0]
        if depth > MAX_DEPTH:
            raise self.error("too_deep", tree, limit=str(MAX_DEPTH))
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.error("too_many_parts", tree, limit=str(MAX_NODES))
        reader = _READERS.get(str(tree.data))
        if reader is None:
            raise self.error("unsupported", tree, found=self.source(tree))
        return reader(self, tree, depth)

    def source(self, tree: Branch) -> str:
        found = self.text[tree.meta.start_pos : tree.meta.end_pos]
        return found if len(found) <= 40 else found[:39] + "…"

    def error(self, code: str, tree: Branch, **params: str) -> ExpressionError:
        return ExpressionError(code, text=self.text, at=tree.meta.start_pos, **params)

    def node(
        self,
        kind: str,
        tree: Branch,
        *parts: Syntax,
        name: str = "",
        value: Literal = None,
    ) -> Syntax:
        return Syntax(kind, tree.meta.start_pos, tree.meta.end_pos, name, value, parts)

    def name(self, tree: Branch, token: object) -> str:
        name = str(token)
        if name in RESERVED:
            raise self.error("reserved", tree, found=name)
        return name


def _choose(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    parts = (reader.read(child, depth + 1) for child in tree.children)
    return reader.node("choose", tree, *parts)


def _chain(kind: str) -> Callable[[_Reader, Branch, int], Syntax]:
    """`a && b && c` as one node of three parts: long lists of conditions are not deep."""

    def read(reader: _Reader, tree: Branch, depth: int) -> Syntax:
        rule, whole, parts = tree.data, tree, []
        while tree.data == rule and len(tree.children) == 2:
            left, right = tree.children
            parts.append(right)
            tree = left
        parts.append(tree)
        read_parts = (reader.read(part, depth + 1) for part in reversed(parts))
        return reader.node(kind, whole, *read_parts)

    return read


def _binary(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    operation, right = tree.children
    operator = _OPERATORS[operation.data]
    left = operation.children[0]
    parts = reader.read(left, depth + 1), reader.read(right, depth + 1)
    return reader.node("binary", tree, *parts, name=operator)


def _unary(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    sign, operand = tree.children
    kind = "not" if sign.data == "unary_not" else "negative"
    return reader.node(kind, tree, reader.read(operand, depth + 1))


def _literal(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    token = tree.children[0]
    written = str(token)
    value: Literal
    match token.type:
        case "NULL_LIT":
            value = None
        case "BOOL_LIT":
            value = written == "true"
        case "INT_LIT" if "x" not in written and int(written) in INT_RANGE:
            value = int(written)
        case "FLOAT_LIT" if math.isfinite(float(written)):
            value = float(written)
        case "STRING_LIT":
            value = text_value(reader.text, tree.meta.start_pos, tree.meta.end_pos)
        case _:
            raise reader.error("bad_number", tree, found=written)
    return reader.node("literal", tree, value=value)


def _ident(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    return reader.node("name", tree, name=reader.name(tree, tree.children[0]))


def _member(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    base = reader.read(tree.children[0], depth + 1)
    return reader.node("member", tree, base, name=str(tree.children[1]))


def _arguments(reader: _Reader, tree: Branch, first: int, depth: int) -> list[Syntax]:
    if len(tree.children) <= first:
        return []
    listed = tree.children[first].children
    return [reader.read(argument, depth + 1) for argument in listed]


def _call(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    name = reader.name(tree, tree.children[0])
    return reader.node("call", tree, *_arguments(reader, tree, 1, depth), name=name)


def _method(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    base = reader.read(tree.children[0], depth + 1)
    arguments = _arguments(reader, tree, 2, depth)
    return reader.node("method", tree, base, *arguments, name=str(tree.children[1]))


def _list(reader: _Reader, tree: Branch, depth: int) -> Syntax:
    items = _arguments(reader, tree, 0, depth)
    if not items:
        raise reader.error("unsupported", tree, found="[]")
    return reader.node("list", tree, *items)


_TRANSPARENT: Final = {
    "expr", "conditionalor", "conditionaland", "relation", "addition", "multiplication",
    "unary", "member", "primary", "paren_expr",
}  # fmt: skip
_OPERATORS: Final = {
    "relation_lt": "<", "relation_le": "<=", "relation_gt": ">", "relation_ge": ">=",
    "relation_eq": "==", "relation_ne": "!=", "relation_in": "in",
    "addition_add": "+", "addition_sub": "-",
    "multiplication_mul": "*", "multiplication_div": "/", "multiplication_mod": "%",
}  # fmt: skip
_READERS: Final[dict[str, Callable[[_Reader, Branch, int], Syntax]]] = {
    "expr": _choose,
    "conditionalor": _chain("or"),
    "conditionaland": _chain("and"),
    "relation": _binary,
    "addition": _binary,
    "multiplication": _binary,
    "unary": _unary,
    "literal": _literal,
    "ident": _ident,
    "member_dot": _member,
    "ident_arg": _call,
    "member_dot_arg": _method,
    "list_lit": _list,
}
