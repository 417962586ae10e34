"""A few parameters of the law moved, beside the law: what was published is never touched.

A reform is a system of its own. It shares the formulas, the branches that do not move and nothing
of what is remembered of parameters: only the nodes on the way to a moved parameter are copied.
"""

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from parvis.connectors.openfisca.compute import compute
from parvis.connectors.openfisca.outputs import OUTPUTS, When
from parvis.connectors.openfisca.populations import columns
from parvis.connectors.openfisca.system import Law, versions
from parvis.eligibility.national import PARAMETERS
from parvis.eligibility.population.households import Households

_SYSTEMS_KEPT = 4


def reformed(law: Law, changes: Mapping[str, float], month: date) -> Law:
    """The law where each of these parameters (`PARAMETERS`) has this value in `month`, and had
    moved in the same proportion before: rights of a month look at the payments of past months,
    these are those of a reform long in force. The present values change nothing.

    Raises KeyError: no such parameter.
    """
    found = copy.copy(law)
    # What either engine remembers of parameters at an instant is the other law's.
    found._parameters_at_instant_cache = {}
    found.__dict__["_snapshots"] = {}
    for code, value in changes.items():
        path = PARAMETERS[code].path.split(".")
        found.parameters = _moved(found.parameters, path, value, month.isoformat())
    return found


def _moved(node: Any, path: Sequence[str], value: float, month: str) -> Any:
    mine = copy.copy(node)
    if not path:
        mine.values_list = [copy.copy(each) for each in node.values_list]
        now = node(month)
        for each in mine.values_list:
            if each.value is not None:
                each.value = value if each.value == now else each.value * (value / now)
        return mine
    child = _moved(node.children[path[0]], path[1:], value, month)
    mine.children = {**node.children, path[0]: child}
    setattr(mine, path[0], child)
    return mine


@lru_cache(maxsize=_SYSTEMS_KEPT)
def _kept(law: Law, changes: tuple[tuple[str, float], ...], month: date) -> Law:
    return reformed(law, dict(changes), month)


def answer(law: Law, message: Mapping[str, Any]) -> dict[str, Any]:
    """Of "parameters": those of the month. Of "reform": cents a year of each household of the rows
    sent, by the law as it is, then with each of `changes`."""
    month = date.fromisoformat(message["month"])
    if message["do"] == "parameters":
        return {"law": versions(), "parameters": parameters(law, month)}
    people = people_of(message["people"])
    households = columns(people, range(len(people)), month, message["today"])
    systems = [law] + [
        _kept(law, tuple(sorted(each.items())), month) for each in message["changes"]
    ]
    return {
        "cents": [of_the_year(each, households, message["benefits"], month) for each in systems]
    }


def of_the_year(law: Law, households: Any, codes: Sequence[str], month: date) -> list[int]:
    """Twelve times what a month comes to, and once what is paid once a year: by household."""
    whole = np.zeros(households.count, "i8")
    for code, euros in compute(law, households, codes, month).items():
        times = 1 if OUTPUTS[code].when is When.YEAR else 12
        whole += np.round(np.asarray(euros, "f8") * 100).astype("i8") * times
    return [int(each) for each in whole]


def parameters(law: Law, month: date) -> dict[str, dict[str, Any]]:
    """Value, first day and text of each, as the package has them."""
    return {code: _told(law, each.path, month) for code, each in PARAMETERS.items()}


def _told(law: Law, path: str, month: date) -> dict[str, Any]:
    node = law.parameters
    for name in path.split("."):
        node = node.children[name]
    held = next(each for each in node.values_list if each.instant_str <= month.isoformat())
    texts = (node.metadata or {}).get("reference") or {}
    text = texts.get(date.fromisoformat(held.instant_str), texts.get(held.instant_str)) or {}
    first = text[0] if isinstance(text, list) and text else text
    return {
        "value": float(held.value),
        "since": held.instant_str,
        "title": str(first.get("title", "")) if isinstance(first, dict) else str(first),
        "href": str(first.get("href", "")) if isinstance(first, dict) else "",
    }


def people_of(told: Mapping[str, Any]) -> Households:
    """Households as `reforms.national_law.figures.told` writes them."""
    kept = {name: np.asarray(values) for name, values in told.items() if name != "communes"}
    return Households(communes=tuple(told["communes"]), **kept)
