"""Which variables of OpenFisca-France hold the national rights, and which facts each depends on.

Nothing of the law package is imported here: the web and the worker read these tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from parvis.eligibility.facts import FACTS

AMOUNTS: Final = (
    "wage", "self_employed_income", "unemployment_benefit", "pension", "invalidity_pension",
    "daily_allowances", "alimony_received", "alimony_paid",
)  # fmt: skip
"""Facts of a person in cents a month."""
PROPERTY: Final = (
    "built_value", "built_rental_value", "land_value", "land_rental_value", "let_value",
    "rents_received",
)  # fmt: skip
"""What is owned besides the home, in cents. Rental values are of a year, rents of a month."""
PACKAGE: Final = "openfisca-france"


class LawChanged(Exception):
    """The law package no longer holds what we name: `faults`, each with its place."""

    def __init__(self, package: str, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join((f"{package} is not the law we know:", *faults)))
        self.faults = faults


class When(StrEnum):
    """The period a variable is asked for."""

    MONTH = "month"
    YEAR = "year"  # the calendar year of the month
    SEVENTH_MONTH = "seventh month"  # of the pregnancy, CSS D531-2: when it is paid


@dataclass(frozen=True, slots=True)
class Output:
    """`variable` of the law package, whose value is in euros, true or false. `whose`: the entity
    of the package that it belongs to."""

    variable: str
    whose: str = "famille"
    when: When = When.MONTH


OUTPUTS: Final[Mapping[str, Output]] = MappingProxyType(
    {
        "rsa": Output("rsa"),
        "ppa": Output("ppa"),
        "aide_logement": Output("aide_logement"),
        "aah": Output("aah", "individu"),
        "aspa": Output("aspa"),
        "asi": Output("asi", "individu"),
        "css_free": Output("cmu_c"),
        "css_paid": Output("css_participation_forfaitaire"),
        "af": Output("af"),
        "cf": Output("cf"),
        "asf": Output("asf"),
        "aeeh": Output("aeeh"),
        "paje_base": Output("paje_base"),
        "paje_naissance": Output("paje_naissance", when=When.SEVENTH_MONTH),
        "ars": Output("ars", when=When.YEAR),
        "bourse_college": Output("bourse_college"),
        "bourse_lycee": Output("bourse_lycee"),
        "cheque_energie": Output("cheque_energie", "menage", When.YEAR),
    }
)
"""By code, as `eligibility.national.BENEFITS`. The package calls `css_participation_forfaitaire`
a sum of the year; its parameters are those of a month (CSS D861-7)."""

QUOTIENT: Final = "quotient_caf"
"""Asked like a benefit: the quotient familial of the CAF in cents a month. The package holds no
such variable; `quotient.py` says how it is made."""

_WHO: Final = frozenset({"couple", "children", "birth_date"})
_TAXED: Final = _WHO | {
    "wage", "self_employed_income", "unemployment_benefit", "pension", "invalidity_pension",
    "alimony_received", "alimony_paid", "incomes_steady", "reference_income", "union",
    "other_property", "rents_received",
}  # fmt: skip
_MINIMA: Final = _TAXED | {
    "activity", "school", "disability_rate", "work_restriction", "nationality", "years_of_permit",
    "daily_allowances", "savings", "shared_custody", "commune",
    "built_value", "built_rental_value", "land_value", "land_rental_value",
}  # fmt: skip
_EVERYTHING: Final = frozenset(FACTS) - {
    "scholarship", "quotient_caf", "half_shares", "aeeh_category",
}  # fmt: skip

FACTS_OF: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "rsa": _EVERYTHING,
        "ppa": _EVERYTHING,
        "aide_logement": _EVERYTHING,
        "aah": _MINIMA,
        "aspa": _MINIMA,
        "asi": _MINIMA,
        "css_free": _EVERYTHING,
        "css_paid": _EVERYTHING,
        "af": _TAXED | {"commune", "shared_custody"},
        "cf": _TAXED | {"commune"},
        "asf": _WHO | {"wage", "alimony_received", "child_support_unpaid", "commune"},
        "aeeh": _WHO | {"disability_rate", "aeeh_category"},
        "paje_base": _TAXED,
        "paje_naissance": _TAXED | {"due_date"},
        "ars": _TAXED,
        "bourse_college": _TAXED | {"school"},
        "bourse_lycee": _TAXED | {"school"},
        "cheque_energie": _TAXED | {"commune", "occupancy", "shared_custody"},
        QUOTIENT: _EVERYTHING | {"aeeh_category"},
    }
)
"""Found by following the computation to what it reads, for each right alone and on every kind of
household; `tests/test_facts.py` does it again. No fact of a scholarship, of the shares of the tax
or of the CAF's own quotient is read by the package for these rights."""

HOUSING: Final = frozenset({"rsa", "ppa", "aide_logement", "css_free", "css_paid", QUOTIENT})
"""Those that look at past payments of housing aid or RSA."""
MINIMA: Final = frozenset({"aah", "asi", "aspa"})
"""Those that look at past payments of one another."""
CHAINED: Final = HOUSING | MINIMA
"""What needs the past months; all others are quick."""

SINCE: Final = date(2024, 1, 1)
"""The first month that the amounts were looked at for."""

CHILD_EARNS_FROM: Final = 16
"""Age from which a child's own wage is asked for (C. trav. L4153-1)."""
CHILD_AT_SCHOOL_FROM: Final = 3
"""Age from which school is compulsory (C. éduc. L131-1)."""
