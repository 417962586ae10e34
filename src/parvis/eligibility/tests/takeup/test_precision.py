"""Only what its tests support is announced."""

import random
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from parvis.core import clock
from parvis.core.paths import library_dir
from parvis.eligibility import actions, aiming, local, measuring, precision
from parvis.eligibility.models import Standing
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.population import storage
from parvis.eligibility.precision import Measure
from parvis.eligibility.tests.takeup.people import NOW, counted, night
from parvis.eligibility.tests.twin import Twin

NATIONAL = {each.name for each in BENEFITS.values()}


@pytest.mark.parametrize(
    ("announced", "right", "low"), [(10, 9, 0.596), (35, 35, 0.901), (100, 95, 0.888), (0, 0, 0.0)]
)
def test_the_low_end_is_wilsons(announced: int, right: int, low: float):
    assert Measure(announced, right).low == pytest.approx(low, abs=0.001)


def test_the_table_speaks_of_benefits_that_exist():
    for name, one in precision.measures().items():
        assert name in NATIONAL or local.benefit(name), name
        assert 0 <= one.right <= one.announced


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("found", "state"),
    [({"state.ppa": Measure(100, 100)}, "missing"), ({"state.ppa": Measure(100, 94)}, "unclear"),
     ({}, "unclear")],
)  # fmt: skip
def test_below_the_floor_nobody_seems_to_go_without_nor_is_told(
    around_pau, law: Twin, monkeypatch: pytest.MonkeyPatch, found, state
):
    monkeypatch.setattr(precision, "measures", lambda: found)
    with clock.at(NOW):
        kept = counted(received={"state.ppa": "no"})
        night()
    assert Standing.objects.get(benefit="state.ppa").state == state
    line = SimpleNamespace(benefit="state.ppa", sure="sure", is_price=False, is_example=False)
    assert actions.is_announced(kept, line) == (state == "missing")  # type: ignore[arg-type]


def test_rare_benefits_are_drawn_where_they_occur_and_nobody_twice():
    on = date(2026, 11, 20)
    homes = storage.read(library_dir() / "pau-bearn-pyrenees" / "population").households
    found = {one.name: one for one in aiming.aims(homes)}
    for one in found.values():
        assert all(name in NATIONAL or local.benefit(name) for name in one.benefits), one.name
        within = np.flatnonzero(one.within(homes))
        weights = np.ones(len(homes))
        rows = aiming.rows(homes, one.within(homes), weights, 30, seed=1)
        assert len(set(rows)) == len(rows) == min(30, len(within))
        assert set(rows) <= set(within.tolist())
    aged = measuring.aimed(homes, found["aged"], 20, on)
    assert all(on.year - one.fact("me.birth_date").value.year >= 60 for one in aged)
    assert aged == measuring.aimed(homes, found["aged"], 20, on), "always the same"
    disabled = measuring.aimed(homes, found["disabled"], 20, on)
    assert {one.fact("me.disability_rate").value for one in disabled} <= {50, 70, 80, 90}
    heavy = np.where(homes.ages[:, 0] > 70, 1000.0, 0.001)
    rows = aiming.rows(homes, homes.ages[:, 0] > 0, heavy, 50, seed=1)
    assert all(homes.ages[row, 0] > 70 for row in rows), "by weight"


@pytest.mark.django_db
def test_drawing_stops_once_enough_were_announced(around_pau, law: Twin, monkeypatch):
    monkeypatch.setattr(aiming, "ENOUGH", 1)
    monkeypatch.setattr(measuring, "AT_ONCE", 2)
    homes = storage.read(library_dir() / "pau-bearn-pyrenees" / "population").households
    lives, on = measuring.drawn(homes, 6, date(2026, 11, 20)), date(2026, 11, 20)
    _law, whole = measuring.measure(lives, on, lambda done, total: None)
    name = max(whole, key=lambda each: whole[each].announced)
    looked: list[int] = []
    _law, found = measuring.measure(lives, on, lambda done, total: looked.append(done), {name})
    assert found[name].announced >= 1
    assert looked[-1] < 6


@pytest.mark.django_db
def test_facts_are_hidden_and_the_same_households_measured_alike(around_pau, law: Twin):
    homes = storage.read(library_dir() / "pau-bearn-pyrenees" / "population").households
    lives = measuring.drawn(homes, 6, date(2026, 11, 20))
    less = [measuring.hidden(one, random.Random(1)) for one in lives]
    assert all(set(a.paths()) < set(b.paths()) for a, b in zip(less, lives, strict=True))
    assert all(one.is_complete and one.fact("home.commune") for one in less)
    once, again = (
        measuring.measure(lives, date(2026, 11, 20), lambda done, total: None) for _each in range(2)
    )
    assert once == again
    assert once[0] == "twin 1.0"
    assert once[1]
