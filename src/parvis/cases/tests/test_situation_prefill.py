"""What somebody said of their household to know their rights fills their requests in."""

from datetime import date

import pytest

from parvis.accounts.tests.factories import make_person
from parvis.cases.actions.prefill import known_answers, says_more
from parvis.catalogue.loader import load
from parvis.core.paths import library_dir
from parvis.eligibility.situation import Fact, Situation

ON = date(2026, 11, 22)


@pytest.fixture
def parking():
    return load(library_dir() / "parvis" / "stationnement-resident")


def test_an_amount_fills_a_number_in_whole_euros(parking):
    said = Situation().told("family.quotient_caf", Fact(612_40, ON))
    assert known_answers(parking, None, said) == {"quotient_familial": 612}


@pytest.mark.parametrize("situation", [Situation(), None])
def test_what_is_unknown_fills_nothing(parking, situation):
    assert known_answers(parking, None, situation) == {}


def test_what_is_absent_is_left_to_be_answered(parking):
    absent = Situation().told("family.quotient_caf", Fact(None, ON))
    assert known_answers(parking, None, absent) == {}


@pytest.mark.django_db
def test_it_is_not_news_of_the_person(parking):
    assert not says_more(parking, {"quotient_familial": 612}, make_person())
