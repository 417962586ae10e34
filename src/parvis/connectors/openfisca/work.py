"""What a worker of the law process does with one batch. Runs where the law package is loaded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from parvis.connectors.openfisca.columns import Households, Row, from_rows
from parvis.connectors.openfisca.compute import computed
from parvis.connectors.openfisca.outputs import OUTPUTS
from parvis.connectors.openfisca.system import Law
from parvis.eligibility.national import BENEFITS, other_month


def amounts(law: Law, rows: Sequence[Row], codes: Sequence[str], month: date) -> list[Any]:
    """Of each row, euro cents by right, or the reason (a string) why it alone cannot be computed:
    a batch that fails is halved until the guilty rows stand alone, and the others have theirs."""
    try:
        return _together(law, rows, codes, month)
    except Exception as error:
        if len(rows) == 1:
            return [f"{type(error).__name__}: {error}"]
        half = len(rows) // 2
        return amounts(law, rows[:half], codes, month) + amounts(law, rows[half:], codes, month)


def _together(law: Law, rows: Sequence[Row], codes: Sequence[str], month: date) -> list[Any]:
    households = from_rows(rows)
    found, others = computed(law, households, codes, month)
    told: list[dict[str, int]] = [{} for _row in rows]
    for code, values in others.items():
        for row in np.flatnonzero(~np.isnan(values)):
            [told[row][other_month(code)]] = _cents(code, values[row : row + 1])
    for code, values in found.items():
        _tell(told, households, code, _cents(code, values))
    return told


def _cents(code: str, euros: Any) -> list[int]:
    benefit = BENEFITS.get(code)
    if benefit is not None and benefit.is_flag:
        return [int(value) for value in euros > 0]
    return [int(value) for value in np.round(np.asarray(euros, "f8") * 100)]


_ADULTS = ("me", "partner")


def _tell(told: list[dict[str, int]], households: Households, code: str, cents: list[int]) -> None:
    output = OUTPUTS.get(code)
    if output is None or output.whose != "individu":
        for row, value in zip(told, cents, strict=True):
            row[code] = value
        return
    for home, role, value in zip(households.home, households.role, cents, strict=True):
        if role < len(_ADULTS):
            told[home][f"{code}:{_ADULTS[role]}"] = value
