"""The arithmetic of slots, on any openings, any bookings, any day of the year."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.appointments.queries.free import day_bounds, hours_in
from parvis.appointments.rules import Length, Span, fits, gaps, joined, slots, window

PARIS = ZoneInfo("Europe/Paris")
EPOCH = datetime(2026, 3, 9, tzinfo=UTC)
ALWAYS = Span(EPOCH - timedelta(days=1), EPOCH + timedelta(days=30))


def at(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)


def span(start: int, end: int) -> Span:
    return Span(at(start), at(end))


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    starts = draw(st.lists(st.integers(0, 2000), max_size=8))
    return [span(start, start + draw(st.integers(0, 400))) for start in starts]


lengths = st.builds(Length, st.integers(5, 120), st.integers(0, 60))


@given(spans(), spans(), lengths)
def test_what_is_offered_can_be_taken(openings: list[Span], busy: list[Span], length: Length):
    for slot in slots(openings, busy, length, ALWAYS):
        assert fits(slot.start, openings, busy, length)
        assert slot.end - slot.start == length.lasts


@given(spans(), spans(), lengths)
def test_all_that_is_offered_can_be_taken_together(
    openings: list[Span], busy: list[Span], length: Length
):
    """Whoever takes one leaves all the others as they were."""
    found = slots(openings, busy, length, ALWAYS)
    for one, following in pairwise(found):
        assert one.start + length.occupies <= following.start
    for taken in found[:3]:
        more = [*busy, Span(taken.start, taken.start + length.occupies)]
        left = slots(openings, more, length, ALWAYS)
        assert taken not in left
        assert all(fits(one.start, openings, more, length) for one in found if one != taken)


@given(spans(), spans(), lengths, st.integers(0, 2000), st.integers(0, 2000))
def test_nothing_begins_outside_the_window(openings, busy, length, start, more):
    asked = span(start, start + more)
    for slot in slots(openings, busy, length, asked):
        assert asked.start <= slot.start <= asked.end


@given(spans(), spans())
def test_gaps_are_what_is_open_and_not_taken(openings: list[Span], busy: list[Span]):
    found = gaps(openings, busy)
    for minute in range(0, 2400, 17):
        moment = Span(at(minute), at(minute) + timedelta(seconds=1))
        free = any(moment.meets(one) for one in openings if one.start < one.end) and not any(
            moment.meets(one) for one in busy if one.start < one.end
        )
        assert free == any(moment.meets(one) for one in found)


@given(spans())
def test_joined_spans_are_apart_and_in_order(given_spans: list[Span]):
    found = joined(given_spans)
    assert all(one.end < after.start for one, after in pairwise(found))
    assert all(
        any(one.within(whole) for whole in found) for one in given_spans if one.start < one.end
    )


def test_the_last_margin_may_run_past_closing_time():
    assert slots([span(0, 60)], [], Length(30, 15), ALWAYS) == [span(0, 30)]
    assert slots([span(0, 75)], [], Length(30, 15), ALWAYS) == [span(0, 30), span(45, 75)]


def test_a_margin_never_runs_into_an_appointment():
    """Half an hour is free, but not the quarter of an hour that follows."""
    assert slots([span(0, 90)], [span(30, 60)], Length(30, 15), ALWAYS) == [span(60, 90)]


def test_nothing_is_lost_between_two_lengths():
    """After a short appointment the next one follows at once."""
    assert slots([span(0, 60)], [span(0, 20)], Length(20), ALWAYS) == [span(20, 40), span(40, 60)]


def test_notice_and_horizon():
    now = at(0)
    assert window(now, 24, 60) == Span(now + timedelta(hours=24), now + timedelta(days=60))
    assert slots([span(0, 60)], [], Length(30), Span(at(3), at(60))) == [span(5, 35)]


# Hours: a public holiday is closed, unless they speak of it.


def hours_on(text: str, day: date, zone: ZoneInfo = PARIS) -> list[Span]:
    return hours_in(text, day_bounds(day, zone), zone, "64335")


def test_a_holiday_is_closed_unless_said():
    may_first = date(2026, 5, 1)
    assert hours_on("Mo-Su 09:00-12:00", may_first) == []
    assert len(hours_on("Mo-Su 09:00-12:00; PH 10:00-11:00", may_first)) == 1
    assert len(hours_on("Mo-Su 09:00-12:00", date(2026, 5, 4))) == 1
    assert hours_on("", may_first) == []


# Changes of hour: Europe/Paris goes forward on 29 March 2026 at 2, back on 25 October at 3.


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        ("00:00-06:00", date(2026, 3, 29), 5),
        ("00:00-06:00", date(2026, 10, 25), 7),
        ("02:00-03:00", date(2026, 3, 29), 0),
        ("02:00-03:00", date(2026, 10, 25), 2),
        ("00:00-24:00", date(2026, 3, 28), 24),
    ],
)
def test_the_night_of_a_change_of_hour_has_its_real_length(text: str, day: date, hours: int):
    found = joined(hours_on(text, day))
    assert sum((one.end - one.start for one in found), timedelta()) == timedelta(hours=hours)


@given(
    st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["Europe/Paris", "America/Martinique", "America/Miquelon", "Indian/Reunion"]),
    lengths,
)
def test_slots_of_any_day_have_their_real_length_and_stay_open(
    day: date, zone: str, length: Length
):
    clock = ZoneInfo(zone)
    opened = hours_in(
        "00:30-05:00,22:00-24:00; PH 00:30-05:00", day_bounds(day, clock, 2), clock, "64335"
    )
    for slot in slots(opened, [], length, Span(opened[0].start, opened[-1].end)):
        assert slot.end - slot.start == length.lasts
        assert any(slot.within(one) for one in joined(opened))
        assert day <= slot.start.astimezone(clock).date() <= day + timedelta(days=1)
