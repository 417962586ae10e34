"""No published figure speaks of fewer than five people."""

from typing import Final

SMALLEST: Final = 5


def shown(count: int) -> int | None:
    """The count as it may be published; None stands for "fewer than five". Nobody is nobody: a zero
    is shown."""
    return count if count == 0 or count >= SMALLEST else None
