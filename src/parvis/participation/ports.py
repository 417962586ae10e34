"""What may be plugged in: another measure of how alike two texts are."""

from collections.abc import Sequence
from typing import Protocol


class Likeness(Protocol):
    """An embedding model, say. Asked about a few dozen candidates that words have found."""

    def scores(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """How alike, from 0 to 1, in the order of `others`. It may raise: words then decide."""


_likeness: Likeness | None = None


def register_likeness(likeness: Likeness | None) -> None:
    """Called by a connector when the program starts; None goes back to words alone."""
    global _likeness
    _likeness = likeness


def likeness() -> Likeness | None:
    return _likeness
