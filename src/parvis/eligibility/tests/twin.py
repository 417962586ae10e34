"""A small law engine for tests: round figures, real shapes (tapers, ceilings, ages, families)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from parvis.eligibility import ports
from parvis.eligibility.plausible import age, value
from parvis.eligibility.ports import Explained, LawRefused, LawUnavailable, LawVersion
from parvis.eligibility.situation import Situation
from parvis.eligibility.verdicts import Reason

_INCOMES = (
    *("wage", "self_employed_income", "unemployment_benefit", "pension", "invalidity_pension"),
    *("daily_allowances", "alimony_received"),
)
_GOODS = ("other_property", "land_value", "land_rental_value")
_WHO = ("birth_date", "couple", "children", "shared_custody")
_MEANS = (*_WHO, *_INCOMES)
NEEDS: dict[str, tuple[str, ...]] = {
    "rsa": (*_MEANS, "activity", "occupancy", "nationality", "years_of_permit", "savings"),
    "ppa": (*_MEANS, "activity", "occupancy", "nationality", "years_of_permit"),
    "aide_logement": (*_MEANS, "occupancy", "rent", "commune", "flat_share", "savings", *_GOODS),
    "aah": (*_MEANS, "disability_rate", "work_restriction"),
    "aspa": (*_MEANS, "nationality"),
    "css_free": (*_MEANS, "incomes_steady"),
    "af": (*_WHO, "reference_income"),
    "asf": ("couple", "children", "child_support_unpaid"),
    "paje_base": _MEANS,
    "paje_naissance": ("due_date", "couple", "children"),
    "ars": (*_MEANS, "school"),
    "aeeh": ("birth_date", "children", "disability_rate", "aeeh_category"),
    "quotient_caf": _MEANS,
}


class Twin:
    """`calls`: how many situations each call to `amounts` held."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.is_there = True

    def facts_of(self, benefit: str) -> frozenset[str]:
        self._must_be_there()
        return frozenset(NEEDS[benefit])

    def amounts(
        self, situations: Sequence[Situation], benefits: Sequence[str], month: date
    ) -> list[Mapping[str, int]]:
        self._must_be_there()
        self.calls.append(len(situations))
        for one in situations:
            _refuse_holes(one, benefits)
        return [_amounts(one, benefits, month) for one in situations]

    def explain(self, situation: Situation, benefit: str, month: date) -> Explained:
        amount = _amounts(situation, [benefit], month).get(benefit, 0)
        step = Reason(f"{benefit}.means", "Vos ressources", ("me.wage",), None, (("CASF", ""),))
        return Explained(amount, (step,))

    def versions(self) -> tuple[LawVersion, ...]:
        self._must_be_there()
        return (LawVersion("twin", "1.0", date(2020, 1, 1)),)

    def _must_be_there(self) -> None:
        if not self.is_there:
            raise LawUnavailable


@contextmanager
def small_law() -> Iterator[Twin]:
    """It answers in the place of the law's process."""
    before, twin = list(ports._engine), Twin()
    ports.provide_law(twin)
    try:
        yield twin
    finally:
        ports._engine[:] = before


def _refuse_holes(one: Situation, benefits: Sequence[str]) -> None:
    is_steady = value(one, "tax.incomes_steady") is not False
    without = {"reference_income"} if is_steady else set()
    for key in {key for benefit in benefits for key in NEEDS[benefit]} - without:
        for path in _paths(one, key):
            if one.fact(path) is None:
                raise LawRefused(path, "missing")


def _paths(one: Situation, key: str) -> list[str]:
    from parvis.eligibility.facts import FACTS, Entity

    entity = FACTS[key].entity
    return [f"{who}.{key}" for who in (one.members if entity is Entity.PERSON else [entity])]


