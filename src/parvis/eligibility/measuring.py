"""How often a yes that rests on part of the facts is one with all of them (`precision`).

Invented households (`population`), complete; of each, facts are hidden as kept situations lack
them: the last pages of the conversation half of the time, the others once in ten. What few have is
measured again where it occurs (`aiming`).
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from parvis.eligibility import aiming
from parvis.eligibility.aiming import Aim
from parvis.eligibility.assessing import assess_each
from parvis.eligibility.interview import Interview
from parvis.eligibility.judging import Judged
from parvis.eligibility.population.households import Households
from parvis.eligibility.population.situations import situations
from parvis.eligibility.precision import Measure
from parvis.eligibility.situation import Situation
from parvis.eligibility.verdicts import Yes

SEED: Final = 2026
AT_ONCE: Final = 20
ALWAYS_SAID: Final = frozenset({"couple", "children", "commune", "birth_date"})
"""A situation is kept after the first questions."""
RARELY_SAID: Final = frozenset(
    {
        "savings", "other_property", "flat_share", "nationality", "years_of_permit",
        "disability_rate", "due_date",
        "invalidity_pension", "daily_allowances", "alimony_received", "alimony_paid",
        "child_support_unpaid", "shared_custody", "apprentice", "scholarship", "incomes_steady",
    }
)  # fmt: skip
"""What the last pages of the conversation ask: often not reached."""
_HIDDEN: Final = {True: 0.5, False: 0.1}
MODEST: Final = 900_00
"""Cents a month of quotient: below, households are drawn four times as often, since they look for
rights more."""


def drawn(homes: Households, number: int, on: date) -> list[Situation]:
    """`number` households, by weight, always the same."""
    rows = random.Random(SEED).choices(range(len(homes)), _weights(homes), k=number)  # noqa: S311  nothing secret
    return situations(homes, rows, on)


def aimed(homes: Households, aim: Aim, number: int, on: date) -> list[Situation]:
    """As many households of an aim, none twice, always the same; fewer when it holds fewer."""
    dice = random.Random(SEED)  # noqa: S311  nothing secret
    weights = np.asarray(_weights(homes))
    rows = aiming.rows(homes, aim.within(homes), weights, number, SEED)
    return [aim.dressed(one, dice, on) for one in situations(homes, rows, on)]


def _weights(homes: Households) -> list[float]:
    return [
        weight * (4 if 0 < quotient < MODEST else 1)
        for weight, quotient in zip(homes.weight.tolist(), homes.quotient.tolist(), strict=True)
    ]


def hidden(whole: Situation, dice: random.Random) -> Situation:
    """The same household, of whom less is said."""
    found = whole
    for path in sorted(whole.paths()):
        key = path.partition(".")[2]
        if key not in ALWAYS_SAID and dice.random() < _HIDDEN[key in RARELY_SAID]:
            found = found.told(path, None)
    return found


def measure(
    lives: Sequence[Situation],
    on: date,
    report: Callable[[int, int], None],
    until: Collection[str] = (),
) -> tuple[str, dict[str, Measure]]:
    """The law that answered, and each benefit's measure. "" when no law answers. `until`: it stops
    once each of these benefits was announced to `aiming.ENOUGH`, right or wrong."""
    dice, law = random.Random(SEED), ""  # noqa: S311  nothing secret
    announced, right = Counter[str](), Counter[str]()
    for at in range(0, len(lives), AT_ONCE):
        some = lives[at : at + AT_ONCE]
        known = assess_each([Interview(one, ("vous",)) for one in some], on)
        guessed = assess_each([Interview(hidden(one, dice), ("vous",)) for one in some], on)
        for truth, guess in zip(known, guessed, strict=True):
            law = truth.law
            if not (truth.has_law and guess.has_law):
                continue
            true = _yes(truth.judged)
            for benefit in _yes(guess.judged):
                announced[benefit] += 1
                right[benefit] += benefit in true
        report(min(at + AT_ONCE, len(lives)), len(lives))
        if until and all(announced[name] >= aiming.ENOUGH for name in until):
            break
    return law, {name: Measure(announced[name], right[name]) for name in sorted(announced)}


def measure_aim(
    homes: Households, aim: Aim, on: date, report: Callable[[int, int], None]
) -> dict[str, Measure]:
    """The measure of what is rare, where it occurs: of the benefits of the aim alone."""
    _law, found = measure(aimed(homes, aim, aiming.MOST, on), on, report, aim.benefits)
    return {
        name: replace(found.get(name, Measure(0, 0)), among=aim.name)
        for name in sorted(aim.benefits)
    }


def _yes(judged: Iterable[Judged]) -> set[str]:
    return {each.answer.benefit for each in judged if isinstance(each.answer.verdict, Yes)}


def write(path: Path, law: str, on: date, found: Mapping[str, Measure]) -> None:
    """The table, in a file that people read."""
    rows = {
        name: {"announced": one.announced, "right": one.right, "among": one.among}
        for name, one in sorted(found.items())
    }
    told = {"law": law, "on": on.isoformat(), "benefits": rows}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
