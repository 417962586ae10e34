"""Households as columns: what situations become before the law package reads them.

A row is plain data (what travels to the law process): `{"members": [...], "facts": {"me":
{"wage": 150000, "rent": null…}}}`, every fact that the law needs being there; null: absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from parvis.connectors.openfisca.outputs import AMOUNTS, PROPERTY
from parvis.eligibility.facts import ACTIVITIES, NATIONALITIES, OCCUPANCIES, SCHOOLS
from parvis.eligibility.situation import ME, PARTNER

Row: TypeAlias = Mapping[str, Any]
Column: TypeAlias = NDArray[Any]

_PERSON: Final = (
    "aeeh_category", "apprentice", "disability_rate", "shared_custody", "work_restriction",
    "years_of_permit",
)  # fmt: skip
_CODES: Final = ("activity", "school", "nationality")
UNBORN: Final = 3
_NO_DATE: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Households:
    """Persons in the order of their households, me first in each. Amounts in euros.

    `home` of each person: the row of their household. `role`: 0 me, 1 partner, 2 child, 3 child
    to be born, who counts in the family only, and only where `with_unborn` put them. `income`, NaN:
    nobody knows the reference income, the incomes of two years ago were those of today."""

    count: int
    home: Column
    role: Column
    birth: Column
    amounts: Mapping[str, Column]
    activity: Column  # place in facts.ACTIVITIES, -1: none said
    school: Column
    nationality: Column
    years_of_permit: Column
    apprentice: Column
    disability_rate: Column
    work_restriction: Column
    aeeh_category: Column  # of a child, 0: none
    shared_custody: Column
    due: Column
    taxed_apart: Column  # a partner who files a return of their own
    married: Column
    commune: Column
    occupancy: Column
    rent: Column
    flat_share: Column
    savings: Column
    goods: Mapping[str, Column]  # of each household, what it owns besides its home
    support_unpaid: Column
    income: Column

    @property
    def firsts(self) -> Column:
        """The person that each household begins with."""
        return np.flatnonzero(self.role == 0)

    def among(self, chosen: Column) -> "Households":
        """Only the households where `chosen` is true, in the same order."""
        persons = chosen[self.home]
        renumbered = np.cumsum(chosen) - 1
        kept: dict[str, Any] = {"count": int(chosen.sum())}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "amounts":
                kept["amounts"] = {name: column[persons] for name, column in value.items()}
            elif each.name == "goods":
                kept["goods"] = {name: column[chosen] for name, column in value.items()}
            elif each.name == "home":
                kept["home"] = renumbered[value[persons]]
            elif each.name != "count":
                kept[each.name] = value[persons if len(value) == len(persons) else chosen]
        return Households(**kept)

    def with_unborn(self) -> "Households":
        """Each child to be born, after the others of their household."""
        expecting = np.flatnonzero(~np.isnat(self.due))
        persons = np.concatenate([np.arange(len(self.home)), expecting])
        order = np.argsort(self.home[persons], kind="stable")
        unborn = (np.arange(len(persons)) >= len(self.home))[order]
        of_persons: dict[str, Any] = {"amounts": {
            name: np.where(unborn, 0, column[persons][order])
            for name, column in self.amounts.items()
        }}  # fmt: skip
        for name in ("home", "birth", *_CODES, *_PERSON, "due", "taxed_apart"):
            of_persons[name] = getattr(self, name)[persons][order]
        for name, none in {**dict.fromkeys(_CODES, -1), **dict.fromkeys(_PERSON, 0)}.items():
            of_persons[name] = np.where(unborn, none, of_persons[name])
        of_persons["role"] = np.where(unborn, UNBORN, self.role[persons][order])
        of_persons["birth"] = np.where(unborn, of_persons["due"], of_persons["birth"])
        of_persons["due"] = np.where(unborn, _NO_DATE, of_persons["due"])
        of_persons["taxed_apart"] &= ~unborn
        return replace(self, **of_persons)


def from_rows(rows: Sequence[Row]) -> Households:
    """Raises KeyError, ValueError: not a row."""
    people = [
        (at, member, _of(row, member)) for at, row in enumerate(rows) for member in row["members"]
    ]
    homes = [_of(row, "home") for row in rows]
    who = [member for _at, member, _facts in people]
    apart = [
        _of(row, "family").get("union") == "living_together" and PARTNER in row["members"]
        for row in rows
    ]
    return Households(
        count=len(rows),
        home=np.array([at for at, _member, _facts in people]),
        role=np.array([_ROLES.get(member, 2) for member in who]),
        birth=_dates(people, "birth_date"),
        amounts={name: _numbers(people, name) / 100 for name in AMOUNTS},
        activity=_choices(people, "activity", ACTIVITIES),
        school=_choices(people, "school", SCHOOLS),
        nationality=_choices(people, "nationality", NATIONALITIES),
        **{name: _numbers(people, name) for name in _PERSON},
        due=_dates(people, "due_date"),
        taxed_apart=np.array([apart[at] and member == PARTNER for at, member, _ in people]),
        married=np.array([_of(row, "family").get("union") == "married" for row in rows]),
        commune=np.array([home.get("commune") or "" for home in homes], "S5"),
        occupancy=np.array([_place(home.get("occupancy"), OCCUPANCIES) for home in homes]),
        rent=np.array([float(home.get("rent") or 0) / 100 for home in homes]),
        flat_share=np.array([bool(home.get("flat_share")) for home in homes]),
        savings=np.array([float(home.get("savings") or 0) / 100 for home in homes]),
        goods={
            name: np.array([float(home.get(name) or 0) / 100 for home in homes])
            for name in PROPERTY
        },
        support_unpaid=np.array(
            [bool(_of(row, "family").get("child_support_unpaid")) for row in rows]
        ),
        income=np.array([_income(_of(row, "tax")) for row in rows]),
    )


_ROLES: Final = {ME: 0, PARTNER: 1}


def _of(row: Row, owner: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row["facts"].get(owner, {})
    return found


People: TypeAlias = list[tuple[int, str, Mapping[str, Any]]]


def _numbers(people: People, key: str) -> Column:
    return np.array([float(facts.get(key) or 0) for _at, _member, facts in people])


def _choices(people: People, key: str, allowed: Sequence[str]) -> Column:
    return np.array([_place(facts.get(key), allowed) for _at, _member, facts in people], "i1")


def _place(value: str | None, allowed: Sequence[str]) -> int:
    return allowed.index(value) if value is not None else -1


def _dates(people: People, key: str) -> Column:
    return np.array([facts.get(key) or _NO_DATE for _at, _member, facts in people], "M8[D]")


def _income(tax: Mapping[str, Any]) -> float:
    """Euros a year. One who has none, known to be absent, had no income."""
    if "reference_income" in tax:
        return float(tax["reference_income"] or 0) / 100
    return float("nan")
