"""Reforms of the national law, in the law process itself: the law as it is never changes."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from parvis.connectors.openfisca.client import OpenFisca
from parvis.core.paths import library_dir
from parvis.eligibility.national import PARAMETERS, SUMMED
from parvis.eligibility.population import storage
from parvis.eligibility.reforms.national_law.figures import told

MONTH = date(2026, 11, 1)


@pytest.fixture
def engine(address: str) -> OpenFisca:
    return OpenFisca(address, within=90, commune_of=str)


@pytest.fixture
def people() -> dict[str, Any]:
    [folder] = library_dir().glob("*/population")
    return told(storage.kept(folder).households, range(200, 400))


def _today(engine: OpenFisca) -> dict[str, float]:
    values: Mapping[str, Mapping[str, Any]] = engine.parameters(MONTH).values
    return {code: each["value"] for code, each in values.items()}


def test_parameters_are_told_with_their_day_and_their_text(engine: OpenFisca) -> None:
    found = engine.parameters(MONTH)
    assert set(found.values) == set(PARAMETERS)
    assert found.values["rsa"]["value"] == 651.69
    for each in found.values.values():
        assert "2016-01-01" <= each["since"] <= "2026-11-01"
        assert each["title"]
        assert each["href"].startswith("https://")
    assert found.law["openfisca-france"]
    before = engine.parameters(date(2025, 5, 1)).values["rsa"]
    assert before["since"] == "2025-04-01"
    assert before["value"] < 651.69


def test_the_values_of_the_day_change_nothing_to_the_cent(
    engine: OpenFisca, people: dict[str, Any]
) -> None:
    plain, same = engine.reform(people, SUMMED, [_today(engine)], MONTH)
    assert plain == same
    assert len(plain) == 200
    assert sum(plain) > 0


@pytest.mark.proof
def test_a_raised_base_never_lowers_the_rsa_and_the_law_stays_what_it_is(
    engine: OpenFisca, people: dict[str, Any]
) -> None:
    today = _today(engine)
    [before] = engine.reform(people, ["rsa"], [], MONTH)
    changes = [{"rsa": today["rsa"] + 50}, {"rsa": today["rsa"] + 120}]
    plain, raised, more = engine.reform(people, ["rsa"], changes, MONTH)
    assert all(a <= b <= c for a, b, c in zip(plain, raised, more, strict=True))
    assert sum(raised) > sum(plain)
    # The whole base for one who has nothing and no housing: fifty euros more, twelve times.
    assert max(b - a for a, b in zip(plain, raised, strict=True)) >= 600_00
    [after] = engine.reform(people, ["rsa"], [], MONTH)
    assert before == plain == after
    assert _today(engine) == today


@pytest.mark.proof
@pytest.mark.parametrize("code", list(PARAMETERS))
def test_each_parameter_moves_what_is_summed(
    engine: OpenFisca, people: dict[str, Any], code: str
) -> None:
    today = _today(engine)[code]
    moved = [{code: today * 0.8}, {code: today * 1.2}]
    plain, lower, higher = (sum(one) for one in engine.reform(people, SUMMED, moved, MONTH))
    if code in ("ppa_bonus_from", "ppa_bonus_whole"):  # the later it comes, the less it is
        lower, higher = higher, lower
    assert lower < plain < higher


@pytest.mark.proof
def test_a_reform_is_the_one_that_openfisca_makes() -> None:
    """One household, every parameter, all that is summed, to the last digit."""
    run = [sys.executable, "-m", "parvis.connectors.openfisca.tests.reforms_run"]
    told = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    today = told.pop("today")
    assert set(told) == set(PARAMETERS)
    for ours, published in told.values():
        assert ours == published != today


def test_no_such_parameter_is_refused_and_the_worker_lives_on(
    engine: OpenFisca, people: dict[str, Any]
) -> None:
    from parvis.eligibility.ports import LawUnavailable

    with pytest.raises(LawUnavailable, match="KeyError"):
        engine.reform(people, ["rsa"], [{"smic": 1.0}], MONTH)
    assert engine.reform(people, ["af"], [], MONTH)
