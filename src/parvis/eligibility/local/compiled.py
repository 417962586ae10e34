"""The conditions and the amount of a version as rules ready to use.

Every way of writing an amount becomes one rule of the language, so that one meaning serves a
person, a population and the oracle of the tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from parvis.catalogue.expressions import BOOL, INT, Environment, Program, compile_expression
from parvis.eligibility.local.definition import AmountRule, Effort, Rounding, Tiers, Version


def amount_text(rule: AmountRule, environment: Environment) -> str:
    """The amount as one rule. Raises ExpressionError for a base that cannot be one."""
    once = once_text(rule, environment)
    return f"({once}) * ({rule.times})" if rule.times else once


def once_text(rule: AmountRule, environment: Environment) -> str:
    """Before it is multiplied. Raises ExpressionError."""
    if rule.flat is not None:
        return str(rule.flat)
    if rule.tiers is not None:
        tiers = rule.tiers
        return _or_absent(_tiers(tiers), tiers.of, tiers.absent, environment)
    if rule.effort is not None:
        effort = rule.effort
        return _or_absent(_effort(effort, rule.round), effort.of, effort.absent, environment)
    if rule.formula is None:
        return "0"
    value = _rounded(f"({rule.formula.rule})", 1, 1, rule.round)
    return _held(value, rule.formula.floor, rule.formula.cap)


def _tiers(tiers: Tiers) -> str:
    *steps, last = tiers.steps
    parts = [f"({tiers.of}) <= {step.up_to or 0} ? {step.amount} : " for step in steps]
    return "".join(parts) + str(last.amount)


def _effort(effort: Effort, rounding: Rounding) -> str:
    top, bottom = (effort.percent / 100).as_integer_ratio()
    return _held(_rounded(f"({effort.of})", top, bottom, rounding), effort.floor, effort.cap)


def _rounded(base: str, top: int, bottom: int, rounding: Rounding) -> str:
    """base × top / bottom as a multiple of the rounding; exact in whole numbers."""
    unit = bottom * rounding.to
    value = base if top == 1 else f"{base} * {top}"
    if unit == 1:
        return value
    match rounding.how:
        case "nearest":
            value, unit = f"{base} * {2 * top} + {unit}", 2 * unit
        case "up":
            value = f"{value} + {unit - 1}"
    return f"({value}) / {unit}" + (f" * {rounding.to}" if rounding.to > 1 else "")


def _held(value: str, floor: int, cap: int) -> str:
    return f"({value} < {floor} ? {floor} : {value} > {cap} ? {cap} : {value})"


def _or_absent(value: str, of: str, absent: int | None, environment: Environment) -> str:
    if absent is None or not compile_expression(of, environment).type.is_optional:
        return value
    return f"has({of}) ? ({value}) : {absent}"


@dataclass(frozen=True, eq=False)
class CompiledVersion:
    """A version with its rules, in the order of its conditions. `amount` is `once` × `times`.
    Compared by identity."""

    version: Version
    conditions: tuple[Program, ...]
    amount: Program | None
    once: Program | None
    times: Program | None

    @cached_property
    def paths(self) -> frozenset[str]:
        """The only facts its rules may read."""
        programs: Iterable[Program] = (*self.conditions, *((self.amount,) if self.amount else ()))
        return frozenset(path for program in programs for path in program.paths)


def compiled(version: Version, environment: Environment) -> CompiledVersion:
    """Raises ExpressionError."""

    def number(text: str | None) -> Program | None:
        return compile_expression(text, environment, INT) if text else None

    rule = version.amount
    return CompiledVersion(
        version,
        tuple(compile_expression(each.rule, environment, BOOL) for each in version.conditions),
        amount=number(amount_text(rule, environment) if rule else None),
        once=number(once_text(rule, environment) if rule else None),
        times=number(rule.times if rule else None),
    )
