"""Between what an amount lies while some of the facts it depends on are not known."""

from collections.abc import Mapping
from typing import Any

from parvis.catalogue.expressions import Known
from parvis.eligibility.facts import FACTS
from parvis.eligibility.local.compiled import CompiledVersion
from parvis.eligibility.local.definition import AmountRule

Bounds = tuple[int, int | None]


def bounds(compiled: CompiledVersion, facts: Mapping[str, Any]) -> Bounds:
    """Lowest and highest amount in cents; no highest when nothing holds it."""
    rule = compiled.version.amount
    if rule is None or compiled.once is None:
        return 0, 0
    match compiled.once.evaluate(facts):
        case Known(value=int() as value):
            low: int = value
            high: int = value
        case _:
            low, high = whatever(rule)
    if compiled.times is None:
        return low, high
    match compiled.times.evaluate(facts):
        case Known(value=int() as count):
            return low * count, high * count
    least, most = how_many(rule)
    return low * least, None if most is None else high * most


def whatever(rule: AmountRule) -> tuple[int, int]:
    """The lowest and highest amounts there are, before they are multiplied."""
    if rule.flat is not None:
        return rule.flat, rule.flat
    if rule.formula is not None:
        return rule.formula.floor, rule.formula.cap
    amounts: list[int] = []
    absent = None
    if rule.tiers is not None:
        amounts, absent = [step.amount for step in rule.tiers.steps], rule.tiers.absent
    elif rule.effort is not None:
        amounts, absent = [rule.effort.floor, rule.effort.cap], rule.effort.absent
    amounts += [] if absent is None else [absent]
    return min(amounts), max(amounts)


def how_many(rule: AmountRule) -> Bounds:
    """Bounds of `times` when it is a fact with bounds of its own; else from nothing upwards."""
    kind = FACTS.get((rule.times or "").rpartition(".")[2])
    return (kind.lowest or 0, kind.highest) if kind else (0, None)
