"""What a household lives on, by rules of thumb, where the national law is not asked.

The law itself is OpenFisca's (`ports.law`): `quotient_of_law` asks it. Without it, the family
allowances are those of the law and what lifts to the RSA stands for the rest.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from parvis.eligibility import ports
from parvis.eligibility.population.households import NOBODY, Column, Households
from parvis.eligibility.population.situations import situations

QUOTIENT: Final = "quotient_caf"
_BATCH: Final = 500

# CSS L521-1, D521-1: in parts of the monthly base (BMAF); 474.37 euros from April 2025.
_BASE: Final = 474_37
_TWO_CHILDREN, _EACH_MORE = 0.32, 0.41
# CASF L262-2, R262-1; 646.52 euros for one person from April 2025.
_RSA: Final = 646_52
# CGI 197 (incomes of 2024), a month: 11 % over 11,497 euros a year by share, 30 % over 29,315.
_TAX: Final = ((958_08, 0.11), (2_442_92, 0.19))


def parts_of_caf(households: Households) -> Column:
    """Half parts of the quotient familial of the CAF: two parts for parents, together or alone, a
    half for each of the first two children, one for the third, a half for each other."""
    children = households.children_aged(0, 20)
    halves = 4 + children + (children >= 3)
    return np.asarray(halves)


def quotient(households: Households, benefits: Column) -> Column:
    """The quotient familial of the CAF, cents a month: (annual resources / 12 + benefits of the
    month) / parts (Cnaf, circular 2008-025). `benefits`: cents a month. Not that of the tax
    (CGI 194), which ignores benefits and counts other parts."""
    own = _family(households)
    return np.asarray((own + benefits) * 2 // parts_of_caf(households))


def benefits_by_thumb(households: Households) -> Column:
    """Cents a month: family allowances (CSS D521-1, without their ceilings), and what lifts to the
    RSA those younger than 65."""
    allowances = _allowances(households)
    adults = 1 + households.is_couple
    children = households.children_aged(0, 24)
    persons = adults + children
    scale = 1 + 0.5 * (persons >= 2) + 0.3 * np.maximum(persons - 2, 0)
    scale += 0.1 * np.maximum(persons - 4, 0)
    floor = np.where(households.ages[:, 0] >= 25, _RSA * scale, 0) * (households.ages[:, 0] < 65)
    lifted = np.maximum(floor - _family(households) - allowances, 0)
    return np.asarray(np.rint(allowances + lifted).astype(np.int64))


def quotient_of_law(households: Households, month: date) -> Column:
    """The same by the national law, asked in batches, cents a month. Raises ports.LawUnavailable,
    ports.LawRefused."""
    engine = ports.law()
    found: list[int] = []
    for start in range(0, len(households), _BATCH):
        asked = situations(households, range(start, min(start + _BATCH, len(households))), month)
        found += [each[QUOTIENT] for each in engine.amounts(asked, [QUOTIENT], month)]
    return np.array(found, dtype=np.int64)


def living_standard(households: Households, benefits: Column) -> Column:
    """Disposable income by consumption unit, euros a year: 1 for the first adult, 0.5 for others of
    14 and more, 0.3 for younger children (the scale of Insee and Eurostat)."""
    units = 1 + 0.5 * (households.ages[:, 1] != NOBODY)
    units = units + 0.5 * households.children_aged(14, 99) + 0.3 * households.children_aged(0, 13)
    income = households.resources + benefits - _tax(households)
    return np.asarray(income * 12 / 100 / units)


def _tax(households: Households) -> Column:
    """Income tax by scale only: no credit, no discount, one tax household."""
    children = households.children_aged(0, 20)
    shares = 1 + households.is_couple + 0.5 * children + 0.5 * np.maximum(children - 2, 0)
    by_share = households.resources * 0.9 / shares
    by_scale = [np.maximum(by_share - over, 0) * rate for over, rate in _TAX]
    return np.asarray(sum(by_scale) * shares)


def _allowances(households: Households) -> Column:
    children = households.children_aged(0, 19)
    rate = np.where(children >= 2, _TWO_CHILDREN + _EACH_MORE * np.maximum(children - 2, 0), 0)
    return np.asarray(_BASE * rate)


def _family(households: Households) -> Column:
    """Resources of the family: of two who share a home and are no couple, the first alone."""
    each = (
        households.wages + households.self_employed + households.unemployment + households.pensions
    )
    return np.asarray(np.where(households.is_couple, each.sum(axis=1), each[:, 0]))


def quotients(households: Households, month: date | None) -> tuple[Column, Sequence[str]]:
    """The CAF's quotient of each, and the law's versions that told the benefits; `month` None, or a
    law that does not answer: by rules of thumb, and no version."""
    if month is not None:
        found = quotient_of_law(households, month)
        told = [f"{each.package} {each.version}, {month:%Y-%m}" for each in ports.law().versions()]
        return found, told
    return quotient(households, benefits_by_thumb(households)), ()
