"""How often a yes that rests on part of the facts is one with all of them (`precision`).

Invented households (`population`), complete; of each, facts are hidden as kept situations lack
them: the last pages of the conversation half of the time, the others once in ten.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

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
        "savings", "flat_share", "nationality", "years_of_permit", "disability_rate", "due_date",
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
    weights = [
        weight * (4 if 0 < quotient < MODEST else 1)
        for weight, quotient in zip(homes.weight.tolist(), homes.quotient.tolist(), strict=True)
    ]
    rows = random.Random(SEED).choices(range(len(weights)), weights, k=number)  # noqa: S311  nothing secret
    return situations(homes, rows, on)


def hidden(whole: Situation, dice: random.Random) -> Situation:
    """The same household, of whom less is said."""
    found = whole
    for path in sorted(whole.paths()):
        key = path.partition(".")[2]
        if key not in ALWAYS_SAID and dice.random() < _HIDDEN[key in RARELY_SAID]:
            found = found.told(path, None)
    return found


def measure(
    lives: Sequence[Situation], on: date, report: Callable[[int, int], None]
) -> tuple[str, dict[str, Measure]]:
    """The law that answered, and each benefit's measure. "" when no law answers."""
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
    return law, {name: Measure(announced[name], right[name]) for name in sorted(announced)}


def _yes(judged: Iterable[Judged]) -> set[str]:
    return {each.answer.benefit for each in judged if isinstance(each.answer.verdict, Yes)}


def write(path: Path, law: str, on: date, found: Mapping[str, Measure]) -> None:
    """The table, in a file that people read."""
    rows = {name: {"announced": one.announced, "right": one.right} for name, one in found.items()}
    told = {"law": law, "on": on.isoformat(), "benefits": rows}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
