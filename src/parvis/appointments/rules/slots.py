"""From opening times to slots, for one agenda or for several at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from parvis.appointments.rules.spans import Length, Span, gaps, joined, rounded_up
from parvis.appointments.rules.teams import Team, changes, chosen, hours, next_change


def slots(
    openings: Iterable[Span],
    busy: Iterable[Span],
    length: Length,
    window: Span,
    teams: Sequence[Team] = (),
) -> list[Span]:
    """Appointments that may be offered between `window.start` and `window.end`, in order.

    They follow one another from the beginning of each gap, so that nothing is lost between two.
    The margin of the last one may run past closing time, never into what is taken nor into the
    next one. Each needs one of each of the `teams`, which do not hold the agenda itself.
    """
    taken = joined(busy)
    frees = changes(teams)
    found: list[Span] = []
    after = window.start
    for gap in gaps(openings, taken):
        start: datetime | None = rounded_up(max(gap.start, after))
        while start and start + length.lasts <= gap.end and start <= window.end:
            if any(span.meets(Span(start, start + length.occupies)) for span in taken):
                break
            if chosen(start, length, teams) is None:
                start = next_change(start, frees)
                continue
            found.append(Span(start, start + length.lasts))
            start += length.occupies
            after = start
    return found


def fits(start: datetime, openings: Iterable[Span], busy: Iterable[Span], length: Length) -> bool:
    """Whether an appointment may begin then: wholly inside one opening, its agenda free until its
    margin has passed."""
    return hours(0, list(openings), list(busy)).is_free(start, length)


def window(now: datetime, notice_hours: int, horizon_days: int) -> Span:
    """When an appointment may begin if it is taken now."""
    return Span(now + timedelta(hours=notice_hours), now + timedelta(days=horizon_days))
