"""What a rule can answer: a value, or "cannot tell yet" with what would settle it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Values are plain Python data: bool, int, float, str, date, None (absent), tuple, dict.
Value: TypeAlias = "bool | int | float | str | date | tuple[Value, ...] | dict[str, Value] | None"

_MESSAGES: dict[str, Promise] = {
    "absent": _("“%(fact)s” is absent, so nothing can be computed from it."),
    "wrong_type": _("“%(fact)s” should be %(expected)s."),
    "division_by_zero": _("Division by zero."),
    "overflow": _("The number is too large."),
    "date_out_of_range": _("The date falls outside the years 1 to 9999."),
    "too_much_work": _("The lists are too long for this rule."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be computed, even when everything is known."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        return str(_MESSAGES[self.code]) % self.params


@dataclass(frozen=True, slots=True)
class Known:
    """The rule's value; None when the fact asked for is known to be absent."""

    value: Value

    @property
    def is_true(self) -> bool:
        return self.value is True

    @property
    def is_false(self) -> bool:
        return self.value is False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Cannot tell.

    `facts` are the paths that are missing and still matter, in reading order: once all are
    given, the rule is settled. Without facts, only `problems` stand in the way.
    """

    facts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_true(self) -> bool:
        return False

    @property
    def is_false(self) -> bool:
        return False


Outcome: TypeAlias = Known | Unknown


def failed(code: str, **params: str) -> Unknown:
    return Unknown(problems=(Problem(code, params),))


def merged(parts: list[Unknown]) -> Unknown:
    """Any of these may still settle the matter: ask for all, keep all problems."""
    if len(parts) == 1:
        return parts[0]
    return Unknown(
        tuple(dict.fromkeys(fact for part in parts for fact in part.facts)),
        tuple(problem for part in parts for problem in part.problems),
    )


def blocked(parts: list[Unknown]) -> Unknown:
    """All of these are needed: one that no fact can mend makes asking for the others useless."""
    for part in parts:
        if not part.facts:
            return part
    return merged(parts)
