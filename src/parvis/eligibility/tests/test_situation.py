"""Unknown is not there, absent is None, and nobody's facts outlive them."""

from datetime import date

import pytest

from parvis.eligibility.facts import FACTS, Entity
from parvis.eligibility.situation import ME, PARTNER, Fact, Situation

TODAY = date(2026, 11, 22)


def test_what_nobody_said_is_unknown_and_what_is_not_there_is_absent():
    alone = Situation()
    assert alone.fact("me.wage") is None
    without = alone.told("me.wage", Fact(None, TODAY))
    assert without.fact("me.wage") == Fact(None, TODAY)
    assert without.told("me.wage", None) == alone


@pytest.mark.parametrize(
    "path", ["me.rent", "home.wage", "partner.wage", "me.nothing", "tax.rent", "me", ""]
)
def test_a_path_names_a_fact_of_somebody(path: str):
    with pytest.raises(KeyError):
        Situation().fact(path)


def test_who_leaves_takes_their_facts_along():
    pair = Situation((ME, PARTNER)).told("partner.wage", Fact(1_500_00, TODAY))
    assert list(pair.paths()) == ["partner.wage"]
    assert list(pair.among(ME).among(ME, PARTNER).paths()) == []


def test_who_lives_here_is_known_when_both_questions_are_answered():
    one = Situation().told("home.couple", Fact(False, TODAY))
    assert not one.is_complete
    assert one.told("home.children", Fact(0, TODAY)).is_complete


def test_children_are_not_adults():
    family = Situation((ME, PARTNER, "child1", "child2"))
    assert (family.adults, family.children) == ((ME, PARTNER), ("child1", "child2"))


def test_every_fact_has_its_bounds_when_it_is_a_sum():
    for kind in FACTS.values():
        assert (kind.unit == "") or (kind.lowest is not None and kind.highest is not None), kind.key
        assert kind.entity in Entity
