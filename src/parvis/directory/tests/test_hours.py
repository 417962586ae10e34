"""Opening hours, checked against another reader of the same syntax (opening-hours-py)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import opening_hours
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.directory import hours, queries

PARIS = ZoneInfo("Europe/Paris")
PAU, STRASBOURG, AJACCIO, POINTE = "64445", "67482", "2A004", "97120"
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def of_day(text: str, day: date, commune: str = PAU) -> list[str]:
    return [
        f"{one.start // 60}:{one.start % 60:02d}-{one.end // 60}:{one.end % 60:02d}"
        + ("" if one.certain else "?")
        for one in hours.stretches(hours.parse(text), day, hours.DaysOff(commune))
    ]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Mo-Fr 08:30-12:00,13:30-17:00", "2026-11-20", ["8:30-12:00", "13:30-17:00"]),
        ("Mo-Fr 08:30-12:00,13:30-17:00", "2026-11-21", []),
        ("mo-fr 8:30–12:00;", "2026-11-20", ["8:30-12:00"]),
        ("24/7", "2026-12-25", ["0:00-24:00"]),
        ("24/7; PH off", "2026-12-25", []),
        ("Mo-Fr 09:00-12:00; We 14:00-17:00", "2026-11-18", ["14:00-17:00"]),
        ("Mo-Fr 09:00-12:00, We 14:00-17:00", "2026-11-18", ["9:00-12:00", "14:00-17:00"]),
        ("Mo-Fr 09:00-12:00; We 10:00-11:00 off", "2026-11-18", ["9:00-10:00", "11:00-12:00"]),
        ("Fr-Mo 09:00-12:00", "2026-11-22", ["9:00-12:00"]),
        ("Fr-Mo 09:00-12:00", "2026-11-18", []),
        ("We[1,3] 09:00-12:00", "2026-11-18", ["9:00-12:00"]),
        ("We[1-2] 09:00-12:00", "2026-11-18", []),
        ("Fr[-1] 09:00-12:00", "2026-11-27", ["9:00-12:00"]),
        ("Fr[-1] 09:00-12:00", "2026-11-20", []),
        ("week 02-52/2 Tu 09:00-12:00", "2026-11-24", ["9:00-12:00"]),
        ("week 01-53/2 Tu 09:00-12:00", "2026-11-24", []),
        ("09:00-12:00; Dec 24-Jan 02 off", "2026-12-31", []),
        ("09:00-12:00; Dec 24-Jan 02 off", "2026-01-03", ["9:00-12:00"]),
        ("09:00-12:00; 2026 Dec 24-Jan 02 off", "2027-01-02", []),
        ("09:00-12:00; 2026 Dec 24-Jan 02 off", "2026-01-02", ["9:00-12:00"]),
        ("09:00-12:00; 2026 Dec 24,31 off", "2026-12-31", []),
        ("Apr-Oct: Sa 09:00-12:00", "2026-10-31", ["9:00-12:00"]),
        ("Apr-Oct: Sa 09:00-12:00", "2026-11-07", []),
        ("2027 Mo 09:00-12:00", "2026-11-23", []),
        ("SH Mo-Fr 10:00-12:00", "2026-10-21", ["10:00-12:00"]),
        ("SH Mo-Fr 10:00-12:00", "2026-10-24", []),
        ("SH Mo-Fr 10:00-12:00", "2026-11-18", []),
        ("Mo-Fr 09:00-12:00; SH off", "2026-10-21", []),
        ("Su,PH 10:00-12:00", "2026-11-11", ["10:00-12:00"]),
        ('Mo-Fr 09:00-12:00; Sa "sur rendez-vous"', "2026-11-21", ["0:00-24:00?"]),
        ('Mo-Fr 09:00-12:00 || "sur rendez-vous"', "2026-11-20", ["0:00-9:00?", "9:00-12:00", "12:00-24:00?"]),
        ('Mo 09:00-12:00 open "guichet B"', "2026-11-23", ["9:00-12:00"]),
        ("Fr 22:00-02:00", "2026-11-20", ["22:00-26:00"]),
        ("09:00-12:00,11:00-13:00", "2026-11-20", ["9:00-13:00"]),
        ("off", "2026-11-20", []),
    ],
)  # fmt: skip
def test_a_day(text, day, expected):
    assert of_day(text, date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("commune", "closed"), [(PAU, False), (STRASBOURG, True), (POINTE, False), ("", False)]
)
def test_each_part_of_france_has_its_holidays(commune, closed):
    assert (of_day("09:00-12:00; PH off", date(2026, 12, 26), commune) == []) is closed
    assert of_day("09:00-12:00; PH off", date(2026, 7, 14), commune) == []


def test_school_holidays_are_not_guessed_where_they_are_not_known():
    winter = date(2026, 2, 18)
    assert of_day("SH 10:00-12:00", winter, PAU)
    assert not of_day("SH 10:00-12:00", date(2026, 2, 25), POINTE)
    assert not of_day("SH 10:00-12:00", winter, AJACCIO)
    assert not of_day("SH 10:00-12:00", date(2090, 7, 20), PAU)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "Lu-Ve 09:00-12:00", "Mo-Fr 9h-12h", "Mo-Fr 09:00-12:00 14:00-17:00", "Mo-",
        "Mo-Fr 09:00", "Mo-Fr 09:00+", "09:00-12:00+", "sunrise-sunset", "25:00-26:00",
        "09:60-10:00", "09:00-49:00", "09:00-09:00", "Feb 30 off", "Nov 31 off", "Mo[6] 09:00-10:00",
        "Mo[1 09:00-10:00", "week 54 Mo", "Dec 24-2027 Jan 02 off", "2027 Dec 24-2026 Jan 02 off",
        "Mo-Fr 09:00-12:00;; Sa 09:00-12:00", ";", "|| Mo", "Mo @ 10:00", 'Mo "sans fin',
        "easter off", "Mo-Fr 09:00-12:00, ", "x" * 501, "\x00", "Mo-Fr ouvert", "٠٩:٠٠-١٢:٠٠",
    ],
)  # fmt: skip
def test_what_is_not_read_is_said(text):
    with pytest.raises(hours.InvalidHours) as told:
        hours.parse(text)
    assert str(told.value).endswith((".", "09:00-12:00."))


@given(st.text(alphabet='MoTuFrPHSHJanDec0129:-,;|[]/+ "offwk', max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        read = hours.parse(text)
    except hours.InvalidHours:
        return
    hours.stretches(read, date(2026, 11, 20), hours.DaysOff(PAU))


def times(draw) -> str:
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=4)))
    marks = marks[: len(marks) // 2 * 2]
    clock = [f"{mark // 4:02d}:{mark % 4 * 15:02d}" for mark in marks]
    return ",".join(f"{a}-{b}" for a, b in zip(clock[::2], clock[1::2], strict=True))


@st.composite
def rule(draw) -> str:
    days = st.sampled_from(DAYS)
    months = st.sampled_from(MONTHS)
    day_range = st.tuples(days, days).map("-".join)
    nth = st.tuples(days, st.sampled_from(["[1]", "[2,4]", "[-1]"])).map("".join)
    selector = st.lists(days | day_range | nth, min_size=1, max_size=3).map(",".join)
    season = st.one_of(
        months,
        st.tuples(months, months).map("-".join),
        st.builds("{} {:02d}-{} {:02d}".format, months, st.integers(1, 28), months, st.integers(1, 28)),
        st.builds("2026 {} {:02d}".format, months, st.integers(1, 28)),
        st.builds("week {:02d}-{:02d}".format, st.integers(1, 20), st.integers(21, 53)),
        st.just("week 02-52/2"),
    )  # fmt: skip
    parts = [
        draw(st.just("") | season),
        draw(st.sampled_from(["", "PH", "Su,PH"]) | selector),
        times(draw),
    ]
    state = draw(st.sampled_from(["", "", "", "off", "open"]))
    return " ".join(part for part in [*parts, state] if part)


@st.composite
def expression(draw) -> str:
    first, *others = draw(st.lists(rule(), min_size=1, max_size=4))
    return first + "".join(
        draw(st.sampled_from(["; ", "; ", ", "])) + other for other in others
    )  # fmt: skip


@given(expression(), st.dates(date(2026, 1, 1), date(2027, 12, 1)))
def test_another_reader_finds_the_same_hours(text, day):
    start = datetime.combine(day, time())
    end = start + timedelta(days=9)
    oracle = opening_hours.OpeningHours(text, country="FR").intervals(start, end)
    expected: list[tuple[datetime, datetime]] = []
    for opens, closes, state, _ in oracle:
        if str(state) != "open":
            continue
        if expected and expected[-1][1] == opens:
            opens = expected.pop()[0]
        expected.append((opens, closes))
    found = queries.open_intervals(
        text, start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), zone=ZoneInfo("UTC")
    )
    assert [(a.replace(tzinfo=None), b.replace(tzinfo=None)) for a, b in found] == expected


def test_instants_are_utc_clipped_and_joined_over_midnight():
    start, end = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    assert queries.open_intervals(
        "Fr 09:00-12:00,20:00-24:00; Sa 00:00-01:00", start, end, zone=PARIS, commune=PAU
    ) == [
        (start, datetime(2026, 11, 20, 11, tzinfo=UTC)),
        (datetime(2026, 11, 20, 19, tzinfo=UTC), datetime(2026, 11, 21, 0, tzinfo=UTC)),
    ]
    assert queries.open_intervals("", start, end, zone=PARIS) == []
    assert queries.open_intervals('"sur rendez-vous"', start, end, zone=PARIS) == []


def test_the_night_before_and_the_day_the_clocks_change():
    early = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    [(opens, closes)] = queries.open_intervals(
        "Fr 22:00-02:00", early, early + timedelta(hours=6), zone=PARIS
    )
    assert (opens, closes) == (early, datetime(2026, 11, 21, 1, tzinfo=UTC))
    spring = datetime(2026, 3, 29, tzinfo=UTC)
    [(opens, closes)] = queries.open_intervals(
        "09:00-10:00", spring, spring + timedelta(hours=20), zone=PARIS
    )
    assert (opens.hour, closes.hour) == (7, 8)
