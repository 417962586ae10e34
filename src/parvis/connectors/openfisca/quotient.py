"""The quotient familial of the CAF: not that of the tax, and not in the law package.

A twelfth of the taxable incomes of the year before last, before any deduction, less the alimony
paid, plus the family benefits and housing aid of the month; divided by the CAF's own parts: two for
the parents, together or alone, a half for each of the first two children, one for the third, a half
for each other, a half more for a disabled child (Cnaf, circular 2008-025 on action sociale)."""

from datetime import date
from typing import Final

import numpy as np
from openfisca_core.periods import period
from openfisca_core.simulations import Simulation

from parvis.connectors.openfisca import complement
from parvis.connectors.openfisca.columns import Column, Households

_YEARLY: Final = ("salaire_imposable", "chomage_imposable", "retraite_imposable")
_MONTHLY: Final = ("af", "cf", "asf", "paje_base", "aeeh", "aide_logement", "rsa", "ppa")
_OTHERS: Final = (
    "pensions_invalidite", "rpns_imposables", "pensions_alimentaires_percues",
    "pensions_alimentaires_versees_individu", "aah", "handicap",
    "prestations_familiales_enfant_a_charge",
)  # fmt: skip
READ: Final = frozenset({*_YEARLY, *_MONTHLY, *_OTHERS})
"""Variables of the package."""
_PARTS: Final = np.array([2, 2.5, 3])


def of(
    simulation: Simulation, households: Households, month: date, paid: date | None = None
) -> Column:
    """Euros a month, never below zero. `paid`: month of the benefits, when it is another one."""
    year, this = period(str(month.year - 2)), f"{paid or month:%Y-%m}"
    incomes = sum(
        simulation.calculate_add(name, year) for name in (*_YEARLY, "pensions_invalidite")
    )
    incomes = incomes + simulation.calculate("rpns_imposables", year)
    incomes = incomes + simulation.calculate_add("pensions_alimentaires_percues", year)
    incomes = incomes - simulation.calculate_add("pensions_alimentaires_versees_individu", year)
    count, counted = households.count, households.role < 3
    yearly = np.bincount(households.home[counted], incomes[counted], count)
    benefits = sum(np.asarray(simulation.calculate(name, this), "f8") for name in _MONTHLY)
    benefits = benefits + complement.of(simulation.tax_benefit_system, households, paid or month)
    aah = np.asarray(simulation.calculate("aah", this), "f8")
    benefits = benefits + np.bincount(households.home, aah, count)
    shared = (yearly / 12 + benefits) / _parts(simulation, households, this)
    return np.asarray(np.maximum(0, shared))


def _parts(simulation: Simulation, households: Households, month: str) -> Column:
    charge = np.asarray(simulation.calculate("prestations_familiales_enfant_a_charge", month))
    disabled = charge & np.asarray(simulation.calculate("handicap", month))
    children = np.bincount(households.home, charge, households.count).astype(int)
    parts = np.where(
        children < 3, _PARTS[np.minimum(children, 2)], 4 + 0.5 * np.maximum(children - 3, 0)
    )
    return np.asarray(parts + 0.5 * np.bincount(households.home, disabled, households.count))
