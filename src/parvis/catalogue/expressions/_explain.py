"""Which conditions of a rule held: what a resident or an agent is told when it says no."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parvis.catalogue.expressions._compiler import compiled, frame_for
from parvis.catalogue.expressions._core import (
    FACTS,
    Call,
    Choose,
    Core,
    Every,
    Read,
    Some,
    walk,
)
from parvis.catalogue.expressions._errors import position
from parvis.catalogue.expressions._facts import Facts
from parvis.catalogue.expressions._outcome import Known, Outcome, Unknown


@dataclass(frozen=True, slots=True)
class Step:
    """One condition of a rule and what it came to.

    kind: condition; all or any (a group, whose parts follow, one deeper); choice (the question
    of `? :`, followed by the branch it leads to). `facts` are those it reads, with their values:
    personal data, to show only to whom may see them. `gap`: by how much a comparison of two whole
    numbers missed (days, for two dates); None when that means nothing.
    """

    text: str
    kind: str
    depth: int
    outcome: Outcome
    line: int
    column: int
    facts: tuple[tuple[str, Outcome], ...]
    gap: int | None = None

    @property
    def is_question(self) -> bool:
        return self.kind == "choice"


def explained(text: str, core: Core, facts: Facts) -> list[Step]:
    return [_step(text, node, kind, depth, facts) for node, kind, depth in _outline(core, 0, facts)]


def _outline(node: Core, depth: int, facts: Facts) -> Iterator[tuple[Core, str, int]]:
    match node:
        case Every() if depth == 0:
            for part in node.parts:
                yield from _outline(part, depth, facts)
        case Every() | Some():
            yield node, "all" if isinstance(node, Every) else "any", depth
            for part in node.parts:
                yield from _outline(part, depth + 1, facts)
        case Choose():
            yield node.condition, "choice", depth
            for branch in _branches(node, facts):
                yield from _outline(branch, depth, facts)
        case _:
            yield node, "condition", depth


def _branches(node: Choose, facts: Facts) -> tuple[Core, ...]:
    match outcome(node.condition, facts):
        case Known(value=True):
            return (node.yes,)
        case Known():
            return (node.no,)
    return (node.yes, node.no)


def _step(text: str, node: Core, kind: str, depth: int, facts: Facts) -> Step:
    reads = {
        each.name: outcome(each, facts)
        for each in walk(node)
        if isinstance(each, Read) and each.slot == FACTS
    }
    line, column = position(text, node.start)
    result = outcome(node, facts)
    return Step(
        text=text[node.start : node.end],
        kind=kind,
        depth=depth,
        outcome=result,
        line=line,
        column=column,
        facts=tuple(reads.items()),
        gap=_gap(node, facts) if result.is_false else None,
    )


def _gap(node: Core, facts: Facts) -> int | None:
    """How far the two sides of a comparison that is false are from making it true."""
    if not isinstance(node, Call) or node.overload.name not in {"<", "<=", ">", ">="}:
        return None
    match [outcome(part, facts) for part in node.parts]:
        case [Known(value=int() as left), Known(value=int() as right)]:
            apart = abs(left - right)
        case [Known(value=date() as left), Known(value=date() as right)]:
            apart = abs((left - right).days)
        case _:
            return None
    return apart if node.overload.name in {"<=", ">="} else apart + 1


def outcome(node: Core, facts: Facts) -> Outcome:
    """What one part of a rule comes to (compiled each time: explanations are rare)."""
    value = compiled(node, needs_value=False)(facts, frame_for(node))
    return value if isinstance(value, Unknown) else Known(value)