def _amounts(one: Situation, benefits: Sequence[str], on: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in benefits:
        if code == "aah":
            found |= {f"aah:{who}": _aah(one, who, on) for who in one.adults}
        else:
            found[code] = _FORMULAS[code](one, on)
    return found


def _sum(one: Situation, *keys: str) -> int:
    return sum(value(one, f"{who}.{key}") or 0 for who in one.members for key in keys)


def _means(one: Situation) -> int:
    return _sum(one, *_INCOMES)


def _ages(one: Situation, on: date) -> list[int]:
    return [age(one, child, on) or 0 for child in one.children]


def _floor(one: Situation, on: date) -> int:
    young = sum(1 for years in _ages(one, on) if years < 25)
    units = 1 + 0.5 * (len(one.adults) - 1) + 0.3 * young
    lodged = value(one, "home.occupancy") not in ("none", None)
    return int(650_00 * units - (75_00 if lodged else 0))


def _may_stay(one: Situation) -> bool:
    return value(one, "me.nationality") != "other" or (value(one, "me.years_of_permit") or 0) >= 5


def _rsa(one: Situation, on: date) -> int:
    student = value(one, "me.activity") == "student"
    old_enough = (age(one, "me", on) or 0) >= 25 or one.children
    poor = (value(one, "home.savings") or 0) < 100_000_00
    if student or not old_enough or not _may_stay(one) or not poor:
        return 0
    return max(0, _floor(one, on) - _means(one))


def _ppa(one: Situation, on: date) -> int:
    work = _sum(one, "wage", "self_employed_income")
    if not work or (age(one, "me", on) or 0) < 18 or not _may_stay(one):
        return 0
    top = _floor(one, on) + int(0.6 * work)
    return max(0, top - max(_means(one), _floor(one, on)))


def _aide_logement(one: Situation, on: date) -> int:
    tenant = (value(one, "home.occupancy") or "").startswith("tenant")
    zone = {"75056": 330_00, "64129": 240_00}.get(value(one, "home.commune") or "", 280_00)
    covered = min(value(one, "home.rent") or 0, zone + 40_00 * len(one.children))
    share = 0.75 if value(one, "home.flat_share") else 1
    kept = max(0, _means(one) - 500_00 * len(one.adults)) // 4
    found = int(covered * share) - 40_00 - kept
    if (value(one, "home.land_value") or 0) > 30_000_00:
        found -= (value(one, "home.land_rental_value") or 0) // 10
    return found if tenant and found >= 10_00 else 0


def _aah(one: Situation, who: str, on: date) -> int:
    rate = value(one, f"{who}.disability_rate") or 0
    able = rate >= 80 or (rate >= 50 and value(one, f"{who}.work_restriction"))
    able = able and (age(one, who, on) or 0) >= 20
    return max(0, 1033_00 - _means(one)) if able else 0


def _aspa(one: Situation, on: date) -> int:
    limit = 1034_00 if len(one.adults) == 1 else 1605_00
    old = (age(one, "me", on) or 0) >= 65 and value(one, "me.nationality") != "other"
    return max(0, limit - _means(one)) if old else 0


def _css(one: Situation, on: date) -> int:
    limit = 860_00 * (1 + 0.5 * (len(one.adults) - 1) + 0.3 * len(one.children))
    return int(_means(one) <= limit)


def _af(one: Situation, on: date) -> int:
    young = [years for years in _ages(one, on) if years < 20]
    return 0 if len(young) < 2 else 148_00 + 190_00 * (len(young) - 2)


def _asf(one: Situation, on: date) -> int:
    alone = len(one.adults) == 1 and bool(value(one, "family.child_support_unpaid"))
    return 199_00 * len(one.children) if alone else 0


def _paje(one: Situation, on: date) -> int:
    return 196_00 if min(_ages(one, on), default=9) < 3 and _means(one) < 3800_00 else 0


def _naissance(one: Situation, on: date) -> int:
    return 1066_00 if any(value(one, f"{who}.due_date") for who in one.adults) else 0


def _ars(one: Situation, on: date) -> int:
    in_school = [c for c in one.children if 6 <= (age(one, c, on) or 0) <= 17]
    limit = 2280_00 + 526_00 * (len(one.children) - 1)
    return 426_00 * len(in_school) if _means(one) <= limit else 0


def _aeeh(one: Situation, on: date) -> int:
    entitled = [c for c in one.children if (value(one, f"{c}.disability_rate") or 0) >= 50]
    return sum(151_00 + 100_00 * (value(one, f"{c}.aeeh_category") or 0) for c in entitled)


def _quotient(one: Situation, on: date) -> int:
    """CSS D521-3: two shares for the adults, a half for each child, a whole one for the third."""
    shares = 2 + sum(0.5 if number != 2 else 1 for number, _ in enumerate(one.children))
    return int((_means(one) + _af(one, on)) / shares)


_FORMULAS: dict[str, Any] = {
    "rsa": _rsa, "ppa": _ppa, "aide_logement": _aide_logement, "aspa": _aspa, "css_free": _css,
    "af": _af, "asf": _asf, "paje_base": _paje, "paje_naissance": _naissance, "ars": _ars,
    "aeeh": _aeeh, "quotient_caf": _quotient,
}  # fmt: skip
