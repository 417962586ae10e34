"""A reform of the national law on the households of a population: who receives more or less.

The same sums as those of a tariff (`simulation`), where what is received is what is not paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

import numpy as np

from parvis.eligibility.population.households import Households
from parvis.eligibility.population.storage import Population
from parvis.eligibility.reforms.simulation import (
    Group,
    Outcome,
    Sum,
    Use,
    compared,
    concerned,
)

CHUNK: Final = 1_500
"""Households asked of the law at once: two or three seconds."""
_EVERYBODY: Final = Use(ages=None, part=100, times=1)
_OF_MANIFEST: Final = ("households", "effective_size", "seed", "limits", "margins", "law")


def told(people: Households, rows: range) -> dict[str, Any]:
    """Some households as plain columns, for the law."""
    return {
        each.name: list(people.communes)
        if each.name == "communes"
        else getattr(people, each.name)[rows.start : rows.stop].tolist()
        for each in fields(people)
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a trial: `before` is what is received today, cents a year; `outcomes` by variant, against
    it. `edges`: upper quotients of the tenths. `made_of`: of the population's manifest."""

    area: str
    households: float
    before: Sum
    outcomes: tuple[Outcome, ...]
    edges: tuple[int, ...]
    communes: tuple[str, ...]
    made_of: Mapping[str, Any]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def figures(population: Population, cents: Sequence[Sequence[int]]) -> Figures:
    """`cents` a year of each household: by the law as it is, then by each variant."""
    who = concerned(population, _EVERYBODY)
    counted = population.households.weight > 0
    today, *variants = (np.asarray(each, "f8")[counted] for each in cents)
    return Figures(
        area=population.name,
        households=float(who.weight.sum()),
        before=_received(compared(who, -today, -today)).revenue,
        outcomes=tuple(_received(compared(who, -today, -each)) for each in variants),
        edges=who.edges,
        communes=who.communes,
        made_of={key: population.manifest.get(key) for key in _OF_MANIFEST},
    )


def _received(outcome: Outcome) -> Outcome:
    """The other way: what is received instead of what is paid."""
    return replace(
        outcome,
        revenue=_turned(outcome.revenue),
        difference=_turned(outcome.difference),
        mean_price=0.0 - outcome.mean_price,
        groups={
            name: tuple(
                replace(
                    group,
                    today=0.0 - group.today,
                    revenue=0.0 - group.revenue,
                    change=_turned(group.change),
                )
                for group in groups
            )
            for name, groups in outcome.groups.items()
        },
    )


def _turned(found: Sum) -> Sum:
    return Sum(0.0 - found.value, found.margin)


def of_data(data: Mapping[str, Any]) -> Figures:
    """What `Figures.as_data` wrote."""
    return Figures(
        **{
            **data,
            "before": Sum(**data["before"]),
            "outcomes": tuple(_outcome(each) for each in data["outcomes"]),
            "edges": tuple(data["edges"]),
            "communes": tuple(data["communes"]),
        }
    )


def _outcome(data: Mapping[str, Any]) -> Outcome:
    groups = {
        name: tuple(Group(**{**one, "change": Sum(**one["change"])}) for one in each)
        for name, each in data["groups"].items()
    }
    return Outcome(
        **{
            **data,
            "revenue": Sum(**data["revenue"]),
            "difference": Sum(**data["difference"]),
            "groups": groups,
            "jumps": (),
        }
    )
