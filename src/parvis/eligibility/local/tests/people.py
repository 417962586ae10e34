"""Situations at random, some facts unknown, as rules and as columns read them."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from parvis.eligibility.facts import FACTS, Entity
from parvis.eligibility.local.benefit import Benefit
from parvis.eligibility.local.environment import Reader
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.situation import Fact, Situation

TODAY = date(2026, 11, 22)
COMMUNES = ("64284", "64445", "64335", "64122", "29155")
# Round numbers meet the thresholds of scales, where mistakes hide.
cents = st.integers(0, 30).map(lambda hundreds: hundreds * 10_000) | st.integers(0, 400_000)
_ABSENT = {"due_date", "disability_rate", "rent", "quotient_caf", "reference_income"}


def values(key: str) -> st.SearchStrategy[Any]:
    kind = FACTS[key]
    if key == "commune":
        return st.sampled_from(COMMUNES)
    if key == "birth_date":
        return st.integers(0, 36_000).map(lambda days: TODAY - timedelta(days=days))
    if key == "due_date":
        return st.none() | st.integers(-30, 250).map(lambda days: TODAY + timedelta(days=days))
    if kind.type.choices:
        return st.sampled_from(kind.type.choices)
    if kind.type.kind == "bool":
        return st.booleans()
    if kind.unit and kind.unit != "percent":
        found: st.SearchStrategy[Any] = cents.map(
            lambda many: many * (20 if key == "reference_income" else 1)
        )
    else:
        found = st.integers(kind.lowest or 0, kind.highest or 100)
    return st.none() | found if key in _ABSENT else found


@st.composite
def situations(draw: st.DrawFn, *, is_full: bool = False) -> tuple[Situation, dict[str, int]]:
    """A household and what the State pays it; with `is_full`, nothing is unknown."""
    couple, children = draw(st.booleans()), draw(st.integers(0, 3))
    partner = ("partner",) if couple else ()
    members = ("me", *partner, *(f"child{place}" for place in range(1, children + 1)))
    situation = Situation(members)
    seed = draw(st.randoms(use_true_random=False))

    def known() -> bool:
        return is_full or seed.random() < 0.75

    sizes = {"couple": couple, "children": children}
    for key, kind in FACTS.items():
        owners = members if kind.entity is Entity.PERSON else (kind.entity.value,)
        for owner in owners:
            value = sizes[key] if key in sizes else draw(values(key))
            if known():
                situation = situation.told(f"{owner}.{key}", Fact(value, TODAY))
    law = {}
    for code, benefit in BENEFITS.items():
        for name in [f"{code}:{one}" for one in members] if benefit.for_each else [code]:
            if known():
                law[name] = draw(st.sampled_from([0, 0, 1, 35_000]))
    return situation, law


def concerned(benefit: Benefit, situation: Situation) -> tuple[str, ...]:
    match benefit.definition.beneficiary:
        case "person":
            return situation.members
        case "child":
            return situation.children
    return ("",)


def readers(benefit: Benefit, people: list[tuple[Situation, dict[str, int]]]) -> list[Reader]:
    return [
        Reader(situation, whom, law, TODAY)
        for situation, law in people
        for whom in concerned(benefit, situation)
    ]


def columns(paths: frozenset[str], all_facts: list[dict[str, Any]]) -> dict[str, Any]:
    """One column of objects per fact; what a row does not know is masked."""
    made = {}
    for path in paths:
        if "[]" in path:
            continue
        owner, _, key = path.partition(".")
        array, mask = np.empty(len(all_facts), object), np.ones(len(all_facts), bool)
        for row, facts in enumerate(all_facts):
            there = facts.get(owner, {}) if key else facts
            name = key or owner
            if name in there:
                array[row], mask[row] = there[name], False
        made[path] = np.ma.MaskedArray(array, mask)
    return made
