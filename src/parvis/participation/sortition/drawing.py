"""From a number that nobody could foresee to the panel, and to who comes next.

SHA-256 and nothing else: the same words give the same panel on every machine, for ever.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate

from parvis.participation.sortition.lottery import TICKETS


def plain(seed: str) -> str:
    """A seed as it is hashed: compatible forms, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", seed).casefold().split())


def digest(kind: str, *parts: str) -> str:
    """SHA-256, in hexadecimal, of these words, each followed by a zero byte."""
    told = "".join(f"{part}\0" for part in (f"parvis-{kind}-1", *parts))
    return hashlib.sha256(told.encode()).hexdigest()


def ticket(seal: str, seed: str) -> int:
    """0 to 999,999. Of 2²⁵⁶ numbers, no ticket has more than one more than another."""
    return int(digest("draw", seal, plain(seed)), 16) % TICKETS


def panel_of(tickets: Sequence[int], drawn: int) -> int:
    """The place of the panel that holds this ticket."""
    return next(place for place, end in enumerate(accumulate(tickets)) if drawn < end)


def order(seal: str, seed: str, ids: Iterable[str]) -> list[str]:
    """Everybody in the order in which they are asked to replace somebody."""
    return sorted(ids, key=lambda one: (digest("order", seal, plain(seed), one), one))
