"""The arithmetic of a campaign with a held-back group: the draw, what its size can show, and the
difference found. Everything is computed from what a page shows, so that anybody may do it again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

Z: Final = NormalDist().inv_cdf(0.975)
POWER: Final = 0.8
USUAL_RATE: Final = 0.1
"""Of those nobody wrote to who ask within three months: what sizes are reckoned with."""


def drawn(strata: Mapping[str, Sequence[int]], seed: str, percent: int) -> set[int]:
    """The numbers held back: in each stratum those whose SHA-256 of `seed:number` comes first.

    The whole is `percent` of all, rounded; strata have their parts by largest remainders, so that
    both groups look alike from one area to another. The same seed draws the same people."""
    size = sum(len(each) for each in strata.values())
    wanted = (size * percent + 50) // 100
    parts = {name: divmod(len(each) * percent, 100) for name, each in strata.items()}
    quotas = {name: whole for name, (whole, _rest) in parts.items()}
    left = wanted - sum(quotas.values())
    by_rest = sorted(parts, key=lambda name: (-parts[name][1], _digest(seed, name)))
    for name in by_rest[:left]:
        quotas[name] += 1
    return {
        number
        for name, each in strata.items()
        for number in sorted(each, key=lambda one: _digest(seed, one))[: quotas[name]]
    }


def _digest(seed: str, what: object) -> str:
    return hashlib.sha256(f"{seed}:{what}".encode()).hexdigest()


def smallest_effect(contacted: int, held: int, rate: float = USUAL_RATE) -> float | None:
    """By how much the rate must rise among those contacted for the trial to show it four times out
    of five, at 95 %; None: no rise can be shown. Normal approximation (Fleiss, Levin and Paik,
    Statistical Methods for Rates and Proportions, 2003, ch. 4)."""
    if not contacted or not held:
        return None
    low, high = 0.0, 1.0 - rate
    if _power(rate, high, contacted, held) < POWER:
        return None
    for _step in range(40):
        middle = (low + high) / 2
        if _power(rate, middle, contacted, held) < POWER:
            low = middle
        else:
            high = middle
    return high


def _power(rate: float, rise: float, contacted: int, held: int) -> float:
    told = rate + rise
    mean = (told * contacted + rate * held) / (contacted + held)
    under_none = sqrt(mean * (1 - mean) * (1 / contacted + 1 / held))
    spread = sqrt(told * (1 - told) / contacted + rate * (1 - rate) / held)
    return NormalDist().cdf((rise - Z * under_none) / spread) if spread else 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """In parts of 1: the rate of those contacted less that of those held back, and its interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """The interval leaves zero out."""
        return self.low > 0 or self.high < 0


def difference(asked: int, contacted: int, asked_held: int, held: int) -> Difference | None:
    """With the 95 % interval of Newcombe (1998, Statistics in Medicine 17:873, method 10: a hybrid
    of Wilson's scores). None when one of the groups is empty."""
    if not contacted or not held:
        return None
    first, second = asked / contacted, asked_held / held
    low1, high1 = wilson(asked, contacted)
    low2, high2 = wilson(asked_held, held)
    value = first - second
    return Difference(
        value,
        value - sqrt((first - low1) ** 2 + (high2 - second) ** 2),
        value + sqrt((high1 - first) ** 2 + (second - low2) ** 2),
    )


def wilson(found: int, of: int) -> tuple[float, float]:
    """The score interval of Wilson (1927, JASA 22:209), 95 %. `of` is not zero."""
    rate, square = found / of, Z * Z / of
    middle = (rate + square / 2) / (1 + square)
    reach = Z * sqrt(rate * (1 - rate) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)
