"""Counting a time limit.

- The day that starts a time limit does not count; months and years run to the same day number, or
  to the last day of the month (code de procédure civile, art. 641; regulation 1182/71, art. 3).
- `extend`: a limit that would end on a Saturday, a Sunday or a holiday ends on the next working day
  (code de procédure civile, art. 642; regulation 1182/71, art. 3 § 4). It is a choice of the rule,
  not a default.
- `franc`: the last day is the day after the end (Conseil d'État, 5 October 2018, no. 409579).
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from parvis.core.calendars.days import DAY, MAINLAND, Calendar
from parvis.core.calendars.steps import Step, Unit


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from `starts_on` (not counted) until `ends_on` (counted again; but not
    when nothing had run before: it is then the day that starts the limit)."""

    starts_on: date
    ends_on: date
    reason: str = ""

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days


@dataclass(frozen=True, slots=True)
class Computation:
    """The last day of a time limit (it ends at midnight that evening) and how it was found."""

    due_on: date
    steps: list[Step] = field(default_factory=list)


def compute(
    start: date,
    length: int,
    unit: Unit,
    calendar: Calendar = MAINLAND,
    *,
    franc: bool = False,
    extend: bool = False,
    pauses: Sequence[Pause] = (),
) -> Computation:
    """Count `length` (≥ 0) units from the event of `start`; see the module for the rules.

    A pause that begins after the end changes nothing. Raises ValueError on a negative length.
    """
    if length < 0:
        raise ValueError("a length is not negative; see before()")
    steps = [Step("start", start)]
    stops = _merged(pauses)
    if unit in ("month", "year"):
        due = _add_months(start, length * (12 if unit == "year" else 1), steps)
        steps.append(Step("counted", due, count=length, unit=unit))
        due = _pushed_by(stops, due, steps)
    else:
        due = _count_days(start, length, unit, calendar, stops, steps)
        steps.append(Step("counted", due, count=length, unit=unit))
    if franc:
        due += DAY
        steps.append(Step("franc", due))
    if extend and not calendar.is_working_day(due):
        later = calendar.next_working_day(due)
        steps.append(Step("extended", due, later, reason=calendar.holiday(due)))
        due = later
    return Computation(due, steps)


def add(
    start: date,
    length: int,
    unit: Unit,
    calendar: Calendar = MAINLAND,
    *,
    franc: bool = False,
    extend: bool = False,
    pauses: Sequence[Pause] = (),
) -> date:
    """The date alone; see `compute`."""
    return compute(start, length, unit, calendar, franc=franc, extend=extend, pauses=pauses).due_on


def explain(
    start: date,
    length: int,
    unit: Unit,
    calendar: Calendar = MAINLAND,
    *,
    franc: bool = False,
    extend: bool = False,
    pauses: Sequence[Pause] = (),
) -> list[Step]:
    """Why the date is that one, step by step; see `compute`."""
    return compute(start, length, unit, calendar, franc=franc, extend=extend, pauses=pauses).steps


def before(day: date, length: int, unit: Unit, calendar: Calendar = MAINLAND) -> date:
    """The date that precedes `day` by `length` units, for reminders."""
    if unit in ("month", "year"):
        return _add_months(day, -length * (12 if unit == "year" else 1), [])
    while length:
        day -= DAY
        length -= _counts(day, unit, calendar)
    return day


def _add_months(start: date, months: int, steps: list[Step]) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    due = date(year, month + 1, min(start.day, last))
    if start.day > last:
        steps.append(Step("month_end", due, count=start.day))
    return due


def _pushed_by(pauses: list[Pause], due: date, steps: list[Step]) -> date:
    for pause in pauses:
        if pause.starts_on <= due:
            due += timedelta(days=pause.days)
            steps.append(
                Step("paused", pause.starts_on, pause.ends_on, pause.days, reason=pause.reason)
            )
    return due


def _count_days(
    start: date,
    length: int,
    unit: Unit,
    calendar: Calendar,
    pauses: list[Pause],
    steps: list[Step],
) -> date:
    day = start
    told: set[Pause] = set()
    for first in pauses:
        if first.starts_on <= start < first.ends_on:
            day = first.ends_on
            told.add(first)
            steps.append(
                Step("paused", first.starts_on, first.ends_on, first.days, reason=first.reason)
            )
    while length:
        day += DAY
        pause = next((p for p in pauses if p.starts_on <= day < p.ends_on), None)
        if pause:
            if pause not in told:
                told.add(pause)
                steps.append(
                    Step("paused", pause.starts_on, pause.ends_on, pause.days, reason=pause.reason)
                )
        elif _counts(day, unit, calendar):
            length -= 1
        elif name := calendar.holiday(day):
            steps.append(Step("skipped", day, reason=name))
    return day


def _counts(day: date, unit: Unit, calendar: Calendar) -> bool:
    if unit == "working_day":
        return calendar.is_working_day(day)
    if unit == "business_day":
        return calendar.is_business_day(day)
    return True


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    """In order, overlapping ones joined: a day stands still once."""
    ordered = sorted((p for p in pauses if p.days > 0), key=lambda p: p.starts_on)
    return list(_joined(ordered))


def _joined(ordered: list[Pause]) -> Iterator[Pause]:
    if not ordered:
        return
    current = ordered[0]
    for _previous, pause in pairwise(ordered):
        if pause.starts_on <= current.ends_on:
            end = max(current.ends_on, pause.ends_on)
            current = Pause(current.starts_on, end, current.reason or pause.reason)
        else:
            yield current
            current = pause
    yield current
