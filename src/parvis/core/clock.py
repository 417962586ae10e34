"""The one clock. Scenarios and tests move it; nothing else in Parvis reads the time directly."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_moved_to: ContextVar[datetime | None] = ContextVar("moved_to", default=None)
PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, in UTC."""
    return _moved_to.get() or datetime.now(UTC)


def today(zone: ZoneInfo = PARIS) -> date:
    """The calendar date in `zone`: at 23:30 UTC it is already tomorrow in Paris."""
    return now().astimezone(zone).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Within the block, `now()` answers `instant`, which must carry a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _moved_to.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved_to.reset(token)
