"""Households as columns: one row each, the same facts as `eligibility.facts`, in the same units."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parvis.eligibility.facts import ACTIVITIES

Column = NDArray[Any]
MOST_CHILDREN: Final = 5
NOBODY: Final = -1
OCCUPANCIES_DRAWN: Final = (
    "owner", "owner_with_loan", "tenant_social", "tenant_unfurnished", "tenant_furnished", "free",
)  # fmt: skip
EMPLOYED, SELF_EMPLOYED, UNEMPLOYED, STUDENT, RETIRED, INACTIVE = range(len(ACTIVITIES))


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """`kind`: place in `margins.KINDS`; `commune`: place in `communes`; `occupancy`: place in
    OCCUPANCIES_DRAWN. Of adults two columns (the second NOBODY when alone): `ages`, `activities`
    (places in ACTIVITIES), `wages`, `pensions`, `unemployment`, `self_employed` (cents a month).
    `children`: their ages, NOBODY where there is none. `rent`: cents a month, `savings`: cents.
    `quotient`: the CAF's, cents a month; `weight`: of how many households it stands for."""

    communes: tuple[str, ...]
    weight: Column
    kind: Column
    commune: Column
    ages: Column
    activities: Column
    wages: Column
    self_employed: Column
    unemployment: Column
    pensions: Column
    children: Column
    occupancy: Column
    rent: Column
    savings: Column
    quotient: Column

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def number_of_children(self) -> Column:
        return np.asarray((self.children != NOBODY).sum(axis=1))

    def children_aged(self, youngest: int, oldest: int) -> Column:
        """How many of the household's children are of these ages, both included."""
        return np.asarray(((self.children >= youngest) & (self.children <= oldest)).sum(axis=1))

    @property
    def persons(self) -> Column:
        return np.asarray((self.ages != NOBODY).sum(axis=1) + self.number_of_children)

    @property
    def is_couple(self) -> Column:
        return np.asarray((self.kind == 3) | (self.kind == 4))

    @property
    def resources(self) -> Column:
        """Net of the household, cents a month, before benefits and tax."""
        each = self.wages + self.self_employed + self.unemployment + self.pensions
        return np.asarray(each.sum(axis=1))
