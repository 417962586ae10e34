"""Households in the words of OpenFisca-France: which variable is what, and for which months.

What is stated is stated for every household: a variable known for some would silence its formula
for the others (openfisca-core#805). What the package cannot be told otherwise is turned by a flat
ratio, and written here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from parvis.connectors.openfisca.columns import UNBORN, Column, Households
from parvis.connectors.openfisca.outputs import AMOUNTS

TAXABLE_OF_NET: Final = {"wage": 1.0365, "unemployment_benefit": 1.03, "pension": 1.03}
"""Taxable amount over the amount paid: CSG and CRDS that the tax does not deduct (CGI 154
quinquies), 2.9 % of 98.25 % of the gross wage, 2.9 % of the others. The package goes from gross to
net only."""
GROSS_OF_NET: Final = {"wage": 1 / 0.78, "unemployment_benefit": 1 / 0.93, "pension": 1 / 0.926}
"""Gross over net: an employee who is no executive; ordinary rate of CSG for the others."""
MICRO_BNC_KEPT: Final = 0.66
"""Share of the turnover that CGI 102 ter taxes: a self-employed income is taken for the profit of
a micro-entrepreneur, whose turnover is what the tax wants."""

_NET: Final = {
    "wage": "salaire_net", "unemployment_benefit": "chomage_net", "pension": "retraite_nette",
}  # fmt: skip
_TAXABLE: Final = {
    "wage": "salaire_imposable", "unemployment_benefit": "chomage_imposable",
    "pension": "retraite_imposable",
}  # fmt: skip
_GROSS: Final = {
    "wage": "salaire_de_base", "unemployment_benefit": "chomage_brut", "pension": "retraite_brute",
}  # fmt: skip
_AS_IS: Final = {
    "self_employed_income": "rpns_auto_entrepreneur_benefice",
    "invalidity_pension": "pensions_invalidite",
    "daily_allowances": "indemnites_journalieres_maladie",
    "alimony_received": "pensions_alimentaires_percues",
    "alimony_paid": "pensions_alimentaires_versees_individu",
}
_ACTIVITIES: Final = ("actif", "actif", "chomeur", "etudiant", "retraite", "inactif")
_SCHOOLS: Final = (
    "inconnue", "maternelle", "primaire", "college", "lycee", "enseignement_superieur",
)  # fmt: skip
_OCCUPANCIES: Final = (
    "locataire_vide", "locataire_meuble", "locataire_hlm", "locataire_foyer", "proprietaire",
    "primo_accedant", "loge_gratuitement", "sans_domicile",
)  # fmt: skip
_COUNTRIES: Final = np.array([b"FR", b"DE", b"XX"])
"""Of France; of the Economic Area, of which any will do; of none."""
_INVALID_PARENT, _INVALID_CHILD, _CARD = 66, 50, 80
"""Rates of disability: two thirds (CSS L815-24), half (CSS L541-1), the card (CASF L241-3)."""
_RESTRICTION: Final = "aah_restriction_substantielle_durable_acces_emploi"
_EARNED: Final = AMOUNTS[:5]
_STEADY: Final = 12
"""Months, the one asked included, in which incomes were those of today."""

PAST: Final = 15
"""Months whose payments are computed before the month asked: the longest look back of a benefit at
others is twelve (CSS R861-8), and those looked at look back three (CASF R262-7). A longer past
changes nothing but for households whose RSA and housing aid chase each other (decision 0302)."""
BEFORE: Final = ("rsa", "ppa", "aide_logement", "aah", "caah", "asi", "aspa", "ass")
"""Payments stated as none in the months before those."""


@dataclass(frozen=True, slots=True)
class Stated:
    """`values`, in the package's own words, of `variable` for all of `periods`; `whose`: entity."""

    variable: str
    whose: str
    values: Any
    periods: Sequence[str]


@dataclass(frozen=True, slots=True)
class Groups:
    """Who belongs to which family, tax household and dwelling, in which role."""

    families: tuple[Column, Column, int]
    taxed: tuple[Column, Column, int]
    dwellings: tuple[Column, Column, int]


def months(first: np.datetime64, last: np.datetime64) -> list[str]:
    return [str(each) for each in np.arange(first, last + 1)]


def span(month: date, households: Households) -> tuple[np.datetime64, np.datetime64]:
    """The months to be told: from January of the year before last, to the end of this year or of
    the pregnancies."""
    asked = np.datetime64(month, "M")
    last = np.datetime64(f"{month.year}-12", "M")
    born = households.due[~np.isnat(households.due)]
    if len(born):
        last = max(last, born.max().astype("M8[M]"))
    return np.datetime64(f"{month.year - 2}-01", "M"), max(last, asked)


