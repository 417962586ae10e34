"""Worked examples of the code des relations entre le public et l'administration (CRPA), and of how
its time limits are counted. Each row is a date one can check on a wall calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.cases.engine import clock as clocks
from parvis.cases.engine.clock import LocalTime
from parvis.cases.models import Deadline, Suspension
from parvis.catalogue.definition import DeadlineRule
from parvis.catalogue.tests.factories import make_package
from parvis.core import calendars
from parvis.territory.models import Area


def place(code: str, zone: str = "Europe/Paris") -> LocalTime:
    return LocalTime(Area(level="commune", code=code, name=code, time_zone=zone))


PAU, STRASBOURG, METZ = place("64445"), place("67482"), place("57463")
SAINT_DENIS, FORT_DE_FRANCE = (
    place("97411", "Indian/Reunion"),
    place("97209", "America/Martinique"),
)


def clock_of(
    on: date,
    *stops: tuple[date, date],
    silence: str = "refused",
    count: int = 2,
    unit: str = "month",
    local: LocalTime = PAU,
) -> Deadline:
    """A deadline started `on`, suspended and resumed at each pair of dates."""
    rule = DeadlineRule.model_validate(
        {"length": {"count": count, "unit": unit}, "silence": silence}
    )
    deadline = Deadline(rule="decision")
    clocks.start(deadline, rule, on, local)
    kept: list[Suspension] = []
    for begins, ends in stops:
        suspension = clocks.suspend(deadline, begins, "a_completer")
        suspension.ends_on = ends
        kept.append(suspension)
        clocks.resume(deadline, rule, ends, local, kept)
    return deadline


@pytest.mark.parametrize(
    ("received", "born"),
    [
        # L231-1, L231-4: two months kept silent, to the same day number, whatever day that is.
        (date(2026, 2, 1), date(2026, 4, 1)),
        (date(2026, 7, 10), date(2026, 9, 10)),
        (date(2026, 3, 14), date(2026, 5, 14)),  # Ascension: not moved
        (date(2026, 10, 7), date(2026, 12, 7)),
        (date(2026, 1, 15), date(2026, 3, 15)),  # a Sunday: not moved
        # No such day in the month: its last one.
        (date(2025, 12, 31), date(2026, 2, 28)),
        (date(2025, 12, 30), date(2026, 2, 28)),
        (date(2025, 12, 28), date(2026, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),  # leap
        (date(2027, 12, 29), date(2028, 2, 29)),
        (date(2026, 4, 30), date(2026, 6, 30)),
        (date(2026, 7, 31), date(2026, 9, 30)),
        (date(2026, 2, 28), date(2026, 4, 28)),  # the last day does not stay the last
        (date(2028, 2, 29), date(2028, 4, 29)),
        (date(2026, 11, 22), date(2027, 1, 22)),
    ],
)
def test_two_months_of_silence(received: date, born: date) -> None:
    for silence in ("refused", "accepted"):
        assert clock_of(received, silence=silence).due_on == born


@pytest.mark.parametrize(
    ("received", "count", "unit", "born"),
    [
        # L231-6: a decree may give another time, shorter or longer.
        (date(2026, 3, 2), 15, "day", date(2026, 3, 17)),
        (date(2026, 3, 2), 1, "month", date(2026, 4, 2)),
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2026, 3, 2), 4, "month", date(2026, 7, 2)),
        (date(2026, 8, 31), 6, "month", date(2027, 2, 28)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        # The last day is a Saturday, a Sunday, the first of May, the eleventh of November, Easter
        # Monday: an implicit decision is born all the same. No text moves it: article 642 of the
        # code de procédure civile is about court procedure, R421-1 and following of the code de
        # justice administrative about appeals.
        (date(2026, 1, 4), 2, "month", date(2026, 3, 4)),
        (date(2026, 2, 28), 1, "month", date(2026, 3, 28)),
        (date(2026, 2, 15), 2, "month", date(2026, 4, 15)),
        (date(2026, 3, 1), 2, "month", date(2026, 5, 1)),
        (date(2026, 9, 11), 2, "month", date(2026, 11, 11)),
        (date(2026, 2, 6), 2, "month", date(2026, 4, 6)),
        (date(2026, 10, 25), 2, "month", date(2026, 12, 25)),
    ],
)
def test_other_times_and_days_off(received: date, count: int, unit: str, born: date) -> None:
    for silence in ("refused", "accepted", "nothing"):
        assert clock_of(received, silence=silence, count=count, unit=unit).due_on == born


@pytest.mark.parametrize(
    ("received", "limit", "franc", "extended"),
    [
        # An appeal against a refusal known on that day (R421-1 and R421-5 of the code de justice
        # administrative): two months, the first and the last day apart (franc), and a last day that
        # is a Saturday, a Sunday or a holiday becomes the next working day.
        (date(2026, 4, 1), date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 2)),
        (date(2026, 3, 12), date(2026, 5, 12), date(2026, 5, 13), date(2026, 5, 13)),
        (date(2026, 3, 13), date(2026, 5, 13), date(2026, 5, 14), date(2026, 5, 15)),  # Ascension
        (date(2026, 6, 3), date(2026, 8, 3), date(2026, 8, 4), date(2026, 8, 4)),
        (date(2026, 6, 14), date(2026, 8, 14), date(2026, 8, 15), date(2026, 8, 17)),
        (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)),
    ],
)
def test_an_appeal_is_counted_otherwise(
    received: date, limit: date, franc: date, extended: date
) -> None:
    assert calendars.add(received, 2, "month") == limit
    assert calendars.add(received, 2, "month", franc=True) == franc
    assert calendars.add(received, 2, "month", franc=True, extend=True) == extended


@pytest.mark.parametrize(
    ("first", "competent", "refusal", "acceptance"),
    [
        # L114-2 and L114-3: sent to the wrong administration, which passes it on. A refusal counts
        # from the first receipt, an acceptance from that of the competent one.
        (date(2026, 3, 2), date(2026, 3, 20), date(2026, 5, 2), date(2026, 5, 20)),
        (date(2026, 1, 31), date(2026, 2, 2), date(2026, 3, 31), date(2026, 4, 2)),
    ],
)
def test_sent_to_the_wrong_administration(
    first: date, competent: date, refusal: date, acceptance: date
) -> None:
    """A clock of acceptance that a hand-over starts again forgets what ran before."""
    assert clock_of(first).due_on == refusal
    deadline = clock_of(first, silence="accepted")
    rule = DeadlineRule.model_validate(
        {"length": {"count": 2, "unit": "month"}, "silence": "accepted"}
    )
    clocks.start(deadline, rule, competent, PAU)
    assert deadline.due_on == acceptance


@pytest.mark.parametrize(
    ("received", "asked", "answered", "refusal", "acceptance"),
    [
        # L114-5: silence that means refusal: the clock stands still while a piece is missing, then
        # goes on. Silence that means acceptance: it only runs from the receipt of the pieces.
        (
            date(2026, 3, 2),
            date(2026, 3, 12),
            date(2026, 3, 22),
            date(2026, 5, 12),
            date(2026, 5, 22),
        ),
        # Asked and answered on the day of receipt: nothing was lost.
        (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 2), date(2026, 5, 2), date(2026, 5, 2)),
        # Asked at once: both count from the answer.
        (
            date(2026, 3, 2),
            date(2026, 3, 2),
            date(2026, 3, 12),
            date(2026, 5, 12),
            date(2026, 5, 12),
        ),
        # Over the end of February of a leap year.
        (
            date(2027, 12, 31),
            date(2028, 2, 20),
            date(2028, 3, 5),
            date(2028, 3, 14),
            date(2028, 5, 5),
        ),
        # Asked on the last day.
        (
            date(2026, 3, 2),
            date(2026, 5, 2),
            date(2026, 5, 12),
            date(2026, 5, 12),
            date(2026, 7, 12),
        ),
    ],
)
def test_a_missing_piece(
    received: date, asked: date, answered: date, refusal: date, acceptance: date
) -> None:
    assert clock_of(received, (asked, answered)).due_on == refusal
    assert clock_of(received, (asked, answered), silence="accepted").due_on == acceptance


def test_pieces_asked_twice() -> None:
    stops = [
        (date(2026, 3, 5), date(2026, 3, 10)),
        (date(2026, 4, 1), date(2026, 4, 15)),
    ]
    assert clock_of(date(2026, 3, 2), *stops).due_on == date(2026, 5, 21)
    again = clock_of(date(2026, 3, 2), *stops, silence="accepted")
    assert (again.started_on, again.due_on) == (date(2026, 4, 15), date(2026, 6, 15))


@pytest.mark.parametrize(
    ("local", "on", "count", "due"),
    [
        (PAU, date(2026, 12, 24), 1, date(2026, 12, 28)),
        (STRASBOURG, date(2026, 12, 24), 1, date(2026, 12, 28)),
        # Saint Stephen is a holiday in Alsace and Moselle (in 2025 a Friday), as Good Friday is.
        (PAU, date(2025, 12, 24), 1, date(2025, 12, 26)),
        (STRASBOURG, date(2025, 12, 24), 1, date(2025, 12, 29)),
        (METZ, date(2026, 4, 2), 1, date(2026, 4, 7)),
        (PAU, date(2026, 4, 2), 1, date(2026, 4, 3)),
        # The abolition of slavery: 20 December in Réunion, 22 May in Martinique.
        (SAINT_DENIS, date(2027, 12, 17), 1, date(2027, 12, 21)),
        (PAU, date(2027, 12, 17), 1, date(2027, 12, 20)),
        (FORT_DE_FRANCE, date(2026, 5, 21), 1, date(2026, 5, 26)),
        (PAU, date(2026, 5, 21), 1, date(2026, 5, 22)),
    ],
)
def test_working_days_of_each_part_of_france(
    local: LocalTime, on: date, count: int, due: date
) -> None:
    assert clock_of(on, count=count, unit="working_day", local=local).due_on == due


@pytest.mark.parametrize(
    ("local", "instant", "day"),
    [
        # The night the clocks go forward, and the night they go back: days have 23 and 25 hours.
        (PAU, datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (PAU, datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (PAU, datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (PAU, datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (PAU, datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (PAU, datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (PAU, datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (SAINT_DENIS, datetime(2026, 3, 28, 20, 0, tzinfo=UTC), date(2026, 3, 29)),
        (FORT_DE_FRANCE, datetime(2026, 3, 29, 3, 59, tzinfo=UTC), date(2026, 3, 28)),
    ],
)
def test_the_day_something_was_received(local: LocalTime, instant: datetime, day: date) -> None:
    assert local.day_of(instant) == day


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(on=days, run=st.integers(0, 60), still=st.integers(0, 60), count=st.integers(1, 90))
def test_standing_still_costs_exactly_the_days_it_lasted(
    on: date, run: int, still: int, count: int
) -> None:
    for unit in ("day", "month", "year"):
        length = count if unit == "day" else 1 + count % 3
        first = clock_of(on, count=length, unit=unit).due_on
        begin = min(on + timedelta(days=run), first)
        stop = (begin, begin + timedelta(days=still))
        assert clock_of(on, stop, count=length, unit=unit).due_on == first + timedelta(days=still)


@given(on=days, run=st.integers(0, 40), still=st.integers(0, 40), count=st.integers(1, 30))
def test_working_days_are_lived_in_full_outside_the_pause(
    on: date, run: int, still: int, count: int
) -> None:
    first = clock_of(on, count=count, unit="working_day", local=STRASBOURG).due_on
    begin = min(on + timedelta(days=run), first)
    end = begin + timedelta(days=still)
    due = clock_of(on, (begin, end), count=count, unit="working_day", local=STRASBOURG).due_on
    start = end if begin == on else on
    lived = [
        day
        for day in (start + timedelta(days=n) for n in range(1, (due - start).days + 1))
        if STRASBOURG.calendar.is_working_day(day) and not begin <= day < end
    ]
    assert (len(lived), lived[-1]) == (count, due)


def test_every_reason_is_read_in_french() -> None:
    words = make_package().words("fr")
    state = words.states["a_completer"].label
    stood = clock_of(date(2026, 3, 2), (date(2026, 3, 12), date(2026, 3, 22)))
    said = "\n".join(clocks.reasons(stood, words))
    for expected in (
        "2 mars 2026",
        "12 mars 2026",
        "22 mars 2026",
        "10 jours",
        "2 mois",
        f"«\u202f{state}\u202f»",
    ):
        assert expected in said
    again = clock_of(date(2026, 3, 2), (date(2026, 3, 12), date(2026, 3, 22)), silence="accepted")
    assert "du jeudi 12 mars 2026 au dimanche 22 mars 2026, puis" in clocks.reasons(again, words)[0]
    clocks.suspend(again, date(2026, 4, 1), "a_completer")
    assert "1er avril 2026" in clocks.reasons(again, words)[-1]
