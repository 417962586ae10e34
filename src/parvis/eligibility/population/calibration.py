"""Households weighted to the published margins of a territory, and how near they come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from parvis.core.raking import CannotRake, effective_size, rake
from parvis.eligibility.facts import ACTIVITIES
from parvis.eligibility.population import drawing, resources
from parvis.eligibility.population.households import NOBODY, Column, Households
from parvis.eligibility.population.margins import AGES, AT_WORK, KINDS, STANDARDS, Margin, Margins

# Children of 18 to 24 who live with their parents: parts, as their activity is not drawn.
_GROWN: Final = {"student": 0.45, "employed": 0.35, "unemployed": 0.2}


@dataclass(frozen=True, slots=True)
class Fit:
    """One class of one margin: the published part of its whole, and the part reached."""

    margin: str
    name: str
    wanted: float
    reached: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    households: Households
    fits: tuple[Fit, ...]
    effective_size: float
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Class:
    """Of each household: how many of its units are of the class, and how many in all."""

    margin: str
    name: str
    share: float
    of_class: Column
    of_all: Column


class CannotCalibrate(ValueError):
    """The margins cannot be reached by the households drawn; the message names which."""


def population(
    margins: Margins, number: int, seed: int, *, month: date | None = None
) -> Calibrated:
    """Draw, compute the quotients (by the law of `month`, else by rules of thumb), and weigh.

    Raises CannotCalibrate, ports.LawUnavailable, ports.LawRefused, ValueError (too few).
    """
    drawn = drawing.drawn(margins, number, seed)
    by_thumb = resources.benefits_by_thumb(drawn)
    standard = resources.living_standard(drawn, by_thumb)
    classes = list(_classes(margins, drawn, standard))
    # Of each class: its units less its part of all units come to nothing; then all persons.
    counts = np.stack([each.of_class - each.share * each.of_all for each in classes], axis=1)
    counts = np.concatenate([counts, drawn.persons[:, None]], axis=1).astype(float)
    totals = np.append(np.zeros(len(classes)), margins.persons)
    try:
        raked = rake(drawn.weight, counts, totals)
    except CannotRake as error:
        names = [*(f"{each.margin}.{each.name}" for each in classes), "persons"]
        raise CannotCalibrate(f"{names[error.worst]}: missed by {error.gap:.2%}") from error
    quotient, law = resources.quotients(drawn, month)
    weighted = replace(drawn, weight=raked.weights, quotient=quotient)
    fits = tuple(
        Fit(
            each.margin,
            each.name,
            each.share,
            float(raked.weights @ each.of_class / (raked.weights @ each.of_all)),
        )
        for each in classes
    )
    return Calibrated(weighted, fits, effective_size(raked.weights), tuple(law))


def _classes(margins: Margins, drawn: Households, standard: Column) -> Iterator[_Class]:
    persons = drawn.persons
    whole = sum(margins.communes.persons.values())
    for place, (code, number) in enumerate(margins.communes.persons.items()):
        here = np.where(drawn.commune == place, persons, 0)
        if here.any():  # a hamlet may have drawn nobody: it then weighs nothing
            yield _Class("persons_by_commune", code, number / whole, here, persons)
    for margin in margins.margins:
        units, by_class = _units(margin, margins, drawn, standard)
        for name, share in margin.shares().items():
            yield _Class(margin.id, name, share, by_class[name], units)


def _units(
    margin: Margin, margins: Margins, drawn: Households, standard: Column
) -> tuple[Column, dict[str, Column]]:
    persons = drawn.persons
    if margin.by == "activity":
        return _activities(drawn)
    if margin.by == "age":
        everybody = np.concatenate([drawn.ages, drawn.children], axis=1)
        bands = np.where(everybody == NOBODY, NOBODY, np.minimum(everybody // 15, 5))
        return persons, {name: (bands == at).sum(axis=1) for at, name in enumerate(AGES)}
    units = np.ones(len(drawn), dtype=np.int64) if margin.of == "households" else persons
    if margin.by == "kind":
        return units, {name: np.where(drawn.kind == at, units, 0) for at, name in enumerate(KINDS)}
    band = np.searchsorted(margins.living_standards.bounds(), standard, side="left")
    return units, {name: np.where(band == at, units, 0) for at, name in enumerate(STANDARDS)}


def _activities(drawn: Households) -> tuple[Column, dict[str, Column]]:
    """Of those of 15 to 64, children at home included: at school until 18."""
    adult = (drawn.ages >= 15) & (drawn.ages < 65)
    found = {
        name: (adult & np.isin(drawn.activities, _codes(name))).sum(axis=1).astype(float)
        for name in AT_WORK
    }
    grown = drawn.children_aged(18, 24)
    for name, part in _GROWN.items():
        found[name] += part * grown
    found["student"] += drawn.children_aged(15, 17)
    return adult.sum(axis=1) + drawn.children_aged(15, 24), found


def _codes(name: str) -> list[int]:
    """The census counts the self-employed among those at work."""
    names = {name, "self_employed"} if name == "employed" else {name}
    return [place for place, each in enumerate(ACTIVITIES) if each in names]
