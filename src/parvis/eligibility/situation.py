"""What is known of a person's life, as far as rights depend on it.

People who live together, and facts about each of them, their home, their family and their tax
household. A fact nobody gave is *unknown*: it is not there. One known to be absent (no rent, no
pension) is a Fact whose value is None. Neither is ever zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol

from parvis.eligibility.facts import FACTS, Entity, FactKind

ME: Final = "me"
PARTNER: Final = "partner"


class Origin(StrEnum):
    """Where a fact comes from, weakest first."""

    DECLARED = "declared"
    PROVEN = "proven"  # an agent saw the paper
    INSTITUTION = "institution"  # given by the institution that holds it


@dataclass(frozen=True, slots=True)
class Fact:
    """`value`, in the unit of its kind; `on`: the day it was said or proven (its age)."""

    value: Any
    on: date
    origin: Origin = Origin.DECLARED


class Lived(Protocol):
    """What a rule may look at: who lives there, and what is known or supposed of them."""

    @property
    def members(self) -> tuple[str, ...]: ...

    @property
    def children(self) -> tuple[str, ...]: ...

    def fact(self, path: str) -> Fact | None: ...


Known = Mapping[str, Fact]
_NOTHING: Final[Known] = {}


@dataclass(frozen=True, slots=True)
class Situation:
    """Immutable. Paths: `me.birth_date`, `child2.school`, `home.rent`, `family.quotient_caf`,
    `tax.reference_income`.

    `members`: me first, then `partner`, then `child1`, `child2`… Who is there is only certain once
    `home.couple` and `home.children` are known: see `is_complete`."""

    members: tuple[str, ...] = (ME,)
    facts: Mapping[str, Known] = field(default_factory=dict)

    def kind(self, path: str) -> FactKind:
        """Raises KeyError: no such member, or no such fact of it."""
        owner, _, key = path.partition(".")
        kind = FACTS[key]
        if owner in self.members:
            if kind.entity is not Entity.PERSON:
                raise KeyError(path)
        elif kind.entity is Entity.PERSON or kind.entity != owner:
            raise KeyError(path)
        return kind

    def fact(self, path: str) -> Fact | None:
        """None: nobody said anything about it. Raises KeyError: no such fact."""
        owner, _, key = path.partition(".")
        known = self.facts.get(owner, _NOTHING).get(key)
        if known is None:
            self.kind(path)
        return known

    def told(self, path: str, fact: Fact | None) -> "Situation":
        """The same with this fact, or without it (None). Raises KeyError: no such fact."""
        self.kind(path)
        owner, _, key = path.partition(".")
        known = dict(self.facts.get(owner, _NOTHING))
        known.pop(key, None)
        if fact is not None:
            known[key] = fact
        facts = dict(self.facts)
        facts.pop(owner, None)
        if known:
            facts[owner] = known
        return Situation(self.members, facts)

    def among(self, *members: str) -> "Situation":
        """The same household made of these members; those who leave are forgotten."""
        gone = set(self.members) - set(members)
        kept = {owner: known for owner, known in self.facts.items() if owner not in gone}
        return Situation(members, kept)

    def paths(self) -> Iterator[str]:
        """Every path of which something is known."""
        for owner, known in self.facts.items():
            for key in known:
                yield f"{owner}.{key}"

    @property
    def is_complete(self) -> bool:
        """Is it known who lives here?"""
        home = self.facts.get(Entity.HOUSEHOLD, _NOTHING)
        return "couple" in home and "children" in home

    @property
    def children(self) -> tuple[str, ...]:
        return tuple(name for name in self.members if name.startswith("child"))

    @property
    def adults(self) -> tuple[str, ...]:
        return tuple(name for name in self.members if not name.startswith("child"))


GOODS: Final[Mapping[str, str]] = {
    "built_value": "built_rental_value",
    "land_value": "land_rental_value",
    "let_value": "rents_received",
}
"""What may be owned besides the home: its worth, and what counts only where there is one."""


def may_have_a_complement(lived: Lived, child: str) -> bool:
    """Whether an AEEH, and so a complement of it, may be theirs: from 50 % on (CSS R541-1)."""
    rate = lived.fact(f"{child}.disability_rate")
    return rate is not None and (rate.value or 0) >= 50


def may_be_restricted(lived: Lived, who: str) -> bool:
    """Whether the AAH depends on a restriction of access to work: from 50 to 79 % (CSS L821-2)."""
    rate = lived.fact(f"{who}.disability_rate")
    return rate is not None and 50 <= (rate.value or 0) < 80
