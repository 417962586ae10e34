"""Time passing: dates kept, expired, reminded."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Report:
    """What one run of the clock did. `failed`: cases left as they were, by reference."""

    expired_deadlines: int = 0
    expired_items: int = 0
    reminders: int = 0
    failed: list[str] = field(default_factory=list)


def run_clock(*, now: datetime | None = None, limit: int = 1000) -> Report:
    """Make what is due happen, once: dates past, and reminders before them.

    One transaction a date; rows held by somebody else are left to the next run; may be killed
    anywhere and run in several places at once.
    """
    raise NotImplementedError
