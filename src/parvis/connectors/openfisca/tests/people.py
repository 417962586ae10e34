"""Households of these tests."""

from datetime import date
from typing import Any

from parvis.connectors.openfisca.outputs import AMOUNTS
from parvis.eligibility.situation import ME, PARTNER, Fact, Situation

SAID = date(2026, 11, 22)
MONTH = date(2026, 11, 1)


def told(situation: Situation, **facts: Any) -> Situation:
    """`me__wage=90_000`."""
    for path, value in facts.items():
        situation = situation.told(path.replace("__", ".", 1), Fact(value, SAID))
    return situation


def household(*others: str, **facts: Any) -> Situation:
    """A complete situation: a tenant of Jurançon, 30, without income, and what is said here."""
    members = (ME, *others)
    known: dict[str, Any] = {
        "home__couple": PARTNER in members, "home__children": len(members) - 1 - (PARTNER in members),
        "home__commune": "64284", "home__occupancy": "tenant_unfurnished", "home__rent": 55_000,
        "home__flat_share": False, "home__savings": 0, "home__other_property": False, "tax__incomes_steady": True,
    }  # fmt: skip
    if PARTNER in members:
        known["family__union"] = "married"
    else:
        known["family__child_support_unpaid"] = False
    for member in members:
        known |= {f"{member}__{key}": None for key in (*AMOUNTS, "disability_rate", "due_date")}
        known[f"{member}__apprentice"] = False
        known[f"{member}__shared_custody"] = False
        known[f"{member}__nationality"] = "french"
        known[f"{member}__birth_date"] = date(1996, 3, 1)
        known[f"{member}__activity"] = "none"
        if member.startswith("child"):
            known[f"{member}__birth_date"] = date(2024, 6, 1)
            known[f"{member}__school"] = "none"
    return told(Situation(members), **(known | facts))


def mother() -> Situation:
    return household(
        "child1",
        me__activity="employed",
        me__wage=90_000,
        family__child_support_unpaid=True,
    )
