"""A law package that renamed something: each name is told with the place where we say it."""

from types import SimpleNamespace
from typing import Any

from parvis.connectors.openfisca import checking, explaining, quotient
from parvis.connectors.openfisca.inputs import BEFORE
from parvis.connectors.openfisca.outputs import OUTPUTS, When
from parvis.connectors.openfisca.told import FACTS


def package() -> Any:
    """As the real one, as far as names go; that the real one is so, `parvis law` says at its start."""
    names = {*FACTS, *BEFORE, *quotient.READ}
    for steps in explaining.skeletons().values():
        names |= {each[key] for each in steps for key in ("variable", "at_most") if key in each}
    variables = {name: _variable("famille", When.MONTH) for name in names}
    variables |= {
        each.variable: _variable(each.whose, When.YEAR if each.when is When.YEAR else When.MONTH)
        for each in OUTPUTS.values()
    }
    return SimpleNamespace(variables=variables)


def _variable(entity: str, period: When) -> Any:
    return SimpleNamespace(entity=SimpleNamespace(key=entity), definition_period=str(period))


def test_the_law_we_know_has_no_fault() -> None:
    assert list(checking.faults(package())) == []


def test_what_is_renamed_is_named_with_its_place() -> None:
    renamed = package()
    for name in ("rsa", "salaire_net", "chomage_imposable", "rsa_socle"):
        del renamed.variables[name]
    found = list(checking.faults(renamed))
    assert "connectors/openfisca/outputs.py, right “rsa”: the law has no variable “rsa”." in found
    assert (
        "connectors/openfisca/told.py and inputs.py: the law has no variable “salaire_net”."
        in found
    )
    assert any(each.startswith("connectors/openfisca/quotient.py") for each in found)
    [line] = {each for each in found if "“rsa_socle”" in each and "line 10" in each}
    assert line == "connectors/openfisca/steps.yml, line 10: the law has no variable “rsa_socle”."


def test_what_moved_to_other_people_or_periods_is_told() -> None:
    moved = package()
    moved.variables["aah"].entity.key = "famille"
    moved.variables["ars"].definition_period = "month"
    assert list(checking.faults(moved)) == [
        "connectors/openfisca/outputs.py, right “aah”: “aah” belongs to famille, no longer to individu.",
        "connectors/openfisca/outputs.py, right “ars”: “ars” is now by month.",
    ]
