"""Which days a weekly letter tells, and what of them concerns somebody. Writes nothing."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from parvis.core import clock
from parvis.participation.models import Following

WEEK = timedelta(days=7)
MOST_WEEKS = 4
"""Weeks that are caught up with, when nothing ran."""
MARKS = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
"""Supports worth a letter by themselves."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def told_in(monday: date) -> tuple[datetime, datetime]:
    """The week before that Monday, from midnight to midnight (Paris)."""
    first = datetime.combine(monday - WEEK, time(), clock.PARIS)
    return first, datetime.combine(monday, time(), clock.PARIS)


def mondays_due(today: date, done: date | None) -> list[date]:
    """Those whose letters are to be made, the oldest first. `done`: the last one that was; without
    one only this week's, so that a site begins with news and not with its history."""
    this = monday_of(today)
    if done is None:
        return [this]
    first = max(done + WEEK, this - (MOST_WEEKS - 1) * WEEK)
    return [first + n * WEEK for n in range((this - first) // WEEK + 1)]


def concerns(followed: Iterable[Following], commune: int | None, topic: str) -> bool:
    """Whether one of the things followed is about that place and topic. What is about no commune in
    particular concerns all of them."""
    return any(
        (one.commune_id is None or commune is None or one.commune_id == commune)
        and (not one.topic or one.topic == topic)
        for one in followed
    )


def passed_a_mark(now: int, gained: int) -> bool:
    """Whether the last `gained` supports led an idea over one of the marks."""
    return any(now - gained < mark <= now for mark in MARKS)
