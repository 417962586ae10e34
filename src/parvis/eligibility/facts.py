"""The facts that rights depend on: one list, for every rule, question, page and law engine.

Amounts are in euro cents. Resources are those of one month as paid into the bank account, before
income tax. Words of the fields are those of the Code de la sécurité sociale (CSS), the Code de
l'action sociale et des familles (CASF) and the Code général des impôts (CGI).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from parvis.catalogue.expressions import BOOL, DATE, INT, STRING, Type, choice


class Entity(StrEnum):
    """To whom a fact belongs (the four entities of French social and tax law)."""

    PERSON = "person"
    FAMILY = "family"  # foyer of the family benefits, CSS L512-1
    TAX_HOUSEHOLD = "tax"  # foyer fiscal, CGI 6
    HOUSEHOLD = "home"  # those who live in the dwelling


class Unit(StrEnum):
    NONE = ""
    CENTS_A_MONTH = "cents/month"
    CENTS_A_YEAR = "cents/year"
    CENTS = "cents"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact somebody may know. `cost`: what asking it costs the person, from 1 (a click) to 5
    (sensitive, or a paper to look for): the cheapest question that settles as much comes first."""

    key: str
    entity: Entity
    type: Type
    unit: Unit = Unit.NONE
    cost: int = 1
    lowest: int | None = None
    highest: int | None = None


_PERSON, _HOME = Entity.PERSON, Entity.HOUSEHOLD
_A_MONTH, _A_YEAR = Unit.CENTS_A_MONTH, Unit.CENTS_A_YEAR
_GOODS = 1_000_000_000_00

ACTIVITIES: Final = ("employed", "self_employed", "unemployed", "student", "retired", "none")
SCHOOLS: Final = ("none", "nursery", "primary", "college", "lycee", "higher")
OCCUPANCIES: Final = (
    "tenant_unfurnished", "tenant_furnished", "tenant_social", "home_for_young_workers_or_students",
    "owner", "owner_with_loan", "free", "none",
)  # fmt: skip
UNIONS: Final = ("married", "pacs", "living_together")
NATIONALITIES: Final = ("french", "european", "other")


def _kinds() -> tuple[FactKind, ...]:
    return (
        FactKind("birth_date", _PERSON, DATE),
        FactKind("nationality", _PERSON, choice(*NATIONALITIES), cost=3),
        FactKind("years_of_permit", _PERSON, INT, cost=3, lowest=0, highest=80),
        FactKind("activity", _PERSON, choice(*ACTIVITIES)),
        FactKind("school", _PERSON, choice(*SCHOOLS)),
        FactKind("scholarship", _PERSON, BOOL),
        FactKind("apprentice", _PERSON, BOOL),
        FactKind("due_date", _PERSON, DATE, cost=3),
        FactKind("disability_rate", _PERSON, INT, Unit.PERCENT, 4, 0, 100),
        FactKind("work_restriction", _PERSON, BOOL, cost=4),
        FactKind("aeeh_category", _PERSON, INT, cost=4, lowest=0, highest=6),
        FactKind("shared_custody", _PERSON, BOOL, cost=2),
        FactKind("wage", _PERSON, INT, _A_MONTH, 2, 0, 10_000_000),
        FactKind("self_employed_income", _PERSON, INT, _A_MONTH, 3, 0, 10_000_000),
        FactKind("unemployment_benefit", _PERSON, INT, _A_MONTH, 2, 0, 2_000_000),
        FactKind("pension", _PERSON, INT, _A_MONTH, 2, 0, 5_000_000),
        FactKind("invalidity_pension", _PERSON, INT, _A_MONTH, 3, 0, 2_000_000),
        FactKind("daily_allowances", _PERSON, INT, _A_MONTH, 3, 0, 2_000_000),
        FactKind("alimony_received", _PERSON, INT, _A_MONTH, 3, 0, 5_000_000),
        FactKind("alimony_paid", _PERSON, INT, _A_MONTH, 3, 0, 5_000_000),
        FactKind("couple", _HOME, BOOL),
        FactKind("children", _HOME, INT, lowest=0, highest=15),
        FactKind("commune", _HOME, STRING),
        FactKind("occupancy", _HOME, choice(*OCCUPANCIES)),
        FactKind("rent", _HOME, INT, _A_MONTH, 2, 0, 2_000_000),
        FactKind("flat_share", _HOME, BOOL),
        FactKind("savings", _HOME, INT, Unit.CENTS, 4, 0, _GOODS),
        FactKind("other_property", _HOME, BOOL, cost=2),
        FactKind("built_value", _HOME, INT, Unit.CENTS, 4, 0, _GOODS),
        FactKind("built_rental_value", _HOME, INT, _A_YEAR, 5, 0, 100_000_000),
        FactKind("land_value", _HOME, INT, Unit.CENTS, 4, 0, _GOODS),
        FactKind("land_rental_value", _HOME, INT, _A_YEAR, 5, 0, 100_000_000),
        FactKind("let_value", _HOME, INT, Unit.CENTS, 4, 0, _GOODS),
        FactKind("rents_received", _HOME, INT, _A_MONTH, 3, 0, 10_000_000),
        FactKind("union", Entity.FAMILY, choice(*UNIONS), cost=2),
        FactKind("child_support_unpaid", Entity.FAMILY, BOOL, cost=4),
        FactKind("quotient_caf", Entity.FAMILY, INT, _A_MONTH, 3, 0, 100_000_000),
        FactKind("reference_income", Entity.TAX_HOUSEHOLD, INT, _A_YEAR, 4, 0, 10_000_000_000),
        FactKind("half_shares", Entity.TAX_HOUSEHOLD, INT, cost=4, lowest=2, highest=60),
        FactKind("incomes_steady", Entity.TAX_HOUSEHOLD, BOOL),
    )


FACTS: Final[Mapping[str, FactKind]] = MappingProxyType({kind.key: kind for kind in _kinds()})
"""By key. `commune`: official geographic code of five characters. `rent`: without charges; the
monthly repayment for an owner with a loan. `half_shares`: shares of the quotient familial of the
tax (CGI 194), in halves. `quotient_caf`: the quotient familial of the CAF, never that of the tax.
`work_restriction`: the MDPH recognised a substantial and lasting restriction of access to
employment (CSS L821-2), on which the AAH depends below 80 %.
`aeeh_category`: that of the complement of the AEEH which the CDAPH gave for a child (CSS R541-2),
0: none.
`other_property`: somebody at home owns a building or land besides the home; the six that follow say
what: `built_…` and `land_…` are let to nobody, and their rental value is that of the year (valeur
locative cadastrale, CGI 1388 and 1396) which CASF R132-1 takes for an income; `let_…` are let.
`incomes_steady`: the incomes of the last two calendar years were about those of today."""
