"""Amounts of national rights for columns of households, in one canonical order.

Order. Housing aid looks at the RSA of past months, and the RSA at past housing aid; asked for
this month first, the package walks back until it meets itself and takes zero there (a "spiral").
So the months are computed as they were lived, the oldest first, housing aid then RSA in each:
every payment is there when it is looked at, no spiral is met, and the order in which rights are
asked changes nothing. Payments older than `inputs.PAST` months are stated as none.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from openfisca_core import periods
from openfisca_core.indexed_enums import Enum
from openfisca_core.simulations import Simulation, SimulationBuilder

from parvis.connectors.openfisca import complement, quotient
from parvis.connectors.openfisca.columns import UNBORN, Column, Households
from parvis.connectors.openfisca.inputs import PAST, Stated, groups, months, span, stated
from parvis.connectors.openfisca.outputs import HOUSING, MINIMA, OUTPUTS, QUOTIENT, Output, When
from parvis.connectors.openfisca.system import Law

_MONTHS_BEFORE_BIRTH: Final = 2

Amounts = Mapping[str, Column]


def compute(law: Law, households: Households, codes: Sequence[str], month: date) -> Amounts:
    """Euros of each right: by household, or by person for those of a person. `month`: its first
    day. Raises what the law package raises on a value it cannot bear."""
    return _computed(law, households, codes, month)[1]


def computed(
    law: Law, households: Households, codes: Sequence[str], month: date
) -> tuple[Amounts, Amounts]:
    """The same, and what the rights come to every other month, NaN for all households but those
    whose RSA and housing aid end each other (decision 0379)."""
    simulation, found = _computed(law, households, codes, month)
    return found, _every_other_month(simulation, households, codes, month)


def _computed(
    law: Law, households: Households, codes: Sequence[str], month: date
) -> tuple[Simulation, Amounts]:
    simulation = prepared(law, households, month)
    follow(simulation, (month, frozenset(codes)))
    relive(simulation, codes, month)
    return simulation, {code: _asked(simulation, households, code, month) for code in codes}


_SWINGING: Final = ("rsa", "aide_logement", "ppa", QUOTIENT)


def _every_other_month(
    simulation: Simulation, households: Households, codes: Sequence[str], month: date
) -> Amounts:
    if "rsa" not in codes or "aide_logement" not in codes:
        return {}
    swings = _swings(simulation, month)
    if not swings.any():
        return {}
    last = (np.datetime64(month, "M") - 1).astype(date)
    found = {}
    for code in (code for code in _SWINGING if code in codes):
        if code == QUOTIENT:
            values = quotient.of(simulation, households, month, last)
        else:
            values = _asked(simulation, households, code, last)
        found[code] = np.where(swings, values, np.nan)
    return found


def _swings(simulation: Simulation, month: date) -> Column:
    """Whose RSA stops with the housing aid that it raised, and begins again without it: paid one
    month of two, with another housing aid each time. One household in a thousand."""
    this = np.datetime64(month, "M")
    now, last, before = (
        (
            simulation.calculate("rsa", str(each)) > 0,
            simulation.calculate("aide_logement", str(each)),
        )
        for each in (this, this - 1, this - 2)
    )
    return np.asarray((now[0] != last[0]) & (now[0] == before[0]) & (now[1] != last[1]))


def follow(simulation: Simulation, what: Hashable) -> None:
    """`fast` goes here a way that it remembers. Nothing needs it."""


def prepared(law: Law, households: Households, month: date, *, by_hand: bool = False) -> Simulation:
    """A simulation that was told everything. `by_hand`: through OpenFisca's own entrance, slower,
    with the same effect: tests compare both."""
    simulation = _populated(law, households)
    simulation.start_computation_period = f"{month.year - 2}-01"
    for each in stated(households, month, rates(law, month)):
        if by_hand:
            for period in each.periods:
                simulation.set_input(each.variable, period, each.values)
        else:
            _put(simulation, each)
    return simulation


def rates(law: Law, month: date) -> Mapping[str, float]:
    """What inputs are turned by. Of the year of the incomes that count: `work…`, deducted for its
    costs (CGI 83), `let`, from rents (CGI 32). Today's: the part of a rental value (`built`,
    `land`), and of a capital, that is taken for an income (CASF R132-1)."""
    taxed = law.get_parameters_at_instant(f"{month.year - 2}-12-31")
    taxed = taxed.impot_revenu.calcul_revenus_imposables
    costs = taxed.deductions.abatpro
    now = law.get_parameters_at_instant(month.isoformat()).prestations_sociales
    goods = now.solidarite_insertion.minima_sociaux.rsa.rsa_cond.patrimoine
    return {
        "work": costs.taux,
        "work_min": costs.min,
        "work_max": costs.max,
        "let": taxed.rpns.micro.microfoncier.taux,
        "built": goods.abattement_valeur_locative_immo_non_loue,
        "land": goods.abattement_valeur_locative_terrains_non_loues,
        "capital": goods.taux_interet_forfaitaire_epargne_non_imposable,
    }


def relive(simulation: Simulation, codes: Iterable[str], month: date) -> None:
    """The payments of past months, the oldest first."""
    asked = set(codes)
    chain = (
        ("aide_logement", "rsa") if asked & HOUSING else ("asi", "aah") if asked & MINIMA else ()
    )
    this = np.datetime64(month, "M")
    for each in months(this - PAST, this) if chain else ():
        for variable in chain:
            simulation.calculate(variable, each)


def _populated(law: Law, households: Households) -> Simulation:
    builder = SimulationBuilder()
    builder.create_entities(law)
    builder.declare_person_entity("individu", np.arange(len(households.home)))
    shape = groups(households)
    for entity, (where, role, count) in (
        ("famille", shape.families),
        ("foyer_fiscal", shape.taxed),
        ("menage", shape.dwellings),
    ):
        population = builder.declare_entity(entity, np.arange(count))
        builder.join_with_persons(population, where, role)
    return builder.build(law)


def _put(simulation: Simulation, told: Stated) -> None:
    holder = simulation.get_holder(told.variable)
    values, kept = told.values, holder._memory_storage._arrays
    if holder.variable.value_type is Enum:
        values = holder.variable.possible_values.encode(values)
    else:
        values = np.asarray(values).astype(holder.variable.dtype, copy=False)
    for period in told.periods:
        kept[_period(period)] = values


def _period(text: str) -> periods.Period:
    if text not in _periods:
        _periods[text] = periods.period(text)
    return _periods[text]


_periods: dict[str, periods.Period] = {}


def _asked(simulation: Simulation, households: Households, code: str, month: date) -> Column:
    if code == QUOTIENT:
        return quotient.of(simulation, households, month)
    output = OUTPUTS[code]
    if output.variable == "aeeh":
        base = _shown(simulation.calculate("aeeh", _when(output, month)), output, households)
        return base + complement.of(simulation.tax_benefit_system, households, month)
    if output.when is When.SEVENTH_MONTH:
        return _at_the_seventh_month(simulation.tax_benefit_system, households, output, month)
    return _shown(simulation.calculate(output.variable, _when(output, month)), output, households)


def _when(output: Output, month: date) -> str:
    return str(month.year) if output.when is When.YEAR else f"{month:%Y-%m}"


def _shown(values: Any, output: Output, households: Households) -> Column:
    found = np.asarray(values, "f8")
    return found if output.whose == "individu" else found[: households.count]


def _at_the_seventh_month(law: Law, households: Households, output: Output, month: date) -> Column:
    """Beside the others: the package wants the child to be born among those of the family, where
    some of its other formulas would count it too soon."""
    expecting = np.zeros(households.count, bool)
    expecting[households.home[~np.isnat(households.due)]] = True
    found = np.zeros(households.count)
    if not expecting.any():
        return found
    families = households.among(expecting).with_unborn()
    simulation = prepared(law, families, month)
    born = families.birth[families.role == UNBORN].astype("M8[M]")
    first, last = span(month, families)
    told = np.zeros(families.count)
    for paid in np.unique(born - _MONTHS_BEFORE_BIRTH):
        if first <= paid <= last:
            values = _shown(simulation.calculate(output.variable, str(paid)), output, families)
            told = np.where(born - _MONTHS_BEFORE_BIRTH == paid, values, told)
    found[expecting] = told
    return found
