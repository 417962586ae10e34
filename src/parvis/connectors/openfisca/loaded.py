"""The law package made warm, and what a worker answers. Only the law process imports this."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from parvis.connectors.openfisca import checking, reforms, sample, webapi, work
from parvis.connectors.openfisca import fast as patches
from parvis.connectors.openfisca.compute import compute
from parvis.connectors.openfisca.explaining import explain
from parvis.connectors.openfisca.outputs import CHAINED, OUTPUTS, QUOTIENT
from parvis.connectors.openfisca.system import Law

_SEEN = 40  # households: enough to open the branches of the law that are read


def ready(kept: Path | None, *, fast: bool, month: date) -> Callable[[Any], Any]:
    """Loads the law and computes every right once, so that forks find all they need."""
    if fast:
        patches.install()
    law = Law(kept)
    checking.check(law)
    every = [*OUTPUTS, QUOTIENT]
    for codes in (every, [code for code in every if code not in CHAINED]):
        compute(law, sample.households(_SEEN, month), codes, month)
    return lambda message: answer(law, message)


def warm(kept: Path | None, codes: Sequence[str], month: date) -> Law:
    """The law ready to be forked for these rights, by our engine."""
    patches.install()
    law = Law(kept)
    checking.check(law)
    compute(law, sample.households(_SEEN, month), codes, month)
    return law


def answer(law: Law, message: Any) -> dict[str, Any]:
    """Never raises: what goes wrong with one request ends nothing else."""
    try:
        if message["do"] == "web":
            return {"ok": webapi.answer(law, message)}
        if message["do"] in {"parameters", "reform"}:
            return {"ok": reforms.answer(law, message)}
        return {"ok": _answer(law, message)}
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}"}


def _answer(law: Law, message: Any) -> Any:
    month = date.fromisoformat(message["month"])
    if message["do"] == "explain":
        [code], [row] = message["benefits"], message["rows"]
        [amounts] = work.amounts(law, [row], [code], month)
        told = explain(law, row, code, month, message["language"])
        return told | {"amount": max(value for value in amounts.values())}
    return work.amounts(law, message["rows"], message["benefits"], month)
