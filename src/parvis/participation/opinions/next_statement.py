"""Draws the next statement to show: kept apart from the mathematics, since pages do it."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
# What a statement nobody has seen is worth: more than any that somebody has.
NEW = 100.0


def next_of(unseen: Sequence[T], weight: Mapping[T, float], draw: random.Random) -> T | None:
    """One of the statements not yet seen, drawn in proportion to its weight."""
    if not unseen:
        return None
    return draw.choices(unseen, [weight.get(one, NEW) or 1e-9 for one in unseen])[0]
