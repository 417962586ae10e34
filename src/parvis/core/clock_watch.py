"""Has the clock leapt? What cannot be undone waits half an hour after a leap.

A machine whose clock is wrong by years would decide by silence, erase what is to be kept and remind
people of nothing. The worker notes the time each minute; a leap, or a database that lives on
another day, makes jobs that follow dates wait, so that somebody can put the clock right. A site
that was stopped for days leaps too: it goes on by itself.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core import clock
from parvis.core.health import Health
from parvis.core.models import ClockMark
from parvis.core.ui.words import when

LEAP = timedelta(days=1)
RESTS = timedelta(minutes=30)
APART = timedelta(seconds=5)
"""Machine and database; leases and retries bear less than that."""
_LOOK = """
INSERT INTO core_clockmark (id, seen_at, steady_since, leapt_by) VALUES (1, %(now)s, %(ever)s, '0')
ON CONFLICT (id) DO UPDATE SET
    steady_since = CASE WHEN abs(extract(epoch FROM %(now)s - core_clockmark.seen_at)) > %(leap)s
        OR abs(extract(epoch FROM %(now)s - clock_timestamp())) > %(leap)s
        THEN %(now)s ELSE least(core_clockmark.steady_since, %(now)s) END,
    leapt_by = CASE WHEN abs(extract(epoch FROM %(now)s - core_clockmark.seen_at)) > %(leap)s
        THEN %(now)s - core_clockmark.seen_at ELSE core_clockmark.leapt_by END,
    seen_at = %(now)s
RETURNING steady_since"""


@dataclass(frozen=True, slots=True)
class Leap:
    """`by`: forwards, or backwards when negative. `until`: dates wait until then."""

    by: timedelta
    until: datetime


def is_steady() -> bool:
    """Notes the time, and answers whether dates may be followed. One statement."""
    now = clock.now()
    values: dict[str, datetime | float] = {
        "now": now,
        "ever": datetime(1970, 1, 1, tzinfo=UTC),
        "leap": LEAP.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, values)
        (since,) = cursor.fetchone()
    return bool(now - since >= RESTS)


def leap() -> Leap | None:
    """The one dates wait for now, if any."""
    mark = ClockMark.objects.first()
    if mark is None or not timedelta(0) <= clock.now() - mark.steady_since < RESTS:
        return None
    return Leap(mark.leapt_by, mark.steady_since + RESTS)


def apart() -> timedelta:
    """How far the database's clock is ahead of this machine's."""
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    middle: datetime = before + (clock.now() - before) / 2
    return there - middle  # type: ignore[no-any-return]


def health() -> Health:
    """For administrators."""
    difference, leapt = apart(), leap()
    if leapt is not None:
        days = abs(leapt.by.days)
        told = ngettext(
            "The clock leapt by %(days)d day. Dates and erasures wait until %(until)s.",
            "The clock leapt by %(days)d days. Dates and erasures wait until %(until)s.",
            days,
        ) % {"days": days, "until": when(leapt.until)}
        return Health("bad", told, _("If it is wrong, put it right at once; else, do nothing."))
    if abs(difference) > APART:
        told = _("%(seconds)d seconds apart: this machine and the database")
        state = told % {"seconds": abs(difference).total_seconds()}
        return Health("warning", state, _("Have both follow the same time server (NTP)."))
    return Health("good", _("right, as far as can be told"))
