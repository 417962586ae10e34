"""A rule ready to use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from parvis.catalogue.expressions._checker import typed
from parvis.catalogue.expressions._compiler import compiled, frame_for
from parvis.catalogue.expressions._core import FACTS, Core, Read, walk
from parvis.catalogue.expressions._explain import Step, explained
from parvis.catalogue.expressions._facts import Facts
from parvis.catalogue.expressions._outcome import Known, Outcome, Unknown
from parvis.catalogue.expressions._types import Environment, Type

if TYPE_CHECKING:
    from parvis.catalogue.expressions._columns import Column, ColumnLike

_TRUE: Final = Known(True)
_FALSE: Final = Known(False)


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule that may be published: its type, and the facts it reads.

    Paths are dotted (`answers.terrain`); what is read of each item of a list has `[]` in it
    (`answers.children[].age`), and the list itself is there too.
    """

    text: str
    type: Type
    paths: frozenset[str]


class Program:
    """A compiled rule: immutable, safe to share between threads. Made by compile_expression."""

    __slots__ = ("_core", "_frame", "_run", "paths", "text", "type")

    def __init__(self, text: str, core: Core) -> None:
        self.text = text
        self.type = core.type
        self.paths = _paths(core)
        self._core = core
        self._run = compiled(core, needs_value=not core.type.is_optional)
        self._frame = frame_for(core)

    def evaluate(self, facts: Facts) -> Outcome:
        """The rule's value for these facts. Never raises.

        `facts` are nested mappings, as in {"answers": {"terrain": "commune"}}: a missing key is
        unknown, None is known to be absent. Dates may be datetime.date or "2026-03-01".
        """
        frame = self._frame
        value = self._run(facts, None if frame is None else frame.copy())
        if value is True:
            return _TRUE
        if value is False:
            return _FALSE
        return value if value.__class__ is Unknown else Known(value)

    def explain(self, facts: Facts) -> list[Step]:
        """The rule's conditions in reading order, each with what it came to."""
        return explained(self.text, self._core, facts)

    def why_not(self, facts: Facts) -> Step | None:
        """The first condition that is false, else the first that is unknown; None if all hold."""
        steps = [step for step in self.explain(facts) if step.depth == 0 and not step.is_question]
        for step in steps:
            if step.outcome.is_false:
                return step
        return next((step for step in steps if isinstance(step.outcome, Unknown)), None)

    def evaluate_columns(self, columns: "Mapping[str, ColumnLike]", rows: int) -> "Column":
        """The rule's value for `rows` situations at once; needs numpy.

        `columns` go by path ("household.income"); a missing one is unknown everywhere.
        """
        from parvis.catalogue.expressions._columns import evaluated

        return evaluated(self._core, columns, rows)

    def __repr__(self) -> str:
        return f"Program({self.text!r})"


def check(text: str, environment: Environment, expected: Type | None = None) -> Checked:
    """Type a rule against the declared variables, and against `expected` if given.

    Raises ExpressionError, which says where and what to write instead.
    """
    program = compile_expression(text, environment, expected)
    return Checked(program.text, program.type, program.paths)


@lru_cache(maxsize=4096)
def compile_expression(
    text: str, environment: Environment, expected: Type | None = None
) -> Program:
    """Check and compile a rule (0.5 ms, then kept). Raises ExpressionError."""
    return Program(text, typed(text, environment, expected))


def _paths(core: Core) -> frozenset[str]:
    return frozenset(
        node.name
        for node in walk(core)
        if isinstance(node, Read) and (node.slot == FACTS or node.path)
    )