def groups(households: Households) -> Groups:
    """A child to be born counts in the family only; a partner taxed apart files alone."""
    role, home = households.role, households.home
    unborn, apart = role == UNBORN, households.taxed_apart
    names = ("demandeur", "conjoint", "enfant", "enfant")
    return Groups(
        (home, np.array(names)[role], households.count),
        _with_own(
            home, unborn | apart, ("declarant_principal", "conjoint", "personne_a_charge"), role
        ),
        _with_own(home, unborn, ("personne_de_reference", "conjoint", "enfant"), role),
    )


def _with_own(
    home: Column, own: Column, names: tuple[str, str, str], role: Column
) -> tuple[Column, Column, int]:
    count = int(home[-1]) + 1
    where = np.where(own, count + np.cumsum(own) - 1, home)
    roles = np.where(own, names[0], np.array([*names, names[0]])[role])
    return where, roles, count + int(own.sum())


def stated(households: Households, month: date, rates: Mapping[str, float]) -> Iterator[Stated]:
    """Every input. `rates`: see `compute.rates`."""
    first, last = span(month, households)
    every = months(first, last)
    yield Stated("date_naissance", "individu", households.birth, ["ETERNITY"])
    yield from _lives(households, every)
    yield from _pregnancies(households, first, last)
    yield from _incomes(households, month, every, rates)
    yield from _dwelling(households, every)
    yield from _goods(households, every, rates)
    none = np.zeros(len(households.home), "float32")
    for variable in BEFORE:
        whose = "individu" if variable in {"aah", "caah", "asi", "ass"} else "famille"
        values = none if whose == "individu" else none[: households.count]
        begin = np.datetime64(month, "M") - PAST
        yield Stated(variable, whose, values, months(first, begin - 1))


def _lives(households: Households, every: list[str]) -> Iterator[Stated]:
    role, rate, school = households.role, households.disability_rate, households.school
    studies = (school > 0) & (households.activity < 0)
    activity = np.where(households.activity >= 0, households.activity, np.where(studies, 3, 5))
    child = role >= 2
    partner = np.zeros(households.count, bool)
    partner[households.home[role == 1]] = True
    wed = households.married[households.home] & ~child
    foreigner = households.nationality > 0
    permit = np.where(foreigner, households.years_of_permit, 0)
    support = households.support_unpaid.copy()
    np.logical_or.at(support, households.home, households.amounts["alimony_received"] > 0)
    mayotte = np.char.startswith(households.commune, b"976")
    for variable, values in (
        ("activite", np.array(_ACTIVITIES)[activity]),
        ("scolarite", np.array(_SCHOOLS)[np.maximum(school, 0)]),
        ("nationalite", _COUNTRIES[np.maximum(households.nationality, 0)]),
        ("duree_possession_titre_sejour", permit.astype("float32")),
        ("apprenti", households.apprentice.astype(bool)),
        ("handicap", rate >= np.where(child, _INVALID_CHILD, _INVALID_PARENT)),
        ("invalidite", rate >= _CARD),
        ("taux_incapacite", (rate / 100).astype("float32")),
        (_RESTRICTION, households.work_restriction.astype(bool)),
        ("garde_alternee", households.shared_custody.astype(bool)),
        ("statut_marital", np.where(wed, "marie", _partnered(households, child))),
    ):
        yield Stated(variable, "individu", values, every)
    # The package gives it to every lone parent; it is for a child whose other parent does not
    # pay, or pays less than it (CSS L523-1).
    yield Stated("asf_elig", "famille", ~partner & support & ~mayotte, every)


def _partnered(households: Households, child: Column) -> Column:
    together = np.zeros(households.count, bool)
    together[households.home[(households.role == 1) & ~households.taxed_apart]] = True
    return np.where(together[households.home] & ~child, "pacse", "celibataire")


def _pregnancies(
    households: Households, first: np.datetime64, last: np.datetime64
) -> Iterator[Stated]:
    due = households.due.astype("M8[M]")
    for month in np.arange(first, last + 1) if not np.isnat(due).all() else ():
        yield Stated("enceinte", "individu", (month >= due - 9) & (month < due), [str(month)])


