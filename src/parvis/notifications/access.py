"""What the domains above may print of letters that wait."""

from collections.abc import Iterable

from parvis.notifications import rendering
from parvis.notifications.models import Notification


def printed(letters: Iterable[Notification]) -> bytes:
    """Each with its papers, in one PDF to print. Opening them is to be noted by the caller."""
    return rendering.bound([rendering.letter_of(letter).pdf for letter in letters])
