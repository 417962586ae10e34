"""A synthetic population before the law: told as its situations are, written in its order."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from parvis.connectors.openfisca import reading, verdicts
from parvis.connectors.openfisca.batch import Done
from parvis.connectors.openfisca.columns import from_rows
from parvis.connectors.openfisca.outputs import OUTPUTS, QUOTIENT
from parvis.connectors.openfisca.populations import columns
from parvis.core.paths import library_dir
from parvis.eligibility.population import storage
from parvis.eligibility.population.situations import situations

EVERY = [*OUTPUTS, QUOTIENT]


@pytest.fixture(scope="module")
def people() -> storage.Population:
    [folder] = library_dir().glob("*/population")
    return storage.kept(folder)


@pytest.mark.parametrize("month", [date(2026, 11, 1), date(2024, 2, 1), date(2026, 1, 1)])
def test_columns_say_what_the_situations_say(people: storage.Population, month: date) -> None:
    rows = range(300, 700)
    told = [
        reading.row(each, EVERY, month, str) for each in situations(people.households, rows, month)
    ]
    wanted = from_rows(told)
    communes = {code: code for code in people.households.communes}
    found = columns(people.households, rows, month, communes)
    for each in fields(wanted):
        one, other = getattr(wanted, each.name), getattr(found, each.name)
        pairs = one.items() if isinstance(one, dict) else [(each.name, one)]
        for name, values in pairs:
            same = other[name] if isinstance(other, dict) else other
            np.testing.assert_array_equal(values, same, err_msg=f"{each.name} {name}")


def _run(people: storage.Population) -> verdicts.Run:
    communes = {code: code for code in people.households.communes}
    return verdicts.Run(people, ["af", "aah", "css_free"], date(2026, 11, 1), communes)


def _done(run: verdicts.Run, numbers: list[int]) -> Iterator[Done]:
    """Each household has its number in cents, each person their place; one household is left out."""
    for number in numbers:
        households = run.part(number)
        cents = {
            "af": np.array(run.rows(number)),
            "css_free": np.array(run.rows(number)) % 2 * 100,
            "aah": np.arange(len(households.home)),
        }
        yield Done(number, cents, {3: "no such commune"} if number == 0 else {})


def test_a_population_is_written_in_its_order_whatever_comes_first(
    people: storage.Population, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "CHUNK", 400)
    run, seen = _run(people), list[tuple[int, int]]()
    numbers = list(range(run.chunks))
    assert len(numbers) > 2
    one, other = tmp_path / "one.csv.gz", tmp_path / "other.csv.gz"
    summary = verdicts.write(run, _done(run, numbers), one, lambda *each: seen.append(each))
    verdicts.write(run, _done(run, numbers[::-1]), other, lambda *each: None)
    assert one.read_bytes() == other.read_bytes()
    assert seen == [(number + 1, len(numbers)) for number in numbers]
    with gzip.open(one, "rt") as text:
        lines = list(csv.DictReader(text))
    assert list(lines[0]) == ["household", "weight", "commune", "af", "aah_me", "aah_partner", "css_free"]  # fmt: skip
    assert [line["household"] for line in lines] == [
        str(row) for row in range(len(people.households))
    ]
    assert all(line["af"] == line["household"] for line in lines if line["household"] != "3")
    assert {lines[3][name] for name in ("af", "aah_me", "aah_partner", "css_free")} == {""}
    assert [line["css_free"] for line in lines[4:7]] == ["0", "1", "0"]
    roles = run.part(0).role
    assert int(lines[1]["aah_me"]) == int(np.flatnonzero(roles == 0)[1])
    manifest = json.loads((tmp_path / "one.json").read_text())
    assert manifest["left_out"] == {"3": "no such commune"}
    assert manifest["population"]["sha256"] == people.digest
    odd = people.households.weight[1::2].sum() - people.households.weight[3]
    assert summary.entitled["css_free"] == pytest.approx(odd)
    assert manifest["columns"]["css_free"]["households_entitled"] == round(odd)


def test_a_name_that_says_no_kind_is_refused_before_anything_is_computed(
    people: storage.Population, tmp_path: Path
) -> None:
    run = _run(people)
    with pytest.raises(verdicts.UnknownSuffix):
        verdicts.write(run, iter(()), tmp_path / "rights.xlsx", lambda *each: None)
    assert not list(tmp_path.iterdir())
