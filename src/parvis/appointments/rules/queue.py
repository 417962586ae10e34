"""Whose turn it is at the desk, and how long others wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Who has an appointment is called a little early rather than late.
EARLY = timedelta(minutes=5)
USUAL = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the queue. `due_at`: the hour of their appointment; None without one."""

    number: int
    taken_at: datetime
    due_at: datetime | None = None
    minutes: int = USUAL


def next_to_call(queue: Sequence[Waiting], now: datetime) -> Waiting | None:
    """First those whose appointment is due, by its hour; then walk-ins, as they came; then those
    who came ahead of their hour."""
    return min(queue, key=lambda one: _rank(one, now), default=None)


def in_order(queue: Sequence[Waiting], now: datetime) -> list[Waiting]:
    """As they will be called if nobody else comes."""
    return sorted(queue, key=lambda one: _rank(one, now))


def _rank(one: Waiting, now: datetime) -> tuple[int, datetime, int]:
    if one.due_at is None:
        return 1, one.taken_at, one.number
    return (0 if one.due_at <= now + EARLY else 2), one.due_at, one.number


def wait_minutes(ahead: Sequence[Waiting], desks: int) -> int:
    """About how long, with `desks` (at least one) at work."""
    return sum(one.minutes for one in ahead) // max(desks, 1)


def wait_in_words(minutes: int) -> str:
    """Rounded as people speak: nobody can hold a queue to the minute."""
    if minutes < 5:
        return _("less than five minutes")
    if minutes < 25:
        rounded = 5 * round(minutes / 5)
        return ngettext("about %(count)d minute", "about %(count)d minutes", rounded) % {
            "count": rounded
        }
    if minutes < 40:
        return _("about half an hour")
    if minutes < 55:
        return _("about three quarters of an hour")
    if minutes < 75:
        return _("about an hour")
    return _("more than an hour")
