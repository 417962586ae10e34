"""What the law guarantees of the direction of an amount, whatever the household: a higher income
opens no right that is reserved to lower ones, a further child costs no family allowance."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pytest

from parvis.connectors.openfisca.client import OpenFisca
from parvis.connectors.openfisca.tests.people import MONTH, household
from parvis.eligibility.situation import Situation

EUROS: Final = (0, 200, 400, 600, 800, 1_000, 1_200, 1_500, 1_800, 2_200, 2_800, 4_000, 9_000)
PUPILS: Final = {
    "child1__birth_date": date(2013, 6, 1), "child1__school": "college",
    "child2__birth_date": date(2009, 6, 1), "child2__school": "lycee",
    "child3__birth_date": date(2018, 6, 1), "child3__school": "primary",
}  # fmt: skip
# Of an owner: the fixed sum that housing counts for in RSA and prime d'activité (CASF R262-9) does
# not move with a housing aid. Old people are retired, so that pensions are all that moves.
FAMILIES: Final[Mapping[str, tuple[tuple[str, ...], dict[str, Any]]]] = {
    "alone": ((), {}),
    "a couple": (("partner",), {}),
    "a couple and three pupils": (("partner", "child1", "child2", "child3"), PUPILS),
    "a parent and three pupils": (("child1", "child2", "child3"), PUPILS),
    "a parent and a baby": (("child1",), {}),
}
WITH_WAGES: Final = {
    "rsa": "CASF L262-2: a fixed sum less the resources of the household",
    "css_free": "CSS L861-1: resources under a ceiling",
    "cf": "CSS L522-1: resources under a ceiling, L522-3 for its increase",
    "paje_base": "CSS L531-3: resources under a ceiling",
    "ars": "CSS L543-1 and L543-2: resources under a ceiling, the part above it taken off",
    "af": "CSS L521-1: full, half or a quarter by resources",
    "bourse_college": "C. éduc. D531-4: three steps by resources",
    "cheque_energie": "C. énergie R124-2: by reference income for each unit",
}


@pytest.fixture(scope="module")
def by_wage() -> dict[str, list[Situation]]:
    """Of each family and each adult of it, the same household at each wage."""
    return {
        f"{name}, {who}": [
            household(
                *others,
                **facts,
                home__occupancy="owner",
                home__rent=None,
                **{f"{who}__activity": "employed", f"{who}__wage": euros * 100},
            )
            for euros in EUROS
        ]
        for name, (others, facts) in FAMILIES.items()
        for who in ("me", *(one for one in others if one == "partner"))
    }


def test_a_higher_wage_of_anybody_opens_no_right_of_lower_ones(
    law: OpenFisca, by_wage: dict[str, list[Situation]]
) -> None:
    rows = [row for series in by_wage.values() for row in series]
    found = iter(law.amounts(rows, list(WITH_WAGES), MONTH))
    seen = set()
    for name, series in by_wage.items():
        amounts = [next(found) for _row in series]
        for code, text in WITH_WAGES.items():
            along = [one[code] for one in amounts]
            seen |= {code} if along[0] > along[-1] else set()
            assert along == sorted(along, reverse=True), f"{name}: {code}, {text}"
    assert seen == set(WITH_WAGES), "some right never moved: it was not tried"


def test_the_activity_bonus_falls_once_past_its_peak(
    law: OpenFisca, by_wage: dict[str, list[Situation]]
) -> None:
    """CSS L842-3, D843-1 and D843-2: from 120 hours' minimum wage on, the bonus no longer grows,
    and a part only of the wage is kept."""
    for name, series in by_wage.items():
        past = [row for row, euros in zip(series, EUROS, strict=True) if euros >= 1_200]
        along = [one["ppa"] for one in law.amounts(past, ["ppa"], MONTH)]
        assert along == sorted(along, reverse=True), name
        assert along[0] > along[-1]


@pytest.mark.parametrize("who", ["me", "partner"])
def test_a_higher_pension_lowers_the_solidarity_allowance(law: OpenFisca, who: str) -> None:
    """CSS L815-9: what the resources of the couple lack of a ceiling."""
    old = {
        f"{one}__{key}": value
        for one in ("me", "partner")
        for key, value in (("birth_date", date(1950, 1, 1)), ("activity", "retired"))
    }
    rows = [household("partner", **old, **{f"{who}__pension": euros * 100}) for euros in EUROS]
    along = [one["aspa"] for one in law.amounts(rows, ["aspa"], MONTH)]
    assert along == sorted(along, reverse=True)
    assert along[0] > along[-1] == 0


@pytest.mark.parametrize("wage", [0, 1_500_00, 9_000_00])
def test_a_further_child_lowers_no_family_allowance(law: OpenFisca, wage: int) -> None:
    """CSS L521-1: from the second child, more by child; its ceilings rise with each (D521-3)."""
    children = [f"child{number}" for number in range(1, 7)]
    rows = [household("partner", *children[:count], me__wage=wage) for count in range(7)]
    along = [one["af"] for one in law.amounts(rows, ["af"], MONTH)]
    assert along == sorted(along)
    assert along[:2] == [0, 0]
    assert along[2] > 0
