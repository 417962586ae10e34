"""Opening hours as OpenStreetMap writes them: "Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00".

The part of the syntax that agendas need: days of the week, times of the day, `off`. A later rule
replaces an earlier one for its days. A public holiday is closed unless a rule says `PH`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parvis.appointments.rules.slots import Span

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAY = "PH"
_RULE = re.compile(r"(?:([A-Za-z, -]+?)\s+)?((?:\d{1,2}:\d{2}-\d{1,2}:\d{2}[\s,]*)+|off|closed)")
_TIMES = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class NotHours(ValueError):
    """What was written is not hours we understand; the message is the part at fault."""


@dataclass(frozen=True, slots=True)
class _Rule:
    days: frozenset[str]
    times: tuple[tuple[int, int], ...]  # minutes since midnight


def understood(hours: str) -> list[_Rule]:
    """The rules of a text, in order. Raises NotHours."""
    return [_rule(part.strip()) for part in hours.split(";") if part.strip()]


def _rule(text: str) -> _Rule:
    found = _RULE.fullmatch(text)
    if not found:
        raise NotHours(text)
    days = frozenset(_days(found[1] or "Mo-Su"))
    times = tuple(_minutes(one, text) for one in _TIMES.findall(found[2]))
    return _Rule(days, times)


def _days(text: str) -> Iterator[str]:
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if part == HOLIDAY:
            yield HOLIDAY
        elif first in DAYS and (last or first) in DAYS:
            start, end = DAYS.index(first), DAYS.index(last or first)
            length = (end - start) % 7 + 1
            yield from (DAYS[(start + step) % 7] for step in range(length))
        else:
            raise NotHours(part)


def _minutes(parts: tuple[str, ...], text: str) -> tuple[int, int]:
    hour, minute, until_hour, until_minute = map(int, parts)
    start, end = hour * 60 + minute, until_hour * 60 + until_minute
    if not (minute < 60 and until_minute < 60 and start < end <= 24 * 60):
        raise NotHours(text)
    return start, end


def open_intervals(
    hours: str,
    start: date,
    end: date,
    zone: ZoneInfo,
    is_holiday: Callable[[date], object] = lambda day: False,
) -> list[Span]:
    """When it is open from `start` to `end` (both days included), in UTC. Raises NotHours."""
    rules = understood(hours)
    days = ((start + timedelta(days=n)) for n in range((end - start).days + 1))
    return [
        Span(_instant(day, first, zone), _instant(day, last, zone))
        for day in days
        for first, last in _times_of(day, rules, bool(is_holiday(day)))
    ]


def _times_of(day: date, rules: list[_Rule], is_holiday: bool) -> tuple[tuple[int, int], ...]:
    name = HOLIDAY if is_holiday else DAYS[day.weekday()]
    said = [rule for rule in rules if name in rule.days]
    return said[-1].times if said else ()


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    after_midnight = day + timedelta(days=minutes // (24 * 60))
    at = time(minutes // 60 % 24, minutes % 60)
    return datetime.combine(after_midnight, at, zone).astimezone(UTC)
