"""When a place is open: rules applied to days, days joined into instants."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parvis.directory.hours.days_off import DaysOff
from parvis.directory.hours.syntax import MIDNIGHT, Hours, Rule, Span

DAY = timedelta(days=1)
_WHOLE_DAY = (Span(0, MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a day, in minutes (the end may lie on the next day). Not `certain`: on a condition,
    which the comment says ("by appointment")."""

    start: int
    end: int
    certain: bool = True
    comment: str = ""


def applies(rule: Rule, day: date, off: DaysOff) -> bool:
    """Whether that rule speaks of that day."""
    return _in_season(rule, day) and _on_its_days(rule, day, off)


def stretches(hours: Hours, day: date, off: DaysOff) -> list[Stretch]:
    """When the place is open that day, in order, none overlapping another."""
    return apply(hours.rules, lambda rule: applies(rule, day, off)) or []


def apply(rules: Iterable[Rule], speaks: Callable[[Rule], bool]) -> list[Stretch] | None:
    """What the rules that speak of a day make of it; None when none does.

    A normal rule (`;`) replaces what came before, an additional one (`,`) is laid over it, a
    fallback (`||`) fills what is left; a closure that bears times only takes these away.
    """
    found: list[Stretch] | None = None
    for rule in rules:
        if not speaks(rule):
            continue
        found = found or []
        if rule.state == "closed":
            found = _after_closing(found, rule)
            continue
        spans = rule.spans or _WHOLE_DAY
        added = [Stretch(s.start, s.end, rule.state == "open", rule.comment) for s in spans]
        if rule.joined == "||":
            added = _without(added, found)
        else:
            found = _without(found, spans) if rule.joined == "," else []
        found = _joined(found + added)
    return found


def open_intervals(
    hours: Hours, start: datetime, end: datetime, *, zone: ZoneInfo, off: DaysOff
) -> list[tuple[datetime, datetime]]:
    """When the place is certainly open between two instants: in UTC, in order, none touching."""
    joined: list[tuple[datetime, datetime]] = []
    for opens, closes in _instants(hours, start, end, zone, off):
        opens, closes = max(opens, start.astimezone(UTC)), min(closes, end.astimezone(UTC))
        if opens >= closes:
            continue
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return joined


def _instants(
    hours: Hours, start: datetime, end: datetime, zone: ZoneInfo, off: DaysOff
) -> Iterator[tuple[datetime, datetime]]:
    # The night of the day before may run into the first day.
    day, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    while day <= last:
        for one in stretches(hours, day, off):
            if one.certain:
                yield _instant(day, one.start, zone), _instant(day, one.end, zone)
        day += DAY


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """By the clock on the wall, so that 9:00 stays 9:00 on the day the clocks change."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _in_season(rule: Rule, day: date) -> bool:
    return (
        (not rule.years or any(first <= day.year <= last for first, last in rule.years))
        and (not rule.dates or any(dates.hold(day) for dates in rule.dates))
        and (not rule.weeks or any(weeks.hold(day) for weeks in rule.weeks))
    )


def _on_its_days(rule: Rule, day: date, off: DaysOff) -> bool:
    if not rule.weekdays and not rule.holidays:
        return True
    on_weekday = any(weekdays.hold(day) for weekdays in rule.weekdays)
    if rule.within and not on_weekday:
        return False
    if on_weekday and not rule.within:
        return True
    return ("ph" in rule.holidays and bool(off.public(day))) or (
        "sh" in rule.holidays and off.school(day)
    )


def _without(found: list[Stretch], spans: Iterable[Span | Stretch]) -> list[Stretch]:
    for span in spans:
        left = [replace(one, end=min(one.end, span.start)) for one in found]
        right = [replace(one, start=max(one.start, span.end)) for one in found]
        found = [one for pair in zip(left, right, strict=True) for one in pair]
        found = [one for one in found if one.start < one.end]
    return found


def _after_closing(found: list[Stretch], rule: Rule) -> list[Stretch]:
    if rule.joined == "||":
        return found
    return _without(found, rule.spans) if rule.spans else []


def _joined(found: list[Stretch]) -> list[Stretch]:
    """In order; those that touch and say the same are one."""
    joined: list[Stretch] = []
    for one in sorted(found, key=lambda one: one.start):
        last = joined[-1] if joined else None
        alike = last and (last.certain, last.comment) == (one.certain, one.comment)
        if last and alike and one.start <= last.end:
            joined[-1] = replace(last, end=max(last.end, one.end))
        else:
            joined.append(one)
    return joined
