"""Dates counted as the law counts them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.calendars import (
    MAINLAND,
    Calendar,
    Pause,
    Step,
    add,
    before,
    calendar_for,
    compute,
    explain,
)

UNITS = ["day", "working_day", "business_day", "month", "year"]
SUBDIVISIONS = ["", "57", "6AE", "971", "972", "973", "974", "976", "BL", "MF", "PM"]
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
lengths = st.integers(0, 80)
units = st.sampled_from(UNITS)
calendars = st.builds(Calendar, st.sampled_from(SUBDIVISIONS))


@st.composite
def some_pauses(draw):
    starts = draw(days)
    return Pause(starts, starts + timedelta(days=draw(st.integers(0, 60))), "a missing piece")


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        # 14 July and 15 August 2026 fall on a Tuesday and a Saturday.
        ("2026-07-10", 15, "working_day", "2026-08-03"),
        ("2026-07-10", 1, "working_day", "2026-07-13"),
        ("2026-07-13", 1, "working_day", "2026-07-15"),
        ("2026-07-10", 1, "business_day", "2026-07-11"),
        ("2026-07-10", 2, "business_day", "2026-07-13"),
        ("2026-07-10", 0, "working_day", "2026-07-10"),
        ("2026-12-24", 1, "working_day", "2026-12-28"),
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2028-01-31", 1, "month", "2028-02-29"),
        ("2026-12-31", 2, "month", "2027-02-28"),
        ("2026-11-30", 1, "month", "2026-12-30"),
        ("2026-02-28", 1, "month", "2026-03-28"),
        ("2028-02-29", 1, "year", "2029-02-28"),
        ("2026-02-01", 2, "month", "2026-04-01"),
        ("2026-10-20", 15, "day", "2026-11-04"),
    ],
)
def test_counting(start, length, unit, due):
    assert add(date.fromisoformat(start), length, unit) == date.fromisoformat(due)


def test_a_franc_limit_of_two_months():
    """Notified on 3 January 2021: two months, neither end counted, 4 March 2021 at midnight."""
    assert add(date(2021, 1, 3), 2, "month", franc=True) == date(2021, 3, 4)


def test_a_franc_limit_ending_on_a_sunday():
    """Notified on 1 October 2007: 2 December is a Sunday, so Monday 3 December."""
    assert add(date(2007, 10, 1), 2, "month", franc=True, extend=True) == date(2007, 12, 3)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-10-01", "2026-11-02"),  # All Saints' Day is a Sunday in 2026
        ("2026-03-25", "2026-04-27"),  # 25 April is a Saturday
        ("2026-04-08", "2026-05-11"),  # Friday 8 May is a holiday, then a weekend
        ("2026-04-09", "2026-05-11"),  # 9 May is a Saturday
        ("2026-09-15", "2026-10-15"),  # a Thursday
    ],
)
def test_extension_to_the_next_working_day(start, due):
    assert add(date.fromisoformat(start), 1, "month", extend=True) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("commune", "day", "is_holiday"),
    [
        ("64335", date(2026, 4, 3), False),
        ("67482", date(2026, 4, 3), True),
        ("57463", date(2026, 12, 26), True),
        ("68224", date(2026, 12, 26), True),
        ("88160", date(2026, 12, 26), False),
        ("97105", date(2026, 5, 27), True),
        ("97105", date(2026, 7, 21), False),
        ("97105", date(2026, 4, 3), False),
        ("97209", date(2026, 5, 22), True),
        ("97302", date(2026, 6, 10), True),
        ("97411", date(2026, 12, 20), True),
        ("97608", date(2026, 4, 27), True),
        ("97701", date(2026, 10, 9), True),
        ("2A004", date(2026, 7, 14), True),
        ("", date(2026, 7, 14), True),
    ],
)
def test_holidays_of_each_part_of_france(commune, day, is_holiday):
    assert bool(calendar_for(commune).holiday(day)) is is_holiday


def test_pauses_push_the_end():
    pause = Pause(date(2026, 3, 10), date(2026, 3, 20), "a missing piece")
    start = date(2026, 3, 1)
    assert add(start, 2, "month", pauses=[pause]) == date(2026, 5, 11)
    assert add(start, 30, "day", pauses=[pause]) == date(2026, 4, 10)
    # Eight working days (10 to 19 March) are not counted.
    plain = add(start, 15, "working_day")
    assert add(start, 15, "working_day", pauses=[pause]) == add(plain, 8, "working_day")


def test_overlapping_pauses_count_once_and_late_ones_not_at_all():
    start = date(2026, 3, 2)
    first = Pause(date(2026, 3, 10), date(2026, 3, 20))
    second = Pause(date(2026, 3, 15), date(2026, 3, 22))
    both = Pause(date(2026, 3, 10), date(2026, 3, 22))
    after = Pause(date(2026, 12, 1), date(2026, 12, 20))
    for unit in UNITS[:4]:
        assert add(start, 2, unit, pauses=[second, first]) == add(start, 2, unit, pauses=[both])
        assert add(start, 2, unit, pauses=[after]) == add(start, 2, unit)


def test_the_reason_in_french():
    with override("fr"):
        said = [str(s) for s in explain(date(2026, 7, 10), 2, "working_day")]
    assert said == [
        "Le délai part du vendredi 10 juillet 2026\u202f; ce jour-là ne compte pas.",
        "Le mardi 14 juillet 2026 ne compte pas\u202f: Fête nationale.",
        "2 jours ouvrés plus tard\u202f: le mercredi 15 juillet 2026.",
    ]


def test_every_kind_of_step_has_words_in_both_languages():
    pause = Pause(date(2026, 2, 1), date(2026, 2, 3), "piece")
    computations = [
        compute(date(2026, 1, 31), 1, "month", franc=True, extend=True, pauses=[pause]),
        compute(date(2026, 10, 1), 1, "month", extend=True),
        compute(date(2026, 7, 10), 5, "business_day"),
        compute(date(2025, 3, 1), 1, "year", extend=True),
    ]
    kinds = {step.kind for made in computations for step in made.steps}
    assert kinds == {"start", "skipped", "paused", "counted", "month_end", "franc", "extended"}
    for language in ("fr", "en"):
        with override(language):
            for made in computations:
                assert all("%" not in str(step) and str(step) for step in made.steps)
    with override("en"):
        assert "National Day" in str(computations[2].steps[1])


def test_a_negative_length_is_refused():
    with pytest.raises(ValueError, match="before"):
        add(date(2026, 1, 1), -1, "day")


@given(days, lengths, units, calendars)
def test_a_counted_day_is_never_a_skipped_one(start, length, unit, calendar):
    made = compute(start, length, unit, calendar)
    skipped = {step.day for step in made.steps if step.kind == "skipped"}
    assert made.due_on not in skipped
    if length and unit == "working_day":
        assert calendar.is_working_day(made.due_on)
    if length and unit == "business_day":
        assert calendar.is_business_day(made.due_on)


@given(days, lengths, units, calendars)
def test_an_extended_limit_ends_on_a_working_day(start, length, unit, calendar):
    plain = add(start, length, unit, calendar)
    extended = add(start, length, unit, calendar, extend=True)
    assert plain <= extended <= plain + timedelta(days=5)
    assert calendar.is_working_day(extended)


@given(days, lengths, lengths, st.sampled_from(UNITS[:3]), calendars)
def test_days_add_up(start, first, second, unit, calendar):
    in_two = add(add(start, first, unit, calendar), second, unit, calendar)
    assert in_two == add(start, first + second, unit, calendar)


@given(days, lengths, st.sampled_from(UNITS[:3]), calendars)
def test_before_undoes_add(start, length, unit, calendar):
    start = calendar.next_working_day(start)
    assert before(add(start, length, unit, calendar), length, unit, calendar) == start


@given(days, days, lengths, units, calendars)
def test_a_later_start_never_ends_sooner(one, other, length, unit, calendar):
    first, last = sorted([one, other])
    assert add(first, length, unit, calendar) <= add(last, length, unit, calendar)


@given(days, st.lists(lengths, min_size=2, max_size=5), units, calendars)
def test_a_longer_limit_never_ends_sooner(start, some, unit, calendar):
    ends = [add(start, length, unit, calendar) for length in sorted(some)]
    assert all(one <= other for one, other in pairwise(ends))


@given(days, lengths, units, st.lists(some_pauses(), max_size=4))
def test_a_pause_never_shortens(start, length, unit, pauses):
    assert add(start, length, unit, MAINLAND, pauses=pauses) >= add(start, length, unit)


@given(days, lengths, units, st.booleans(), st.lists(some_pauses(), max_size=2))
def test_steps_survive_storage(start, length, unit, extend, pauses):
    steps = explain(start, length, unit, extend=extend, franc=True, pauses=pauses)
    assert [Step.from_json(step.as_json()) for step in steps] == steps
