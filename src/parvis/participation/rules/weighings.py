"""What may be published of who was heard: no cell under five people, nor one that a subtraction
gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from parvis.participation.rules.small_cells import SMALLEST
from parvis.participation.weighting import Weighed

Facts = Mapping[str, str]
LEAST: Final = 20
"""Answers under which nothing is shown: as many as a map of opinions asks."""


def heard(known: Sequence[Facts], strata: Sequence[Any]) -> list[dict[str, Any]]:
    """Each stratum: part of the people and part of those heard, by value; None where too few."""
    return [
        {
            "label": dict(stratum.label),
            "source": f"{stratum.source.publisher}, {stratum.source.year}",
            "rows": _rows(stratum, Counter(facts.get(stratum.key, "") for facts in known)),
        }
        for stratum in strata
    ]


def _rows(stratum: Any, there: Counter[str]) -> list[dict[str, Any]]:
    shares = stratum.shares()
    counts = {value.key: there[value.key] for value in stratum.values}
    whole = sum(counts.values())
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST}
    if hidden and sum(counts[key] for key in hidden) < SMALLEST:
        # The others and the whole would tell it: the smallest of them is hidden too.
        others = [key for key, count in counts.items() if count and key not in hidden]
        hidden |= set(sorted(others, key=counts.__getitem__)[:1])
    return [
        {
            "label": dict(value.label),
            "share": shares[value.key],
            "heard": None
            if value.key in hidden or not whole
            else round(counts[value.key] / whole, 2),
        }
        for value in stratum.values
    ]


def row(key: int, option: str, told: Weighed) -> dict[str, Any]:
    """One result among others: the share of `option`."""
    share = next(one for one in told.shares if one.option == option)
    return {
        "key": key,
        "answers": told.answers,
        "raw": share.raw,
        "raw_margin": share.raw_margin,
        "weighted": share.weighted,
        "weighted_margin": share.weighted_margin,
        "effective": round(told.effective),
        "effect": round(told.design_effect, 1),
    }
