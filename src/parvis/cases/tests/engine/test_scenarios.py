"""The packages of the library, played on the real engine."""

from pathlib import Path

import pytest

from parvis.cases.engine.scenarios import Engine
from parvis.cases.models import Case
from parvis.catalogue.definition import Package, Scenario
from parvis.catalogue.loader import load
from parvis.directory.models import Institution

LIBRARY = Path(__file__).parents[5] / "library"
PACKAGES = {
    str(path.parent.relative_to(LIBRARY)): load(path.parent)
    for path in sorted(LIBRARY.glob("*/*/service.yml"))
}
EACH_DAY = "pau-bearn-pyrenees/composteur-partage"
PLAYED = [
    pytest.param(
        package,
        scenario,
        id=f"{name}: {scenario.name}",
        marks=[] if name == EACH_DAY else pytest.mark.proof,
    )
    for name, package in PACKAGES.items()
    for scenario in package.scenarios.scenarios
]


@pytest.mark.django_db
@pytest.mark.parametrize(("package", "scenario"), PLAYED)
def test_scenario_passes(package: Package, scenario: Scenario) -> None:
    assert [str(failure) for failure in Engine().run(package, scenario)] == []


@pytest.mark.django_db
def test_a_scenario_leaves_nothing_behind() -> None:
    package = PACKAGES["pau-bearn-pyrenees/composteur-partage"]
    Engine().run(package, package.scenarios.scenarios[0])
    assert not Case.objects.exists()
    assert not Institution.objects.filter(siren__startswith="S").exists()
