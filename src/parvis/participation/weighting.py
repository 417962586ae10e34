"""A result as it was given, and as the population would weigh it: raking, margin, design effect.

Those who take part are not the people: older, more often owners. Weights that bring each stratum to
its published share (`core.raking`) repair what the strata know, and cost precision: the design
effect of Kish says how much. What they cannot repair is said in words: who is too few to conclude.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

Facts = Mapping[str, str]
# Under this many answers of one value, it is left out of the weights and named.
FEWEST: Final = 5
# Under this many answers nothing is concluded of a class of people: Eurostat publishes no estimate
# of EU-SILC that rests on fewer than 20 observations.
CONCLUSIVE: Final = 20
# As many equal answers as a weighted result must be worth to be shown at all.
FEWEST_IN_EFFECT: Final = 30
# Two values together (young tenants) are named when they are this part of the people…
_WORTH_NAMING: Final = 0.04
# … and are heard for less than this part of that.
_HEARD: Final = 0.25
_NAMED: Final = 3
_TWO_SIDED_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """Part of the answers for one option, and half the width of its 95 % interval, between 0 and
    1; `weighted` is None where there are too few to weigh."""

    option: str
    raw: float
    raw_margin: float
    weighted: float | None = None
    weighted_margin: float | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """`answers`: all of them; `known`: those whose facts are known, which alone are weighted.

    `design_effect`: how many times as many answers a result of this precision costs.
    `too_few`: labels of values, alone or in pairs, of whom too few answered to conclude.
    """

    shares: tuple[Share, ...]
    answers: int
    known: int
    effective: float
    design_effect: float
    too_few: tuple[tuple[str, ...], ...]
    is_weighted: bool


def weigh(
    answers: Sequence[tuple[Facts | None, Collection[str]]],
    options: Sequence[str],
    strata: Sequence[Any],
    label: Any = str,
) -> Weighed:
    """`answers`: what is known of somebody (None: nothing) and the options they chose; `strata` as
    `eligibility.queries.published_strata` gives them; `label`: of a stratum's value, as told."""
    known = [(facts, chosen) for facts, chosen in answers if facts]
    few = too_few([facts for facts, _chosen in known], strata, label)
    weights = _weights([facts for facts, _chosen in known], strata)
    total = sum(weights)
    effective = total**2 / sum(w * w for w in weights) if weights else 0.0
    is_weighted = effective >= FEWEST_IN_EFFECT
    shares = []
    for option in options:
        raw = _part(sum(option in chosen for _facts, chosen in answers), len(answers))
        told: tuple[float, float] | tuple[None, None] = (None, None)
        if is_weighted:
            part = sum(
                w for w, (_f, chosen) in zip(weights, known, strict=True) if option in chosen
            )
            told = (part / total, margin(part / total, effective))
        shares.append(Share(option, raw, margin(raw, len(answers)), *told))
    effect = len(known) / effective if effective else 0.0
    return Weighed(tuple(shares), len(answers), len(known), effective, effect, few, is_weighted)


def margin(part: float, number: float) -> float:
    """Half of the 95 % interval of a share (Agresti and Coull 1998: four answers are added, two of
    them for, so that 0 and 1 are not sure)."""
    if number <= 0:
        return 1.0
    near = (part * number + 2) / (number + 4)
    return float(_TWO_SIDED_95 * (near * (1 - near) / (number + 4)) ** 0.5)


def _part(some: int, whole: int) -> float:
    return some / whole if whole else 0.0


def _weights(known: Sequence[Facts], strata: Sequence[Any]) -> list[float]:
    """A weight for each, one on average; all alike where the strata contradict what is there."""
    if not known:
        return []
    import numpy as np

    from parvis.core.raking import CannotRake, rake

    columns, totals = [np.ones(len(known))], [float(len(known))]
    for stratum in strata:
        values = [facts.get(stratum.key, "") for facts in known]
        there = Counter(values)
        shares = {k: share for k, share in stratum.shares().items() if there[k] >= FEWEST}
        whole, people = sum(shares.values()), sum(there[key] for key in shares)
        for key, share in shares.items():
            columns.append(np.array([value == key for value in values], float))
            totals.append(share / whole * people)
    try:
        raked = rake(np.ones(len(known)), np.stack(columns, axis=1), np.array(totals))
    except CannotRake:
        return [1.0] * len(known)
    return [float(weight) for weight in raked.weights]


def too_few(
    known: Sequence[Facts], strata: Sequence[Any], label: Any = str
) -> tuple[tuple[Any, ...], ...]:
    """Values of whom fewer than `CONCLUSIVE` answered; then pairs of values (young tenants) that
    weigh in the population and are hardly heard. Pairs are reckoned as if strata were apart."""
    alone = [
        (stratum, value)
        for stratum in strata
        for value in stratum.values
        if sum(facts.get(stratum.key) == value.key for facts in known) < CONCLUSIVE
    ]
    found = [(label(value),) for _stratum, value in alone]
    missing = {(stratum.key, value.key) for stratum, value in alone}
    pairs = []
    for one, other in combinations(strata, 2):
        shares, others = one.shares(), other.shares()
        there = Counter((facts.get(one.key), facts.get(other.key)) for facts in known)
        for a in one.values:
            for b in other.values:
                expected = shares[a.key] * others[b.key]
                heard = there[a.key, b.key] / len(known) / expected if known else 0
                named = {(one.key, a.key), (other.key, b.key)} & missing
                few = there[a.key, b.key] < CONCLUSIVE
                if expected >= _WORTH_NAMING and heard < _HEARD and few and not named:
                    pairs.append((heard, (label(a), label(b))))
    return (*found, *(names for _heard, names in sorted(pairs)[:_NAMED]))
