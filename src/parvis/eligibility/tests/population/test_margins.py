"""The margins of a territory: what the file must say, and faults that name the place."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from parvis.core.paths import library_dir
from parvis.eligibility.population.margins import InvalidMargins, read

PAU = library_dir() / "pau-bearn-pyrenees" / "population" / "margins.yml"


def _changed(tmp_path: Path, change: Any) -> Path:
    raw = yaml.safe_load(PAU.read_text())
    change(raw)
    path = tmp_path / "margins.yml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True))
    return path


def test_the_margins_of_pau_say_where_each_figure_is_from() -> None:
    margins = read(PAU)
    assert all(str(source.url).startswith("https://") for _, source in margins.sources())
    assert margins.persons == pytest.approx(169_255 * 0.978)
    assert sum(margins.margins[0].shares().values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw["margins"][0].pop("source"), "margins.0.source"),
        (lambda raw: raw["margins"][0]["counts"].update(castle=3), "castle"),
        (lambda raw: raw["margins"][1].update(out_of=5), "out_of"),
        (lambda raw: raw["margins"][0]["counts"].update(couple=-4), "not negative"),
        (lambda raw: raw["margins"].append(raw["margins"][0]), "households_by_kind"),
        (lambda raw: raw["communes"]["persons"].update({"6444": 10}), "6444"),
        (lambda raw: raw["living_standards"].update(d1=90_000), "d1 < median < d9"),
        (lambda raw: raw.update(area="pays:64"), "area"),
        (lambda raw: raw.update(extra=1), "extra"),
        (lambda raw: raw.pop("limits"), "limits"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, change: Any, said: str) -> None:
    with pytest.raises(InvalidMargins, match=said):
        read(_changed(tmp_path, change))


def test_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    path = tmp_path / "margins.yml"
    path.write_text("schema: [1")
    with pytest.raises(InvalidMargins, match=r"margins\.yml"):
        read(path)
