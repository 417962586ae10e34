"""From opening times to slots: arithmetic on instants, so that a change of hour shifts nothing.

Every moment is aware; lengths are real minutes, also in the night when the clock changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

ROUND_TO = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` to `end`, end excluded."""

    start: datetime
    end: datetime

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def within(self, other: "Span") -> bool:
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Length:
    """How long an appointment lasts, and how long its agenda rests after it."""

    minutes: int
    margin: int = 0

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def occupies(self) -> timedelta:
        return timedelta(minutes=self.minutes + self.margin)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch or overlap made one, empty ones left out."""
    ordered = sorted(span for span in spans if span.start < span.end)
    whole: list[Span] = []
    for span in ordered:
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return whole


def gaps(openings: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """What is open and not taken."""
    taken = joined(busy)
    return [gap for opening in joined(openings) for gap in _left_of(opening, taken)]


def _left_of(opening: Span, taken: list[Span]) -> Iterator[Span]:
    inside = [span for span in taken if span.meets(opening)]
    edges = [
        Span(opening.start, opening.start),
        *inside,
        Span(opening.end, opening.end),
    ]
    for before, after in pairwise(edges):
        if before.end < after.start:
            yield Span(before.end, after.start)


def slots(
    openings: Iterable[Span], busy: Iterable[Span], length: Length, window: Span
) -> list[Span]:
    """Appointments that may be offered between `window.start` and `window.end`, in order.

    They follow one another from the beginning of each gap, so that nothing is lost between two.
    The margin of the last one may run past closing time, never into what is taken.
    """
    taken = joined(busy)
    found = []
    for gap in gaps(openings, taken):
        start = _rounded_up(max(gap.start, window.start))
        while start + length.lasts <= gap.end and start <= window.end:
            if any(span.meets(Span(start, start + length.occupies)) for span in taken):
                break
            found.append(Span(start, start + length.lasts))
            start += length.occupies
    return found


def _rounded_up(moment: datetime) -> datetime:
    """To the next five minutes, as people say times."""
    past = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment + (ROUND_TO - past) if past else moment


def fits(start: datetime, openings: Iterable[Span], busy: Iterable[Span], length: Length) -> bool:
    """Whether an appointment may begin then: wholly inside one opening, its agenda free until its
    margin has passed."""
    asked = Span(start, start + length.lasts)
    occupied = Span(start, start + length.occupies)
    return any(asked.within(span) for span in joined(openings)) and not any(
        occupied.meets(span) for span in joined(busy)
    )


def window(now: datetime, notice_hours: int, horizon_days: int) -> Span:
    """When an appointment may begin if it is taken now."""
    return Span(now + timedelta(hours=notice_hours), now + timedelta(days=horizon_days))
