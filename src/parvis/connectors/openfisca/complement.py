"""The complement of the AEEH, by the category that the CDAPH gave (CSS L541-1, D541-2, D541-4).

The package holds its sums, and takes those of the category below (176.1.8: a child of the fourth
gets the complement of the third); it is therefore told of no category, and the sums are added here:
a part of the monthly base of the family benefits, and more for a parent alone from the second."""

from datetime import date
from typing import Any, Final

import numpy as np

from parvis.connectors.openfisca.columns import Column, Households
from parvis.connectors.openfisca.system import Law

CATEGORIES: Final = range(1, 7)
_CHILD: Final = 2
_LEAST_RATE: Final = 50
_IN_EUROS: Final = 6  # the others are parts of the base


def of(law: Law, households: Households, month: date) -> Column:
    """Euros a month, by household."""
    found = np.zeros(households.count)
    entitled = (
        (households.role == _CHILD)
        & (households.disability_rate >= _LEAST_RATE)
        & (households.aeeh_category > 0)
    )
    if not entitled.any():
        return found
    rates = law.get_parameters_at_instant(month.isoformat()).prestations_sociales
    rates = rates.prestations_familiales
    entitled &= _age(households, month) < _of(rates).age_maximum_enfant
    alone = np.ones(households.count, bool)
    alone[households.home[households.role == 1]] = False
    sums = {one: _sums(rates, one) for one in CATEGORIES}
    for child in np.flatnonzero(entitled):
        home = households.home[child]
        complement, more = sums[int(households.aeeh_category[child])]
        found[home] += complement + more * alone[home]
    return found


def _of(rates: Any) -> Any:
    return rates.education_presence_parentale.aeeh


def _sums(rates: Any, category: int) -> tuple[float, float]:
    """The complement, and what a parent alone gets besides."""
    name, base = f"categorie_{category}", rates.bmaf.bmaf
    complement = _of(rates).complement_allocation[name]
    more = _of(rates).majoration_parent_isole[name] * base if category > 1 else 0.0
    return complement if category == _IN_EUROS else complement * base, more


def _age(households: Households, month: date) -> Column:
    """Whole years on the first day of the month, as the package counts them."""
    begins = np.datetime64(month, "M")
    born = households.birth.astype("M8[M]")
    months = (begins - born).astype(int) - (households.birth > born.astype("M8[D]"))
    return np.asarray(months // 12)