def _incomes(
    households: Households, month: date, every: list[str], rates: Mapping[str, float]
) -> Iterator[Stated]:
    asked = np.datetime64(month, "M")
    steady = str(asked - _STEADY + 1)
    before, since = [m for m in every if m < steady], [m for m in every if m >= steady]
    past = _past(households, rates)
    for amounts, period in ((past, before), (households.amounts, since)):
        for name, net in _NET.items():
            paid = amounts[name]
            for variable, values in (
                (net, paid),
                (_TAXABLE[name], paid * TAXABLE_OF_NET[name]),
                (_GROSS[name], paid * GROSS_OF_NET[name]),
            ):
                yield Stated(variable, "individu", values.astype("float32"), period)
        for name, variable in _AS_IS.items():
            yield Stated(variable, "individu", amounts[name].astype("float32"), period)
    yield from _of_the_year(households, past, before, since, rates)


def _of_the_year(
    households: Households,
    past: Mapping[str, Column],
    before: list[str],
    since: list[str],
    rates: Mapping[str, float],
) -> Iterator[Stated]:
    taxed, _roles, count = groups(households).taxed
    for year in sorted({each[:4] for each in (*before, *since)}):
        then = [sum(each[:4] == year for each in some) for some in (before, since)]
        earned, paid = (
            then[0] * past[name] + then[1] * households.amounts[name]
            for name in ("self_employed_income", "alimony_paid")
        )
        turnover = (earned / MICRO_BNC_KEPT).round().astype("int32")
        yield Stated("mbnc_impo", "individu", turnover, [year])
        given = np.bincount(taxed, paid, count).round().astype("int32")
        yield Stated("f6gu", "foyer_fiscal", given, [year])
        # What was let two years ago is within the reference income, where that is known.
        let = np.where(np.isnan(households.income), sum(then), then[1])
        net = let * households.goods["rents_received"] * (1 - rates["let"])
        yield Stated("f4ba", "foyer_fiscal", _padded(net.round().astype("int32"), count), [year])


def _past(households: Households, rates: Mapping[str, float]) -> Mapping[str, Column]:
    """Amounts of a month before the steady ones: those of today, or wages that come to the
    reference income where it is known, shared as today's incomes are."""
    known = ~np.isnan(households.income[households.home])
    files = known & (households.role < 2) & ~households.taxed_apart
    if not files.any():
        return households.amounts
    total = sum(households.amounts[name] for name in _EARNED)
    share = np.where(files, np.maximum(total, 1e-6), 0)
    whole = np.bincount(households.home, share, households.count)[households.home]
    with np.errstate(invalid="ignore"):
        part = np.where(files, np.nan_to_num(households.income)[households.home] * share / whole, 0)
    gross = part + np.clip(
        part * rates["work"] / (1 - rates["work"]), rates["work_min"], rates["work_max"]
    )
    wage = np.where(part > 0, gross, 0) / 12 / TAXABLE_OF_NET["wage"]
    found = {name: np.where(files, 0, households.amounts[name]) for name in AMOUNTS}
    return found | {"wage": np.where(files, wage, found["wage"])}


def _dwelling(households: Households, every: list[str]) -> Iterator[Stated]:
    _where, _roles, count = groups(households).dwellings
    occupancy = np.array(_OCCUPANCIES)[np.maximum(households.occupancy, 0)]
    for variable, values in (
        ("depcom", _padded(households.commune, count, b"")),
        ("statut_occupation_logement", _padded(occupancy, count, "non_renseigne")),
        ("loyer", _padded(households.rent.astype("float32"), count)),
        ("coloc", _padded(households.flat_share, count, False)),
    ):
        yield Stated(variable, "menage", values, every)


def _padded(values: Column, count: int, filler: Any = 0) -> Column:
    """With those of partners who stand apart, behind."""
    more = count - len(values)
    return np.concatenate([values, np.full(more, filler, values.dtype)]) if more else values


def _goods(
    households: Households, every: list[str], rates: Mapping[str, float]
) -> Iterator[Stated]:
    """Goods that bring nothing are taken to bring a part of their rental value in a year (CASF
    R132-1; CCH L822-5 for housing aid, above 30,000 euros of goods). The package takes the rental
    value of a year for that of a month in the RSA, and for that of a year in housing aid: it is
    told instead of the capital that brings as much, and of as much less value."""
    goods = households.goods
    brings = (
        goods["built_rental_value"] * rates["built"] + goods["land_rental_value"] * rates["land"]
    )
    capital = brings / rates["capital"]
    for variable, values in (
        ("livret_a", households.savings),
        ("epargne_revenus_non_imposables", capital),
        ("valeur_immo_non_loue", goods["built_value"] + goods["land_value"] - capital),
        ("valeur_patrimoine_loue", goods["let_value"]),
    ):
        mine = np.zeros(len(households.home), "float32")
        mine[households.firsts] = values
        yield Stated(variable, "individu", mine, every)
