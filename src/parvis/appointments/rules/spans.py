"""Spans of time: arithmetic on instants, so that a change of hour shifts nothing.

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


def rounded_up(moment: datetime) -> datetime:
    """To the next five minutes, as people say times."""
    past = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment + (ROUND_TO - past) if past else moment
