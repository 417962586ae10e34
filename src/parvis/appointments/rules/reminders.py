"""When a reminder leaves: at the same hour the day before, then some hours before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Whoever has just booked needs no reminder.
QUIET = timedelta(hours=3)


def reminders(starts_at: datetime, zone: ZoneInfo, hours_before: int) -> list[datetime]:
    """The moments at which to remind, in order, in UTC."""
    local = starts_at.astimezone(zone)
    # A civil day, not 24 hours: the night of a change of hour is shorter or longer.
    moments = [(local - timedelta(days=1)).astimezone(UTC)]
    if hours_before:
        moments.append(starts_at.astimezone(UTC) - timedelta(hours=hours_before))
    return sorted(moments)


def next_reminder(
    starts_at: datetime, zone: ZoneInfo, hours_before: int, after: datetime
) -> datetime | None:
    """The first reminder later than `after`; None when none is left."""
    return next(
        (moment for moment in reminders(starts_at, zone, hours_before) if moment > after), None
    )
