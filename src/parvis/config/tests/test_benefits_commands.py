"""`parvis library` on local benefits: check, test, publish, import."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.config.cli import main
from parvis.core.paths import library_dir

ONE = library_dir() / "pau-bearn-pyrenees/benefits/lescar/cantine.yml"
THEIRS = """
label: carte jeune
institution: ville
description: Une carte.
conditions: [Avoir un projet.]
conditions_generales: [{type: age, operator: "<", value: 26}]
type: bool
link: https://example.org
"""


def run(*arguments: object) -> tuple[int, str]:
    told = CliRunner().invoke(main, ["library", *map(str, arguments)])
    return told.exit_code, told.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    benefits = tmp_path / "town" / "benefits"
    benefits.mkdir(parents=True)
    shutil.copy(ONE, benefits)
    return benefits


def test_a_sound_folder_is_checked_tested_and_published(folder: Path) -> None:
    assert run("check", folder) == (0, "✓ town/benefits: 1 local benefits\n")
    assert run("test", folder) == (0, "✓ town/benefits: 3 tests of local benefits\n")
    assert "1 new version published" in run("publish-benefits", folder)[1]
    assert "0 new versions published" in run("publish-benefits", folder)[1]


def test_a_test_that_does_not_come_out_is_shown_and_nothing_is_published(folder: Path) -> None:
    path = folder / "cantine.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("expect: {amount: 190}", "expect: {amount: 200}"), encoding="utf-8"
    )

    for command in ("check", "test", "publish-benefits"):
        code, told = run(command, folder)
        assert code == 1, command
        assert "expected amount: 200, found amount: 190" in " ".join(told.split())
    assert not (folder / "published.json").exists()


def test_a_file_that_cannot_be_read_names_itself(folder: Path) -> None:
    (folder / "broken.yml").write_text("id: [", encoding="utf-8")

    code, told = run("check", folder)

    assert code == 1
    assert "broken.yml:2" in told


def test_files_of_aides_jeunes_become_drafts_with_a_report(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "carte.yml").write_text(THEIRS)
    (theirs / "spoilt.yml").write_text("- 1")
    (tmp_path / "ville.yml").write_text("{name: Lescar, type: commune, code_insee: '64335'}")
    asked = (theirs, "--institutions", tmp_path, "--into", tmp_path / "drafts")

    code, told = run("import-aides-jeunes", *asked)

    assert code == 1  # one file of two
    assert "declared, not computed: Avoir un projet." in told
    assert "keys and values are expected" in told
    assert (tmp_path / "drafts/ville/carte.yml").exists()
    assert "is there already" in run("import-aides-jeunes", *asked)[1].replace("\n", " ")
