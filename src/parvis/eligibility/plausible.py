"""What an unknown fact may plausibly be: chosen points, never a guess that is kept.

`usual`: values that ordinary lives take, poorest first; the verdict holds only if it is the same
for all of them. `unusual`: values few people have (a disability, another nationality, savings).
Unless the person says so they do not stand in the way of a yes, which then says what it supposes;
they do stand in the way of a no. Points straddle the thresholds of the law: ages of 25 and 65, a
rate of disability of 50 and 80 % (CSS D821-1), goods of 30,000 euros (CCH R822-22), incomes below
the RSA, at and above the minimum wage. Decision 0320.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from parvis.eligibility.facts import ACTIVITIES
from parvis.eligibility.situation import (
    GOODS,
    Fact,
    Lived,
    Situation,
    may_be_restricted,
    may_have_a_complement,
)


@dataclass(frozen=True, slots=True)
class Points:
    """No usual one: the fact stays unknown, and what reads it does without."""

    usual: tuple[Any, ...]
    unusual: tuple[Any, ...] = ()


DECIDING: Final = frozenset(
    {
        "couple", "children", "birth_date", "nationality", "activity", "occupancy",
        "disability_rate", "wage", "self_employed_income", "unemployment_benefit", "pension",
        "incomes_steady", "other_property", "built_value", "land_value", "let_value",
    }
)  # fmt: skip
"""Facts that the points of others are chosen by: all that the rules below look at."""

_LOOKING: Final = frozenset(
    {
        "years_of_permit", "activity", "school", "scholarship", "apprentice", "due_date",
        "work_restriction", "wage", "self_employed_income", "unemployment_benefit", "pension",
        "rent", "union", "aeeh_category", "child_support_unpaid", "reference_income",
        *GOODS, *GOODS.values(),
    }
)  # fmt: skip
_LOOKING_OF_A_CHILD: Final = frozenset({"school", "activity", "apprentice", "aeeh_category"})
"""Facts whose points follow from other facts."""

Rule = Callable[[Lived, str, date], Points]
_ABSENT = Points((None,))
_NO = Points((False,), (True,))
_RENTS = (300_00, 500_00, 800_00)


def points_of(situation: Lived, path: str, on: date) -> Points:
    """Of one unknown fact, given what is known or supposed so far."""
    owner, _, key = path.partition(".")
    if owner.startswith("child"):
        return _of_child(situation, owner, key, on)
    return _RULES.get(key, _nothing)(situation, owner, on)


@lru_cache(maxsize=1024)
def looks_at_nothing(path: str) -> bool:
    """Are its points the same whatever else is known?"""
    owner, _, key = path.partition(".")
    return key not in (_LOOKING_OF_A_CHILD if owner.startswith("child") else _LOOKING)


def value(situation: Lived, path: str) -> Any:
    """None when it is absent or unknown."""
    fact = situation.fact(path)
    return None if fact is None else fact.value


def age(situation: Lived, who: str, on: date) -> int | None:
    born = value(situation, f"{who}.birth_date")
    if born is None:
        return None
    return int(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def born(years: int, on: date) -> date:
    """Somebody who is that old, with a birthday half a year away."""
    return on - timedelta(days=round(years * 365.25) + 180)


def _nothing(situation: Lived, owner: str, on: date) -> Points:
    return _ABSENT


def _births(situation: Lived, owner: str, on: date) -> Points:
    return Points(tuple(born(years, on) for years in (20, 24, 32, 50, 63, 70)))


def _activities(situation: Lived, owner: str, on: date) -> Points:
    years = age(situation, owner, on) or 40
    earned = [
        (f"{owner}.pension", ("retired",)),
        (f"{owner}.unemployment_benefit", ("unemployed",)),
        (f"{owner}.self_employed_income", ("self_employed",)),
        (f"{owner}.wage", ("employed", "student") if years < 28 else ("employed",)),
    ]
    for path, found in earned:
        if value(situation, path):
            return Points(found)
    if years >= 67:
        return Points(("none", "retired"))
    if years >= 62:
        return Points(("none", "unemployed", "retired", "employed"))
    usual = tuple(one for one in ACTIVITIES if one != "retired")
    if years >= 30:
        return Points(tuple(one for one in usual if one != "student"), ("student",))
    return Points(usual)


def _earned(*activities: str, points: tuple[int, ...]) -> Rule:
    """What those of these activities receive; the others do not."""

    def rule(situation: Lived, owner: str, on: date) -> Points:
        doing = value(situation, f"{owner}.activity")
        if doing is None:
            return Points((None, *points))
        if doing == "student" and "student" in activities:
            return Points((None, points[0]))
        return Points(points) if doing in activities else _ABSENT

    return rule


def _rare(*points: Any, absent: Any = None) -> Rule:
    return lambda situation, owner, on: Points((absent,), points)


def _due(situation: Lived, owner: str, on: date) -> Points:
    years = age(situation, owner, on)
    is_possible = years is None or 15 <= years <= 50
    return Points((None,), (on + timedelta(days=60),)) if is_possible else _ABSENT


def _permits(situation: Lived, owner: str, on: date) -> Points:
    return Points((1, 12)) if value(situation, f"{owner}.nationality") == "other" else _ABSENT


def _restrictions(situation: Lived, owner: str, on: date) -> Points:
    return Points((False, True) if may_be_restricted(situation, owner) else (False,))


def _schools(situation: Lived, owner: str, on: date) -> Points:
    return Points(("higher" if value(situation, f"{owner}.activity") == "student" else "none",))


def _apprentices(situation: Lived, owner: str, on: date) -> Points:
    years = age(situation, owner, on)
    return _NO if years is None or 15 <= years <= 30 else Points((False,))


def _grants(situation: Lived, owner: str, on: date) -> Points:
    doing = value(situation, f"{owner}.activity")
    return _NO if doing in (None, "student") else Points((False,))


def _rents(situation: Lived, owner: str, on: date) -> Points:
    occupancy = value(situation, "home.occupancy") or ""
    if occupancy.startswith("tenant") or occupancy.startswith("home_for"):
        return Points(_RENTS)
    return Points((600_00,)) if occupancy == "owner_with_loan" else _ABSENT


def _unions(situation: Lived, owner: str, on: date) -> Points:
    pair = value(situation, "home.couple")
    return Points(("living_together", "pacs", "married")) if pair else _ABSENT


def _unpaid(situation: Lived, owner: str, on: date) -> Points:
    is_lone_parent = not value(situation, "home.couple") and situation.children
    return _NO if is_lone_parent else Points((False,))


def _incomes_of_then(situation: Lived, owner: str, on: date) -> Points:
    """Of two years ago. Unknown they are those of today, where these are steady: never zero."""
    is_steady = value(situation, f"{owner}.incomes_steady") is not False
    return Points(()) if is_steady else Points((0, 9_000_00, 20_000_00, 60_000_00))


def _owned(worth: int) -> Rule:
    """Of goods that are there only if something is owned besides the home."""

    def rule(situation: Lived, owner: str, on: date) -> Points:
        return Points((None, worth)) if value(situation, f"{owner}.other_property") else _ABSENT

    return rule


def _brought_by(key: str, least: float, most: float) -> Rule:
    """Shares of the value of the goods: a rental value in a year, or rents in a month."""

    def rule(situation: Lived, owner: str, on: date) -> Points:
        worth = value(situation, f"{owner}.{key}")
        return Points((round(worth * least), round(worth * most))) if worth else _ABSENT

    return rule


_RULES: dict[str, Rule] = {
    "birth_date": _births,
    "nationality": _rare("european", "other", absent="french"),
    "years_of_permit": _permits,
    "activity": _activities,
    "school": _schools,
    "scholarship": _grants,
    "apprentice": _apprentices,
    "due_date": _due,
    "disability_rate": _rare(50, 80),
    "work_restriction": _restrictions,
    "shared_custody": _rare(absent=False),
    "wage": _earned("employed", "student", points=(500_00, 1100_00, 1500_00, 2200_00, 4000_00)),
    "self_employed_income": _earned("self_employed", points=(300_00, 1200_00, 3500_00)),
    "unemployment_benefit": _earned("unemployed", points=(600_00, 1200_00, 2200_00)),
    "pension": _earned("retired", points=(600_00, 1000_00, 1500_00, 2800_00)),
    "invalidity_pension": _rare(600_00),
    "daily_allowances": _rare(900_00),
    "alimony_received": _rare(200_00),
    "alimony_paid": _rare(200_00),
    "couple": lambda situation, owner, on: Points((False, True)),
    "children": lambda situation, owner, on: Points((0, 1, 2, 3)),
    # One commune in each of the three zones of the housing aid (CCH D823-16).
    "commune": lambda situation, owner, on: Points(("64129", "64445", "75056")),
    "occupancy": lambda situation, owner, on: Points(
        ("free", "owner", "tenant_social", "tenant_unfurnished"), ("owner_with_loan", "none")
    ),
    "rent": _rents,
    "flat_share": _rare(True, absent=False),
    "savings": _rare(30_000_00, 150_000_00),
    "other_property": _rare(True, absent=False),
    "built_value": _owned(120_000_00),
    "built_rental_value": _brought_by("built_value", 0.01, 0.05),
    "land_value": _owned(40_000_00),
    "land_rental_value": _brought_by("land_value", 0.002, 0.03),
    "let_value": _owned(150_000_00),
    "rents_received": _brought_by("let_value", 0.002, 0.007),
    "union": _unions,
    "child_support_unpaid": _unpaid,
    "incomes_steady": _rare(False, absent=True),
    "reference_income": _incomes_of_then,
}


def _of_child(situation: Lived, who: str, key: str, on: date) -> Points:
    match key:
        case "birth_date":
            return Points(tuple(born(each, on) for each in (0, 2, 4, 8, 12, 16)))
        case "nationality":
            return Points(("french",))
        case "disability_rate":
            return Points((None,), (50, 80))
        case "aeeh_category":
            return Points((0, 1, 6)) if may_have_a_complement(situation, who) else _ABSENT
        case "shared_custody":
            return _NO
        case "scholarship" | "work_restriction":
            return Points((False,))
        case "school":
            return _child_school(situation, who, on)
    years = age(situation, who, on)
    if key == "apprentice":
        return _NO if years is not None and years >= 15 else Points((False,))
    return _child_activity(years) if key == "activity" else _ABSENT


def _child_activity(years: int | None) -> Points:
    if years is None or years < 16:
        return Points(("student",))
    return Points(("student",), ("employed", "none"))


def _child_school(situation: Lived, who: str, on: date) -> Points:
    """Compulsory from 3 to 16 (C. éduc. L131-1): the class follows from the year of birth."""
    birth = value(situation, f"{who}.birth_date")
    if birth is None:
        return Points(("none", "primary", "college", "lycee"))
    years = on.year - (on.month < 9) - birth.year
    for until, school in ((2, "none"), (5, "nursery"), (10, "primary"), (14, "college")):
        if years <= until:
            return Points((school,))
    return Points(("lycee", "none")) if years <= 17 else Points(("higher", "none"))


_FOLLOWING = ("school", "activity", "apprentice", "scholarship", "due_date")


def with_what_follows(situation: Situation, on: date) -> Situation:
    """With the facts about each person that what is known leaves no choice of: a child of two goes
    to no lycée, and somebody of 70 expects no child."""
    for who in situation.members:
        for key in _FOLLOWING:
            path = f"{who}.{key}"
            if situation.fact(path) is None and situation.fact(f"{who}.birth_date") is not None:
                points = points_of(situation, path, on)
                if len(points.usual) == 1 and not points.unusual:
                    situation = situation.told(path, Fact(points.usual[0], on))
    return situation
