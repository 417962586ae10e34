"""Synthetic households: they agree with the margins, hold together, and are the same twice."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from parvis.eligibility import ports
from parvis.eligibility.facts import FACTS
from parvis.eligibility.population import margins, resources, storage
from parvis.eligibility.population.calibration import Calibrated, CannotCalibrate, population
from parvis.eligibility.population.households import MOST_CHILDREN, NOBODY, Households
from parvis.eligibility.population.margins import read
from parvis.eligibility.population.situations import situations
from parvis.eligibility.tests.population.test_margins import PAU

MARGINS = read(PAU)


@pytest.fixture(scope="module")
def found() -> Calibrated:
    return population(MARGINS, 2_000, seed=7)


def test_every_margin_is_hit(found: Calibrated) -> None:
    assert len(found.fits) > 40
    for fit in found.fits:
        assert fit.reached == pytest.approx(fit.wanted, abs=1e-6), fit
    weights = found.households.weight
    assert weights @ found.households.persons == pytest.approx(MARGINS.persons, rel=1e-6)
    assert (weights > 0).all()
    assert found.effective_size > 1_200


def test_the_same_seed_gives_the_same_people(found: Calibrated) -> None:
    again = population(MARGINS, 2_000, seed=7).households
    other = population(MARGINS, 2_000, seed=8).households
    assert (again.weight == found.households.weight).all()
    assert (again.quotient == found.households.quotient).all()
    assert not (other.ages == found.households.ages).all()


def test_households_hold_together(found: Calibrated) -> None:
    people = found.households
    couple = people.is_couple | (people.kind == 2)
    assert ((people.ages[:, 1] != NOBODY) == couple).all()
    assert ((people.number_of_children > 0) == (people.kind >= 4)).all()
    eldest = people.children.max(axis=1)
    parents = np.where(people.is_couple, people.ages.min(axis=1), people.ages[:, 0])
    assert (parents - eldest >= 16)[eldest > 2].all()
    assert people.children.shape[1] == MOST_CHILDREN
    alone = people.ages[:, 1] == NOBODY
    assert not people.wages[alone, 1].any()
    assert not people.pensions[alone, 1].any()
    assert not people.rent[people.occupancy == 0].any()


def test_margins_that_the_households_cannot_reach_are_named() -> None:
    impossible = MARGINS.margins[1].model_copy(update={"counts": {"single_parent": 300_000.0}})
    margins = MARGINS.model_copy(update={"margins": [MARGINS.margins[0], impossible]})
    with pytest.raises(CannotCalibrate, match="by_kind"):
        population(margins, 500, seed=1)


@pytest.mark.parametrize(
    ("children", "halves"), [([], 4), ([3], 5), ([3, 6], 6), ([3, 6, 9], 8), ([3, 6, 9, 11], 9)]
)
def test_parts_of_the_quotient_of_the_caf(
    found: Calibrated, children: list[int], halves: int
) -> None:
    one = _household(found.households, children)
    assert resources.parts_of_caf(one).tolist() == [halves]
    benefits = np.array([120_00])
    expected = (int(one.resources[0]) + 120_00) * 2 // halves
    assert resources.quotient(one, benefits).tolist() == [expected]


def _household(people: Households, children: list[int]) -> Households:
    """The first couple with children, with these children."""
    row = int(np.flatnonzero(people.kind == 4)[0])
    kept = {
        name: getattr(people, name)[row : row + 1]
        for name in people.__slots__
        if name not in {"communes", "children"}
    }
    ages = np.full((1, MOST_CHILDREN), NOBODY)
    ages[0, : len(children)] = children
    return Households(communes=people.communes, children=ages, **kept)


def test_situations_say_everything_in_the_words_of_the_facts(found: Calibrated) -> None:
    on = date(2026, 11, 1)
    for row, situation in enumerate(situations(found.households, range(200), on)):
        assert situation.is_complete
        assert len(situation.children) == found.households.number_of_children[row]
        for path in situation.paths():
            kind, value = situation.kind(path), situation.fact(path).value
            choices = getattr(kind.type, "choices", None)
            assert value is None or not choices or value in choices
        said = {
            owner: {
                path.partition(".")[2] for path in situation.paths() if path.startswith(f"{owner}.")
            }
            for owner in situation.members
        }
        persons = {key for key, kind in FACTS.items() if kind.entity == "person"}
        of_children = {"shared_custody", "aeeh_category"}
        assert persons - of_children <= said["me"]
        born = situation.fact("me.birth_date").value
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        assert age == found.households.ages[row, 0]


class _Law:
    """Answers as the engine does; counts what it is asked at once."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def amounts(self, situations, benefits, month):
        assert all(one.is_complete for one in situations)
        self.asked.append(len(situations))
        return [{benefits[0]: 100 * len(one.members)} for one in situations]

    def versions(self):
        return (ports.LawVersion("some-law", "1.2", date(2020, 1, 1)),)


def test_the_national_law_is_asked_in_batches_when_a_month_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law = _Law()
    monkeypatch.setattr(ports, "_engine", [law])
    told = population(MARGINS, 1_200, seed=7, month=date(2026, 11, 1))
    assert law.asked == [500, 500, 200]
    assert told.law == ("some-law 1.2, 2026-11",)
    family = 1 + told.households.is_couple + told.households.number_of_children
    assert (told.households.quotient == 100 * family).all()


def test_without_an_engine_a_month_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_engine", [])
    with pytest.raises(ports.LawUnavailable):
        population(MARGINS, 1_200, seed=7, month=date(2026, 11, 1))


def test_written_and_read_again(found: Calibrated, tmp_path: Path) -> None:
    storage.write(found, MARGINS, tmp_path, seed=7)
    first = (tmp_path / "sample.csv.xz").read_bytes()
    storage.write(found, MARGINS, tmp_path, seed=7)
    assert (tmp_path / "sample.csv.xz").read_bytes() == first
    back = storage.read(tmp_path)
    people = found.households
    assert (back.households.children == people.children).all()
    assert (back.households.quotient == people.quotient).all()
    assert np.allclose(back.households.weight, people.weight, atol=1e-6)
    codes = np.array(people.communes)[people.commune]
    assert (np.array(back.households.communes)[back.households.commune] == codes).all()


def test_a_file_that_was_changed_is_refused(found: Calibrated, tmp_path: Path) -> None:
    path = storage.write(found, MARGINS, tmp_path, seed=7)
    path.write_bytes(path.read_bytes()[:-9] + b"123456789")
    with pytest.raises(storage.InvalidPopulation, match="manifest"):
        storage.read(tmp_path)


def test_the_sample_of_the_library_is_the_one_its_manifest_describes() -> None:
    shipped = storage.read(PAU.parent)
    assert len(shipped.households) == shipped.manifest["households"] == 6_000
    for fit in shipped.manifest["fit"]:
        assert fit["reached"] == pytest.approx(fit["wanted"], abs=1e-5)
    assert set(shipped.households.communes) == set(MARGINS.communes.persons)


def test_margins_are_found_by_the_code_of_the_area() -> None:
    assert margins.margins_of("200067254") == margins.margins_of("epci:200067254") == PAU
    assert margins.margins_of("999999999") is None
