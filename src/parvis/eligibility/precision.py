"""Which benefits are announced: those of whom tests support it (decision 0367).

`precision.json` holds, for each benefit, to how many invented households it would have been
announced knowing part of their facts, and how many of these have it knowing all (`measuring`,
`parvis eligibility precision`). Below the floor, or without a measure, nobody is told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any, Final

PATH: Final = Path(__file__).with_name("precision.json")
FLOOR: Final = 0.9
"""Nine of ten at the low end of the interval: with no error at all, 35 households."""
_Z: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Measure:
    """Of `announced` households to whom it would be announced, `right` have it. `among`: the part
    of the population they were drawn from (`aiming`), "": all of it."""

    announced: int
    right: int
    among: str = ""

    @property
    def low(self) -> float:
        """Of Wilson's interval of 95 % (1927)."""
        if not self.announced:
            return 0.0
        z, n, p = _Z, self.announced, self.right / self.announced
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (p + z * z / (2 * n) - half) / (1 + z * z / n)

    @property
    def precision(self) -> float:
        return self.right / self.announced if self.announced else 0.0


def is_announced(benefit: str) -> bool:
    """Whether its measure is above the floor; never without one."""
    found = measures().get(benefit)
    return found is not None and found.low >= FLOOR


@cache
def told() -> Mapping[str, Any]:
    """The file: `law` that was asked, `on` which day, `benefits`."""
    found: Mapping[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


@cache
def measures() -> Mapping[str, Measure]:
    """By benefit."""
    return {name: Measure(**each) for name, each in told()["benefits"].items()}
