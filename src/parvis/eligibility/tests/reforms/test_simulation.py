"""Figures of a variant: sums of their parts, the same twice, hidden when they are of a few."""

from decimal import Decimal

import numpy as np
import pytest

from parvis.eligibility.population import storage
from parvis.eligibility.reforms.simulation import FEWEST, Use, concerned, tried
from parvis.eligibility.reforms.tariffs import Bands, Effort
from parvis.eligibility.tests.population.test_margins import PAU

TODAY = Bands((400_00, 700_00, 1_000_00), (100, 220, 340, 450))
DEARER = Bands((400_00, 700_00, 1_000_00), (100, 240, 380, 520))
RATE = Effort(Decimal("0.35"), 80, 560)
USE = Use(ages=(3, 10), part=75, times=120)


@pytest.fixture(scope="module")
def shipped() -> storage.Population:
    return storage.read(PAU.parent)


@pytest.mark.parametrize("dimension", ["decile", "kind", "commune"])
def test_revenue_is_the_sum_of_its_groups(shipped: storage.Population, dimension: str) -> None:
    outcome = tried(concerned(shipped, USE), TODAY, RATE, 120)
    told = [group for group in outcome.groups[dimension] if not group.hidden]
    if len(told) == len(outcome.groups[dimension]):
        assert sum(group.revenue for group in told) == pytest.approx(outcome.revenue.value)
        assert sum(group.revenue - group.today for group in told) == pytest.approx(
            outcome.difference.value
        )
    else:
        assert dimension == "commune"
        assert sum(group.revenue for group in told) < outcome.revenue.value


def test_revenue_is_what_each_family_pays(shipped: storage.Population) -> None:
    people = shipped.households
    children = people.children_aged(3, 10)
    expected = sum(
        weight * number * 0.75 * 120 * RATE.price(int(quotient))
        for weight, number, quotient in zip(people.weight, children, people.quotient, strict=True)
    )
    assert tried(concerned(shipped, USE), TODAY, RATE, 120).revenue.value == pytest.approx(expected)


def test_the_same_figures_twice(shipped: storage.Population) -> None:
    first = tried(concerned(shipped, USE), TODAY, RATE, 120)
    concerned.cache_clear()
    assert tried(concerned(shipped, USE), TODAY, RATE, 120) == first


def test_today_against_today_changes_nothing(shipped: storage.Population) -> None:
    outcome = tried(concerned(shipped, USE), TODAY, TODAY, 120)
    assert (
        outcome.difference.value
        == outcome.difference.margin
        == outcome.gaining
        == outcome.losing
        == 0
    )
    assert outcome.same == pytest.approx(1)


def test_who_gains_who_loses_and_who_does_not_come_to_everybody(
    shipped: storage.Population,
) -> None:
    outcome = tried(concerned(shipped, USE), TODAY, DEARER, 120)
    assert outcome.gaining == 0
    assert 0 < outcome.losing < 1
    assert outcome.gaining + outcome.losing + outcome.same == pytest.approx(1)
    assert outcome.difference.value > outcome.difference.margin > 0


def test_a_commune_is_tried_on_everybody_in_its_number(shipped: storage.Population) -> None:
    communes = frozenset({"64284"})
    lent = concerned(shipped, Use((3, 10), 75, 120, communes))
    alone = concerned(shipped, Use((3, 10), 75, 120, communes, borrow=False))
    everybody = concerned(shipped, USE)
    assert len(lent) == len(everybody) > 10 * len(alone)
    part = lent.weight.sum() / everybody.weight.sum()
    people = shipped.households
    persons = people.weight * people.persons
    here = people.commune == people.communes.index("64284")
    assert part == pytest.approx(persons[here].sum() / persons.sum())


def test_few_households_are_not_told(shipped: storage.Population) -> None:
    outcome = tried(concerned(shipped, USE), TODAY, RATE, 120)
    hidden = [group for group in outcome.groups["commune"] if group.hidden]
    assert hidden
    assert all(group.drawn < FEWEST or group.households == 0 for group in hidden)
    assert all(group.revenue == group.today == group.change.value == 0 for group in hidden)
    told = [group for group in outcome.groups["commune"] if not group.hidden]
    assert all(group.drawn >= FEWEST and group.households >= FEWEST for group in told)


def test_deciles_are_tenths_of_the_households(shipped: storage.Population) -> None:
    who = concerned(shipped, USE)
    parts = np.bincount(who.decile, who.weight, 10) / who.weight.sum()
    assert parts == pytest.approx([0.1] * 10, abs=0.02)
    assert list(who.edges) == sorted(who.edges)
    for place, edge in enumerate(who.edges):
        assert who.quotient[who.decile == place].max() <= edge


def test_the_interval_is_that_of_drawing_again(shipped: storage.Population) -> None:
    """Against the bootstrap: households drawn again with replacement."""
    who = concerned(shipped, USE)
    change = (RATE.prices_of(who.quotient) - TODAY.prices_of(who.quotient)) * who.units * who.weight
    dice = np.random.default_rng(3)
    everybody = np.concatenate([change, np.zeros(who.drawn - len(who))])
    again = [everybody[dice.integers(0, who.drawn, who.drawn)].sum() for _ in range(400)]
    margin = tried(who, TODAY, RATE, 120).difference.margin
    assert margin == pytest.approx(1.96 * np.std(again), rel=0.15)


def test_a_jump_of_the_price(shipped: storage.Population) -> None:
    jumps = tried(concerned(shipped, USE), TODAY, DEARER, 120).jumps
    assert [(jump.bound, jump.before, jump.after, jump.a_year) for jump in jumps] == [
        (400_00, 100, 240, 168_00),
        (700_00, 240, 380, 168_00),
        (1_000_00, 380, 520, 168_00),
    ]
    assert tried(concerned(shipped, USE), TODAY, RATE, 120).jumps == ()


def test_households_without_children_count_once(shipped: storage.Population) -> None:
    who = concerned(shipped, Use(ages=None, part=100, times=1))
    assert len(who) == len(shipped.households)
    assert who.weight @ who.units == pytest.approx(shipped.households.weight.sum())


def test_nobody_concerned(shipped: storage.Population) -> None:
    who = concerned(shipped, Use(ages=(40, 50), part=75, times=120))
    outcome = tried(who, TODAY, RATE, 120)
    assert outcome.revenue.value == outcome.mean_price == 0
    assert outcome.groups["decile"] == ()
