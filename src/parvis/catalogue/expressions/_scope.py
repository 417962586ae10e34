"""Which fact a name stands for, and which facts are proved present where it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from parvis.catalogue.expressions._core import FACTS, Core, Loop, Read
from parvis.catalogue.expressions._errors import closest
from parvis.catalogue.expressions._parser import Syntax
from parvis.catalogue.expressions._source import Source
from parvis.catalogue.expressions._types import Environment, Kind, Type

Key = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Root:
    """What a first name stands for: a variable, or the item of a loop."""

    slot: int
    path: tuple[str, ...]
    type: Type
    name: str
    indexes: tuple[int, ...] = ()


class Scope:
    """The declared variables, the items of the loops we are in, and what is proved present."""

    def __init__(self, source: Source, environment: Environment) -> None:
        self._source = source
        self._variables = environment.variables
        self._items: dict[str, _Root] = {}
        self._present: frozenset[Key] = frozenset()

    def names(self) -> list[str]:
        return [*self._variables, *self._items]

    @contextmanager
    def item(self, name: str, source: Core, type_: Type) -> Iterator[int]:
        """Inside, `name` is the item of a loop over `source`; yields its slot (from 1)."""
        slot = len(self._items) + 1
        label, indexes = _origin(source)
        known = slot if isinstance(source, Read) else 0
        self._items[name] = _Root(slot, (), type_, f"{label}[]", (*indexes, known))
        try:
            yield slot
        finally:
            del self._items[name]

    @contextmanager
    def knowing(self, *proofs: frozenset[Key]) -> Iterator[None]:
        """Inside, these facts are present."""
        before = self._present
        self._present = before.union(*proofs)
        try:
            yield
        finally:
            self._present = before

    def read(self, node: Syntax) -> Read | None:
        """The fact a dotted name stands for; None when `node` is no dotted name."""
        chain = _chain(node)
        if chain is None:
            return None
        root = self._root(chain[0])
        slot, path, type_, name = root.slot, root.path, root.type, root.name
        absent = type_.is_optional and (slot, path) not in self._present
        for step in chain[1:]:
            type_ = self._field(step, type_, name)
            path, name = (*path, step.name), f"{name}.{step.name}"
            absent |= type_.is_optional and (slot, path) not in self._present
        type_ = replace(type_, is_optional=absent)
        return Read(slot, path, name, root.indexes, type_, node.start, node.end)

    def _root(self, node: Syntax) -> _Root:
        if node.name in self._items:
            return self._items[node.name]
        type_ = self._variables.get(node.name)
        if type_ is None:
            near = self._suggested(node.name)
            raise self._source.error("unknown_name", node, near, found=node.name)
        return _Root(FACTS, (node.name,), type_, node.name)

    def _suggested(self, name: str) -> str:
        for variable, type_ in self._variables.items():
            if type_.field(name):
                return f"{variable}.{name}"
        return closest(name, self.names())

    def _field(self, step: Syntax, record: Type, label: str) -> Type:
        at = step.end - len(step.name)
        if record.kind is not Kind.STRUCT:
            raise self._source.error_at("not_a_record", at, record=label, type=record.required)
        type_ = record.field(step.name)
        if type_ is None:
            near = closest(step.name, dict(record.fields))
            raise self._source.error_at("unknown_field", at, near, record=label, found=step.name)
        return type_

    def proofs(self, node: Syntax, truth: bool) -> frozenset[Key]:
        """The facts that must be present for this condition to be true (or false)."""
        match node.kind:
            case "not":
                return self.proofs(node.parts[0], not truth)
            case "and" if truth:
                return frozenset().union(*(self.proofs(part, True) for part in node.parts))
            case "or" if not truth:
                return frozenset().union(*(self.proofs(part, False) for part in node.parts))
            case "call" if node.name == "has" and truth and len(node.parts) == 1:
                return self._keys(node.parts[0])
            case "binary" if node.name in ("==", "!=", "in"):
                return self._compared(node, truth)
        return frozenset()

    def _compared(self, node: Syntax, truth: bool) -> frozenset[Key]:
        left, right = node.parts
        if left.kind == "literal":
            left, right = right, left
        if is_null(right):
            return self._keys(left) if (node.name == "!=") == truth else frozenset()
        constant = right.kind == "literal" or (
            right.kind == "list" and all(part.kind == "literal" for part in right.parts)
        )
        proved = constant and (node.name != "!=") == truth
        return self._keys(left) if proved else frozenset()

    def _keys(self, node: Syntax) -> frozenset[Key]:
        """The fact and the records that hold it."""
        chain = _chain(node)
        if chain is None:
            return frozenset()
        first, *steps = chain
        root = self._items.get(first.name)
        slot, path = (root.slot, root.path) if root else (FACTS, (first.name,))
        keys = {(slot, path)}
        for step in steps:
            path = (*path, step.name)
            keys.add((slot, path))
        return frozenset(keys)


def is_null(node: Syntax) -> bool:
    return node.kind == "literal" and node.value is None


def _chain(node: Syntax) -> list[Syntax] | None:
    """`a.b.c` as the nodes of a, a.b and a.b.c."""
    chain = [node]
    while node.kind == "member":
        node = node.parts[0]
        chain.append(node)
    return chain[::-1] if node.kind == "name" else None


def _origin(source: Core) -> tuple[str, tuple[int, ...]]:
    match source:
        case Read():
            return source.name, source.indexes
        case Loop(macro="filter"):
            return _origin(source.source)
    return "", ()
