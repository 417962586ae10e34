"""Weights that agree with published totals, as near as can be to those one starts from.

Raking, in the form that admits totals of several kinds at once (groups and their members): Deville
and Särndal, “Calibration Estimators in Survey Sampling”, JASA 87 (1992), method 2 (exponential). On
totals that share the rows out (each in one class) it comes to the iterative proportional fitting of
Deming and Stephan (1940).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
_STEPS: Final = 60
_SMALLEST_STEP: Final = 2.0**-20


class CannotRake(ValueError):
    """No positive weights reach these totals: one asks for what the sample does not hold, or two
    contradict each other. `worst` is the row of the constraint that is missed by most."""

    def __init__(self, worst: int, gap: float) -> None:
        super().__init__(f"constraint {worst} is missed by {gap:.3g}")
        self.worst = worst
        self.gap = gap


@dataclass(frozen=True, slots=True)
class Raked:
    weights: Floats
    steps: int
    gap: float


def rake(start: Floats, counts: Floats, totals: Floats, *, tolerance: float = 1e-8) -> Raked:
    """Positive weights `start · exp(counts · λ)` whose sums `weights @ counts` are `totals`.

    `counts`: a row for each one weighted, a column for each total, which may repeat others.
    `gap`: the largest one left, against the sum of the weights. Raises CannotRake.
    """
    # Columns of one size: else the steps would only see the largest.
    size = np.maximum(np.abs(counts).max(axis=0), 1e-12)
    rows, wanted = counts / size, totals / size
    slopes: Floats = np.zeros(counts.shape[1])
    weights: Floats = start.copy()
    for step in range(_STEPS):
        missing = wanted - weights @ rows
        gap = float(np.abs(missing).max() / weights.sum())
        if gap < tolerance:
            return Raked(weights, step, gap)
        turn = np.linalg.lstsq((rows * weights[:, None]).T @ rows, missing, rcond=1e-10)[0]
        slopes, weights = _descended(start, rows, wanted, slopes, turn)
    missing = np.abs(wanted - weights @ rows)
    raise CannotRake(int(missing.argmax()), float(missing.max() / weights.sum()))


def _descended(
    start: Floats, rows: Floats, wanted: Floats, slopes: Floats, turn: Floats
) -> tuple[Floats, Floats]:
    """A whole Newton step, or the part of it that does not go up the (convex) dual."""
    before, part = _dual(start, rows, wanted, slopes), 1.0
    while part > _SMALLEST_STEP:
        tried = slopes + part * turn
        if _dual(start, rows, wanted, tried) <= before:
            break
        part /= 2
    return tried, start * np.exp(rows @ tried)


def _dual(start: Floats, rows: Floats, wanted: Floats, slopes: Floats) -> float:
    with np.errstate(over="ignore"):
        return float(start @ np.exp(rows @ slopes) - wanted @ slopes)


def effective_size(weights: Floats) -> float:
    """As many rows of equal weight would say as much (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())
