"""One household under reforms made our way and as OpenFisca has reforms made:
`python -m parvis.connectors.openfisca.tests.reforms_run`."""

import json
import sys
from typing import Any

from openfisca_core.reforms import Reform

from parvis.connectors.openfisca import compute, reading
from parvis.connectors.openfisca.columns import from_rows
from parvis.connectors.openfisca.reforms import reformed
from parvis.connectors.openfisca.system import Law
from parvis.connectors.openfisca.tests.people import MONTH, household
from parvis.eligibility.national import PARAMETERS, SUMMED

TIMES = 1.25


def published(law: Law, path: str) -> Any:
    """The same move, by the entrance of the package."""

    def move(parameters: Any) -> Any:
        node = parameters
        for name in path.split("."):
            node = getattr(node, name)
        for each in node.values_list:
            if each.value is not None:
                each.value *= TIMES
        return parameters

    class Moved(Reform):  # type: ignore[misc]
        def apply(self) -> None:
            self.modify_parameters(move)

    return Moved(law)


def main() -> dict[str, Any]:
    law = Law()
    family = household("partner", "child1", "child2", me__activity="employed", me__wage=90_000)
    row = reading.row(family, SUMMED, MONTH, str)
    households = from_rows([row])

    def amounts(system: Any) -> dict[str, float]:
        found = compute.compute(system, households, SUMMED, MONTH)
        return {code: float(values[0]) for code, values in found.items()}

    told = {"today": amounts(law)}
    for code, parameter in PARAMETERS.items():
        node = law.get_parameters_at_instant(MONTH.isoformat())
        for name in parameter.path.split("."):
            node = getattr(node, name)
        ours = reformed(law, {code: node * TIMES}, MONTH)
        told[code] = [amounts(ours), amounts(published(law, parameter.path))]
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
