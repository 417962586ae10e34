"""What we name of the law package, held against it: an upgrade that renames something is told at
once, with the place where we say it, instead of failing in somebody's answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from parvis.connectors.openfisca import explaining, quotient
from parvis.connectors.openfisca.inputs import BEFORE
from parvis.connectors.openfisca.outputs import OUTPUTS, PACKAGE, LawChanged, When
from parvis.connectors.openfisca.system import Law, versions
from parvis.connectors.openfisca.told import FACTS

_HERE: Final = "connectors/openfisca"


def check(law: Law) -> None:
    """Raises LawChanged."""
    found = list(faults(law))
    if found:
        raise LawChanged(f"{PACKAGE} {versions()[PACKAGE]}", tuple(found))


def faults(law: Any) -> Iterator[str]:
    """Every name that the package does not hold, or holds for another entity or period."""
    for code, output in OUTPUTS.items():
        where = f"{_HERE}/outputs.py, right “{code}”"
        variable = law.variables.get(output.variable)
        if variable is None:
            yield _gone(where, output.variable)
        elif variable.entity.key != output.whose:
            yield (
                f"{where}: “{output.variable}” belongs to {variable.entity.key}, no longer to "
                f"{output.whose}."
            )
        elif (str(variable.definition_period) == "year") != (output.when is When.YEAR):
            yield f"{where}: “{output.variable}” is now by {variable.definition_period}."
    for name in sorted({*FACTS, *BEFORE} - set(law.variables)):
        place = "told.py and inputs.py" if name in FACTS else "inputs.py, BEFORE"
        yield _gone(f"{_HERE}/{place}", name)
    for name in sorted(quotient.READ - set(law.variables)):
        yield _gone(f"{_HERE}/quotient.py", name)
    yield from _steps(law)


def _steps(law: Any) -> Iterator[str]:
    lines = Path(explaining.__file__).with_name("steps.yml").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        key, _colon, name = line.strip().removeprefix("- ").partition(": ")
        if key in {"variable", "at_most"} and name not in law.variables:
            yield _gone(f"{_HERE}/steps.yml, line {number}", name)


def _gone(where: str, name: str) -> str:
    return f"{where}: the law has no variable “{name}”."
