"""What a rule about a right comes to. Three answers, never two."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Per(StrEnum):
    MONTH = "month"
    YEAR = "year"
    ONCE = "once"
    UNIT = "unit"  # a meal, a journey, an hour: the benefit's own word says which


@dataclass(frozen=True, slots=True)
class Amount:
    """Between `low` and `high` euro cents, both included; equal when it is exact."""

    low: int
    high: int
    per: Per


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition or step of a calculation.

    `code`: its name in the rule or the law package, stable. `text`: the same for people, already
    in their language. `facts`: paths it read. `gap`: by how much it missed, in the unit of what it
    compares (cents, years), None when that means nothing. `law`: article and, if known, address."""

    code: str
    text: str
    facts: tuple[str, ...] = ()
    gap: int | None = None
    law: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Yes:
    """`amount` None: a right without a sum (a card, a place, a free service)."""

    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class No:
    """`reason`: the first condition that failed."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class CannotTell:
    """`facts`: paths that would settle it, cheapest first. `possible`: what it could come to."""

    facts: tuple[str, ...]
    possible: Amount | None = None


Verdict: TypeAlias = Yes | No | CannotTell


@dataclass(frozen=True, slots=True)
class Answer:
    """What one benefit comes to for one situation.

    `benefit`: its identifier (`state.rsa`, `jurancon.cantine`). `whom`: the member concerned, ""
    when it is the whole household. `to_verify`: conditions declared, never computed: a Yes with
    some is "probably". `law`: version of the law package or of the local rule; `on`: the day
    (national: the month) for which it answers."""

    benefit: str
    verdict: Verdict
    on: date
    law: str
    whom: str = ""
    steps: tuple[Reason, ...] = ()
    to_verify: tuple[str, ...] = ()
