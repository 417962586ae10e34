"""`parvis library`, as who has just installed Parvis uses it: packages by name, faults in words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.catalogue.models import Installation
from parvis.config.cli import main
from parvis.directory.tests.factories import institution, unit
from parvis.territory.tests.factories import territory_around_pau

ACT = """\
institution: "{siren}"
area: {{level: commune, code: "64335"}}
functions: {functions}
"""


def run(*words: str) -> tuple[int, str]:
    told = CliRunner().invoke(main, ["library", *words])
    return told.exit_code, " ".join(told.output.split())


@pytest.mark.django_db
def test_a_package_that_comes_with_parvis_is_named_checked_and_installed(tmp_path: Path) -> None:
    areas = territory_around_pau()
    town = institution(area=areas["64335"])
    unit(town, "etat civil")
    file = tmp_path / "town.yml"
    assert "No service is installed yet" in run("list")[1]
    assert "parvis/acte-de-naissance" in run("list")[1]

    file.write_text(ACT.format(siren=town.siren, functions="{}"))
    code, said = run("install", "acte-de-naissance", "--with", str(file), "--untested")
    assert (code, "does not say who plays “civil_registry”" in said) == (1, True)

    file.write_text(ACT.format(siren=town.siren, functions="{civil_registry: {unit: etat-civil}}"))
    code, said = run("install", "parvis/acte-de-naissance", "--with", str(file), "--untested")
    assert (code, Installation.objects.get().slug in said) == (0, True)
    assert "parvis/acte-de-naissance" not in run("list")[1].partition("comes with Parvis")[2]


def test_a_name_that_is_no_package_is_told_those_there_are() -> None:
    code, said = run("check", "acte-de-mariage")
    assert (code, "parvis/acte-de-naissance" in said) == (2, True)
