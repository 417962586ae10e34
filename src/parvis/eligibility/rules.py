"""Who may what, and what concerns rights; writes nothing, knows no HTTP."""

from collections.abc import Mapping
from typing import Final

from parvis.core.text import fold

_WORDS: Final = frozenset(
    [
        *("aide", "aides", "allocation", "allocations", "alloc", "allocs", "apl", "aah", "aspa"),
        *("bourse", "bourses", "caf", "cheque", "css", "benefit", "benefits", "droit", "droits"),
        *("minimum", "prime", "quotient", "rsa", "simulateur", "simulation", "tarif", "tarifs"),
    ]
)

PER_MINUTE: Final[Mapping[str, int]] = {"address": 60, "key": 600}
"""Requests to the API of rights: from one address without a key, and with one key."""


def is_about_rights(text: str) -> bool:
    """Whether somebody who types this in a search looks for a benefit."""
    return any(word in _WORDS for word in fold(text).split())
