"""Types every part of a rule against the declared variables."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

import re2

from parvis.catalogue.expressions import _calls as calls
from parvis.catalogue.expressions import _functions as functions
from parvis.catalogue.expressions._core import (
    Call,
    Choose,
    Const,
    Core,
    Every,
    Has,
    Loop,
    Not,
    Overload,
    Some,
)
from parvis.catalogue.expressions._errors import ExpressionError
from parvis.catalogue.expressions._parser import Syntax, parse
from parvis.catalogue.expressions._scope import Scope, is_null
from parvis.catalogue.expressions._source import Source
from parvis.catalogue.expressions._types import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Environment,
    Kind,
    Type,
    list_of,
)

_LITERALS: Final = {bool: BOOL, int: INT, float: DOUBLE, str: STRING}
_SCALARS: Final = (Kind.BOOL, Kind.INT, Kind.DOUBLE, Kind.STRING, Kind.DATE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def typed(text: str, environment: Environment, expected: Type | None) -> Core:
    """The typed form of a rule. Raises ExpressionError."""
    checker = _Checker(text, environment)
    syntax = parse(text)
    core = checker.value(syntax)
    if expected is None:
        if core.type.kind is Kind.DURATION:
            raise checker.mismatch(core, "date")
        return core
    if not core.type.matches(expected):
        raise checker.mismatch(core, expected.required)
    return core if expected.is_optional else checker.present(core)


class _Checker:
    def __init__(self, text: str, environment: Environment) -> None:
        self.source = Source(text)
        self.scope = Scope(self.source, environment)

    def mismatch(self, node: Core, expected: object) -> ExpressionError:
        return self.source.error("wrong_type", node, found=node.type, expected=expected)

    def value(self, node: Syntax) -> Core:
        """Any value but a record; it may be absent."""
        core = _CHECKS[node.kind](self, node)
        if core.type.kind is Kind.STRUCT:
            raise self.source.error("record_as_value", node, found=self.source.of(node))
        return core

    def present(self, core: Core) -> Core:
        return calls.present(self.source, core)

    def truth(self, node: Syntax) -> Core:
        core = self.value(node)
        if core.type.kind is not Kind.BOOL:
            raise self.mismatch(core, BOOL)
        return self.present(core)

    def literal(self, node: Syntax) -> Core:
        if node.value is None:
            raise self.source.error("null_compared", node)
        return Const(node.value, _LITERALS[type(node.value)], node.start, node.end)

    def read(self, node: Syntax) -> Core:
        read = self.scope.read(node)
        if read is None:
            base = self.value(node.parts[0])
            raise self.source.error(
                "not_a_record", node, record=self.source.of(base), type=base.type.required
            )
        return read

    def negation(self, node: Syntax) -> Core:
        return Not(self.truth(node.parts[0]), BOOL, node.start, node.end)

    def chain(self, node: Syntax) -> Core:
        """`&&` and `||`: each part may count on what the others prove, since order is free."""
        proofs = [self.scope.proofs(part, node.kind == "and") for part in node.parts]
        parts = []
        for at, part in enumerate(node.parts):
            with self.scope.knowing(*proofs[:at], *proofs[at + 1 :]):
                parts.append(self.truth(part))
        made = Every if node.kind == "and" else Some
        return made(tuple(parts), BOOL, node.start, node.end)

    def choose(self, node: Syntax) -> Core:
        asked, *branches = node.parts
        condition = self.truth(asked)
        with self.scope.knowing(self.scope.proofs(asked, True)):
            yes = self.value(branches[0])
        with self.scope.knowing(self.scope.proofs(asked, False)):
            no = self.value(branches[1])
        if not yes.type.matches(no.type):
            raise self.source.error("branches_differ", node, found=yes.type, other=no.type)
        absent = yes.type.is_optional or no.type.is_optional
        result = replace(yes.type, choices=(), is_optional=absent)
        return Choose(condition, yes, no, result, node.start, node.end)

    def listing(self, node: Syntax) -> Core:
        items = [self.value(part) for part in node.parts]
        first = items[0].type
        if first.kind not in _SCALARS:
            raise self.source.error("not_listable", items[0], found=first)
        for item in items:
            if not item.type.matches(first):
                raise self.source.error("mixed_list", item, found=first, other=item.type)
        type_ = list_of(replace(first, choices=(), is_optional=False))
        if all(isinstance(item, Const) for item in items):
            values = tuple(item.value for item in items if isinstance(item, Const))
            return Const(values, type_, node.start, node.end)
        for item in items:
            self.present(item)
        overload = Overload("[]", "operator", (first,), type_, _as_tuple, variadic=True)
        return Call(overload, tuple(items), type_, node.start, node.end)

    def binary(self, node: Syntax) -> Core:
        left, right = node.parts
        if node.name in ("==", "!=") and (is_null(left) or is_null(right)):
            return self.nullness(node)
        if node.name == "in" and right.kind == "list":
            return self.among(node)
        operands = self.value(left), self.value(right)
        call = calls.call(self.source, node, operands, functions.named(node.name, "operator"))
        if node.name in ("/", "%") and isinstance(operands[1], Const) and not operands[1].value:
            raise self.source.error("division_by_zero", node)
        return call

    def nullness(self, node: Syntax) -> Core:
        left, right = node.parts
        read = self.scope.read(right if is_null(left) else left)
        if read is None:
            raise self.source.error("null_compared", node)
        has = Has(read, BOOL, node.start, node.end)
        return has if node.name == "!=" else Not(has, BOOL, node.start, node.end)

    def among(self, node: Syntax) -> Core:
        """`x in [a, b]` with facts in the list is `x == a || x == b`: one match settles it."""
        left, right = node.parts
        if all(part.kind == "literal" for part in right.parts):
            return calls.call(
                self.source,
                node,
                (self.value(left), self.value(right)),
                functions.named("in", "operator"),
            )
        same = [
            self.binary(Syntax("binary", node.start, node.end, "==", None, (left, part)))
            for part in right.parts
        ]
        return same[0] if len(same) == 1 else Some(tuple(same), BOOL, node.start, node.end)

    def negative(self, node: Syntax) -> Core:
        return calls.call(
            self.source,
            replace(node, name="-"),
            (self.value(node.parts[0]),),
            functions.named("-", "operator"),
        )

    def function(self, node: Syntax) -> Core:
        if node.name == "has":
            return self.has(node)
        if node.name == "date":
            return self.date(node)
        candidates = functions.named(node.name, "function")
        if not candidates:
            raise calls.unknown_function(self.source, node)
        return calls.call(self.source, node, tuple(map(self.value, node.parts)), candidates)

    def method(self, node: Syntax) -> Core:
        if node.name in functions.MACROS:
            return self.loop(node)
        if node.name == "matches":
            return self.pattern(node)
        candidates = functions.named(node.name, "method")
        if not candidates:
            raise calls.unknown_method(self.source, node, self.value(node.parts[0]))
        return calls.call(self.source, node, tuple(map(self.value, node.parts)), candidates)

    def has(self, node: Syntax) -> Core:
        read = self.scope.read(node.parts[0]) if len(node.parts) == 1 else None
        if read is None or node.parts[0].kind != "member":
            raise self.source.error("has_takes_a_field", node)
        return Has(read, BOOL, node.start, node.end)

    def constant(self, node: Syntax, argument: int) -> str:
        if len(node.parts) == argument + 1:
            value = node.parts[argument].value
            if isinstance(value, str):
                return value
        raise self.source.error("constant_expected", node, function=f"{node.name}()")

    def date(self, node: Syntax) -> Core:
        written = self.constant(node, 0)
        try:
            if not _DAY.fullmatch(written):
                raise ValueError
            value = date.fromisoformat(written)
        except ValueError:
            raise self.source.error("bad_date", node.parts[0], found=written) from None
        return Const(value, DATE, node.start, node.end)

    def pattern(self, node: Syntax) -> Core:
        written = self.constant(node, 1)
        subject = self.value(node.parts[0])
        try:
            search = re2.compile(written, _RE2).search
        except re2.error:
            raise self.source.error("bad_pattern", node.parts[1], found=written) from None
        compute = _found_by(search)
        candidates = [Overload("matches", "method", (STRING,), BOOL, compute)]
        return calls.call(self.source, node, (subject,), candidates)

    def loop(self, node: Syntax) -> Core:
        if len(node.parts) != 3 or node.parts[1].kind != "name":
            expected = f"{node.name}(x, …)"
            found = ", ".join(self.source.of(part) for part in node.parts[1:])
            raise self.source.error(
                "wrong_arguments", node, function=node.name, found=found, expected=expected
            )
        source, name = self.value(node.parts[0]), node.parts[1]
        if source.type.item is None:
            raise self.source.error("list_expected", node, function=node.name, found=source.type)
        self.present(source)
        if name.name in self.scope.names():
            raise self.source.error("name_in_use", name, found=name.name)
        with self.scope.item(name.name, source, source.type.item) as slot:
            body = self.body(node)
        results = {"filter": source.type, "exists_one": BOOL, "exists": BOOL, "all": BOOL}
        result = results.get(node.name) or list_of(replace(body.type, choices=()))
        return Loop(node.name, source, slot, body, result, node.start, node.end)

    def body(self, node: Syntax) -> Core:
        if node.name != "map":
            return self.truth(node.parts[2])
        body = self.present(self.value(node.parts[2]))
        if body.type.kind not in _SCALARS:
            raise self.source.error("not_listable", body, found=body.type)
        return body


def _as_tuple(*values: object) -> tuple[object, ...]:
    return values


def _found_by(search: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda text: search(text) is not None


def _quiet() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    return options


_RE2: Final = _quiet()
_CHECKS: Final[dict[str, Callable[[_Checker, Syntax], Core]]] = {
    "literal": _Checker.literal,
    "name": _Checker.read,
    "member": _Checker.read,
    "not": _Checker.negation,
    "and": _Checker.chain,
    "or": _Checker.chain,
    "choose": _Checker.choose,
    "list": _Checker.listing,
    "binary": _Checker.binary,
    "negative": _Checker.negative,
    "call": _Checker.function,
    "method": _Checker.method,
}
