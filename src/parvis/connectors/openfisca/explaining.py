"""How a right came to its amount: the steps of `steps.yml`, filled from the computation itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import yaml
from openfisca_core.simulations import Simulation

from parvis.connectors.openfisca import complement
from parvis.connectors.openfisca import compute as computing
from parvis.connectors.openfisca.columns import Households, Row, from_rows
from parvis.connectors.openfisca.inputs import PAST, months
from parvis.connectors.openfisca.outputs import HOUSING, MINIMA, OUTPUTS, When
from parvis.connectors.openfisca.system import Law
from parvis.connectors.openfisca.told import FACTS

_MOST_LAW: Final = 4  # references of one step
_AHEAD: Final = 2
_PUBLISHERS: Final = {
    "legifrance.gouv.fr": "Légifrance",
    "service-public.fr": "Service-Public.fr",
    "impots.gouv.fr": "BOFiP",
}


@cache
def skeletons() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    text = Path(__file__).with_name("steps.yml").read_text(encoding="utf-8")
    found: Mapping[str, Sequence[Mapping[str, Any]]] = yaml.safe_load(text)
    return found


def explain(law: Law, row: Row, code: str, month: date, language: str) -> dict[str, Any]:
    """The steps that the computation went through, of `row` alone. Raises KeyError: no such
    right."""
    households = from_rows([row])
    nodes = traced(law, households, code, month)
    steps = [
        step
        for skeleton in skeletons()[code]
        if (step := _step(law, nodes, skeleton, language, row, month)) is not None
    ]
    if code == "aeeh":
        steps += _complements(law, row, month, language)
    failed = next((at for at, step in enumerate(steps) if step.pop("failed")), None)
    return {"steps": steps, "failed": failed}


_COMPLEMENT: Final = {
    "fr": "Complément de la catégorie accordée par la CDAPH : {value} par mois.",
    "en": "Complement of the category that the CDAPH gave: {value} a month.",
}
_CATEGORY: Final = "aeeh_category"
_COMPLEMENT_LAW: Final = (("CSS D541-2", ""), ("CSS D541-4", ""))


def _complements(law: Law, row: Row, month: date, language: str) -> Iterator[dict[str, Any]]:
    euros = float(complement.of(law, from_rows([row]), month)[0])
    if not euros:
        return
    yield {
        "code": "aeeh_complement",
        "text": _COMPLEMENT[language].format(value=_money(euros, language)),
        "facts": [
            f"{owner}.aeeh_category" for owner in row["facts"] if row["facts"][owner].get(_CATEGORY)
        ],
        "gap": None,
        "law": [list(each) for each in _COMPLEMENT_LAW],
        "failed": False,
    }


def traced(law: Law, households: Households, code: str, month: date) -> dict[str, Any]:
    """What the month asked for was computed from, by variable; the latest period of each. The
    past months are there already, and are not gone through again."""
    output = OUTPUTS[code]
    when = str(month.year) if output.when is When.YEAR else f"{month:%Y-%m}"
    if output.when is When.SEVENTH_MONTH and not np.isnat(households.due).all():
        households = households.with_unborn()
        due = households.birth[-1].astype("M8[M]")
        when = str(due - _AHEAD)
    simulation = computing.prepared(law, households, month)
    _relive(simulation, code, month)
    simulation.trace = True
    simulation.calculate(output.variable, when)
    found: dict[str, Any] = {}
    for node in _nodes(simulation):
        known = found.get(node.name)
        if known is None or (bool(node.children), str(node.period)) > (
            bool(known.children), str(known.period)
        ):  # fmt: skip
            found[node.name] = node
    return found


def _relive(simulation: Simulation, code: str, month: date) -> None:
    chain = (
        ("aide_logement", "rsa") if code in HOUSING else ("asi", "aah") if code in MINIMA else ()
    )
    this = np.datetime64(month, "M")
    for each in months(this - PAST, this - 1) if chain else ():
        for variable in chain:
            simulation.calculate(variable, each)


def _nodes(simulation: Simulation) -> Iterator[Any]:
    stack = list(simulation.tracer.trees)
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


def _step(
    law: Law,
    nodes: Mapping[str, Any],
    skeleton: Mapping[str, Any],
    language: str,
    row: Row,
    month: date,
) -> dict[str, Any] | None:
    node = nodes.get(skeleton["variable"])
    if node is None or node.value is None:
        return None
    value, gap = _value(node), _gap(nodes, skeleton)
    if skeleton.get("if_positive") and not value:
        return None
    kind, failed = _kind(skeleton, value, gap)
    text = skeleton[kind][language].format(
        value=_shown(law, node, kind if kind != "over" else "euros", value, language),
        gap=_money(gap or 0, language),
    )
    return {
        "code": skeleton["variable"],
        "text": text,
        "facts": _facts(node, row),
        "gap": None if gap is None else round(gap * 100),
        "law": references(law, node, month),
        "failed": failed,
    }


def _value(node: Any) -> float:
    values = np.asarray(node.value)
    return float(values.any() if values.dtype == bool else values.astype("f8").sum())


def _gap(nodes: Mapping[str, Any], skeleton: Mapping[str, Any]) -> float | None:
    """By how much it is over what it may be; None: it is not."""
    ceiling = nodes.get(skeleton.get("at_most", ""))
    if ceiling is None:
        return None
    over = _value(nodes[skeleton["variable"]]) - _value(ceiling)
    return over if over > 0 else None


def _kind(skeleton: Mapping[str, Any], value: float, gap: float | None) -> tuple[str, bool]:
    """Which words are said, and whether a condition failed."""
    if "holds" in skeleton:
        holds = bool(value)
        return ("holds" if holds else "fails"), holds is bool(skeleton.get("reverse"))
    if gap is not None:
        return "over", True
    if skeleton.get("positive") and value <= 0:
        return "none", True
    return next(kind for kind in ("euros", "number", "choice") if kind in skeleton), False


def _shown(law: Law, node: Any, kind: str, value: float, language: str) -> str:
    if kind == "euros":
        return _money(value, language)
    if kind == "choice":
        names = [each.value for each in law.variables[node.name].possible_values]
        return str(names[int(np.asarray(node.value)[0])])
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text


def _money(value: float, language: str) -> str:
    text = f"{value:,.2f}".removesuffix(".00")
    if language == "en":
        return f"€{text}"
    return text.replace(",", "\u202f").replace(".", ",") + "\u202f€"


def _facts(node: Any, row: Row) -> list[str]:
    """Paths of what it was computed from, as far as it was gone through."""
    read: set[str] = set()
    stack = [node]
    while stack:
        each = stack.pop()
        read |= FACTS.get(each.name, frozenset())
        stack.extend(each.children)
    return [
        f"{owner}.{key}" for owner, facts in row["facts"].items() for key in facts if key in read
    ]


def references(law: Law, node: Any, month: date) -> list[tuple[str, str]]:
    """Article and address: of the variable, then of the parameters its formula read."""
    found = list(_pairs(law.variables[node.name].reference))
    for read in node.parameters:
        parameter = _parameter(law, str(read.name))
        if parameter is not None:
            found += _of_parameter(parameter, month)
    clean = ((title or _publisher(address), _clean(address)) for title, address in found)
    return list(dict.fromkeys(clean))[:_MOST_LAW]


def _clean(address: str) -> str:
    """Without the session of whoever copied it, nor what was written after it."""
    return re.sub(r";jsessionid=[^?]*", "", address.split(" ")[0])


def _publisher(address: str) -> str:
    host = urlsplit(_clean(address)).hostname or ""
    return next(
        (name for end, name in _PUBLISHERS.items() if host.endswith(end)),
        host.removeprefix("www."),
    )


def _pairs(reference: Any) -> Iterator[tuple[str, str]]:
    title = ""
    for text in [reference] if isinstance(reference, str) else reference or ():
        if str(text).startswith(("http://", "https://")):
            yield title, str(text)
            title = ""
        elif title:
            yield title, ""
            title = str(text)
        else:
            title = str(text)
    if title:
        yield title, ""


def _parameter(law: Law, name: str) -> Any:
    node: Any = law.parameters
    for part in name.split("."):
        children = getattr(node, "children", None)
        if not children or part not in children:
            return None
        node = children[part]
    return node


def _of_parameter(parameter: Any, month: date) -> Iterator[tuple[str, str]]:
    told = (getattr(parameter, "metadata", None) or {}).get("reference")
    if isinstance(told, Mapping) and not {"title", "href"} & set(told):
        passed = [day for day in told if str(day) <= month.isoformat()]
        told = told[max(passed, key=str)] if passed else None
    for each in told if isinstance(told, list) else [told]:
        if isinstance(each, Mapping):
            yield str(each.get("title") or ""), str(each.get("href") or "")
        elif isinstance(each, str):
            yield from _pairs([each])
