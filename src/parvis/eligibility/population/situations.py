"""Households of a population as complete situations, for the engine of the national law."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from parvis.eligibility.facts import ACTIVITIES
from parvis.eligibility.population.households import NOBODY, OCCUPANCIES_DRAWN, Households
from parvis.eligibility.situation import ME, PARTNER, Fact, Known, Situation

_ABSENT = (
    "years_of_permit", "due_date", "disability_rate", "invalidity_pension", "daily_allowances",
    "alimony_received", "alimony_paid",
)  # fmt: skip

STUDENT_FROM: Final = 16
SCHOOL_UNTIL: Final = (
    (3, "none"), (6, "nursery"), (11, "primary"), (15, "college"), (18, "lycee"),
)  # fmt: skip
"""Ages: until three at no school, then at nursery school until six…"""
SCHOOLED_AFTER: Final = "higher"


def situations(households: Households, rows: Iterable[int], on: date) -> list[Situation]:
    """Everything the law may read is said of each. Of two who share a home and are no couple, the
    first alone is told, in a shared flat."""
    return [_situation(households, row, on) for row in rows]


def _situation(households: Households, row: int, on: date) -> Situation:
    couple = bool(households.is_couple[row])
    ages = [int(age) for age in households.children[row] if age != NOBODY]
    children = [f"child{place}" for place in range(1, len(ages) + 1)]
    adults = [ME, PARTNER] if couple else [ME]
    facts: dict[str, Known] = {
        name: _known(_adult(households, row, place, on), on) for place, name in enumerate(adults)
    }
    facts |= {
        name: _known(_child(age, row, on), on) for name, age in zip(children, ages, strict=True)
    }
    occupancy = OCCUPANCIES_DRAWN[int(households.occupancy[row])]
    facts["home"] = _known(
        {
            "couple": couple,
            "children": len(ages),
            "commune": households.communes[int(households.commune[row])],
            "occupancy": occupancy,
            "rent": int(households.rent[row]) or None,
            "flat_share": bool(households.ages[row, 1] != NOBODY and not couple),
            "savings": int(households.savings[row]) or None,
            "other_property": False,
        },
        on,
    )
    facts["family"] = _known(
        {"union": "married" if couple else None, "child_support_unpaid": False}, on
    )
    facts["tax"] = _known({"incomes_steady": True}, on)
    return Situation((*adults, *children), facts)


def _adult(households: Households, row: int, place: int, on: date) -> dict[str, object]:
    activity = ACTIVITIES[int(households.activities[row, place])]
    return {
        "birth_date": _born(int(households.ages[row, place]), row, on),
        "nationality": "french",
        "activity": activity,
        "school": "higher" if activity == "student" else "none",
        "scholarship": False,
        "apprentice": False,
        "work_restriction": False,
        "wage": int(households.wages[row, place]) or None,
        "self_employed_income": int(households.self_employed[row, place]) or None,
        "unemployment_benefit": int(households.unemployment[row, place]) or None,
        "pension": int(households.pensions[row, place]) or None,
        **dict.fromkeys(_ABSENT),
    }


def _child(age: int, row: int, on: date) -> dict[str, object]:
    school = next((name for until, name in SCHOOL_UNTIL if age < until), SCHOOLED_AFTER)
    return {
        "birth_date": _born(age, row, on),
        "nationality": "french",
        "activity": "student" if age >= STUDENT_FROM else "none",
        "school": school,
        "scholarship": False,
        "apprentice": False,
        "shared_custody": False,
        **dict.fromkeys(
            ("wage", "self_employed_income", "unemployment_benefit", "pension", *_ABSENT)
        ),
    }


def _born(age: int, row: int, on: date) -> date:
    """A day of the year that depends on the row alone: birthdays spread over the year."""
    return date(on.year - age - 1, 1, 1) + timedelta(days=on.timetuple().tm_yday + row % 364)


def _known(values: dict[str, object], on: date) -> Known:
    return {key: Fact(value, on) for key, value in values.items()}
