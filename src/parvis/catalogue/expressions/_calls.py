"""Which meaning of an operator or function fits its operands; if none does, what to write."""

from collections.abc import Iterable

from parvis.catalogue.expressions import _functions as functions
from parvis.catalogue.expressions._core import Call, Const, Core, Overload
from parvis.catalogue.expressions._errors import ExpressionError, closest
from parvis.catalogue.expressions._parser import Syntax
from parvis.catalogue.expressions._source import Source
from parvis.catalogue.expressions._types import Kind, Type


def call(source: Source, node: Syntax, parts: tuple[Core, ...], candidates: list[Overload]) -> Call:
    """The first candidate that fits. Raises ExpressionError."""
    for overload in candidates:
        if _fits(overload, parts):
            break
    else:
        raise _refused(source, node, parts, candidates)
    if overload.name == "in":
        present(source, parts[1])
    elif not overload.accepts_absent:
        for part in parts:
            present(source, part)
    if overload.name in ("==", "!=", "in"):
        _require_possible(source, parts)
    return Call(overload, parts, overload.result, node.start, node.end)


def present(source: Source, core: Core) -> Core:
    """The same node, refused when its value may be absent."""
    if core.type.is_optional:
        raise source.error("may_be_absent", core, found=source.of(core))
    return core


def unknown_method(source: Source, node: Syntax, base: Core) -> ExpressionError:
    near = closest(node.name, functions.names("method").union(functions.MACROS, ["matches"]))
    return source.error("unknown_method", node, near, found=node.name, type=base.type.required)


def unknown_function(source: Source, node: Syntax) -> ExpressionError:
    known = functions.names("function").union(functions.names("method"), ["has", "date"])
    return source.error("unknown_function", node, closest(node.name, known), found=node.name)


def _fits(overload: Overload, parts: tuple[Core, ...]) -> bool:
    return len(overload.params) == len(parts) and all(
        param.matches(part.type) for param, part in zip(overload.params, parts, strict=True)
    )


def _refused(
    source: Source, node: Syntax, parts: tuple[Core, ...], candidates: list[Overload]
) -> ExpressionError:
    if candidates[0].form == "method":
        base, *arguments = parts
        candidates = [each for each in candidates if each.params[0].matches(base.type)]
        if not candidates:
            return source.error("unknown_method", node, found=node.name, type=base.type.required)
        expected = [each.params[1:] for each in candidates]
    else:
        arguments, expected = list(parts), [each.params for each in candidates]
    found = _listed(part.type for part in arguments)
    wanted = " / ".join(dict.fromkeys(_listed(params) for params in expected))
    if candidates[0].form != "operator":
        return source.error(
            "wrong_arguments", node, function=node.name, found=found, expected=wanted
        )
    return source.error(
        "wrong_operands",
        node,
        _conversion(source, parts),
        operator=node.name,
        found=found,
        expected=wanted,
    )


def _listed(types: Iterable[Type]) -> str:
    return f"({', '.join(map(str, types))})"


def _conversion(source: Source, parts: tuple[Core, ...]) -> str:
    """`double(x)` when an int meets a double: CEL never converts by itself."""
    if {part.type.kind for part in parts} != {Kind.INT, Kind.DOUBLE}:
        return ""
    return next(f"double({source.of(part)})" for part in parts if part.type.kind is Kind.INT)


def _require_possible(source: Source, parts: tuple[Core, ...]) -> None:
    """Refuse a comparison with a text that is not among the declared choices."""
    for fact, other in (parts, parts[::-1]):
        choices = (fact.type.item or fact.type).choices
        if not choices or not isinstance(other, Const):
            continue
        for value in other.value if isinstance(other.value, tuple) else (other.value,):
            if value not in choices:
                near = closest(value, choices)
                raise source.error("not_a_choice", other, near, found=value, record=source.of(fact))
