"""Legal clocks: what suspensions do to a date, and what passing time does to a case."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.cases import actions, queries
from parvis.cases.engine import clock as clocks
from parvis.cases.engine.clock import LocalTime
from parvis.cases.models import Case, CaseEvent, Deadline, Suspension, Turn
from parvis.cases.tests.factories import MONDAY, World, item_of, make_case, take_on
from parvis.catalogue.definition import DeadlineRule, Length
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.notifications.models import Notification
from parvis.territory.models import Area

LESCAR = LocalTime(Area(level="commune", code="64335", name="Lescar"))
STRASBOURG = LocalTime(Area(level="commune", code="67482", name="Strasbourg"))


def rule(count: int = 2, unit: str = "month", silence: str = "refused") -> DeadlineRule:
    return DeadlineRule.model_validate(
        {"length": {"count": count, "unit": unit}, "silence": silence}
    )


def started(on: date, asked: DeadlineRule, local: LocalTime = LESCAR) -> Deadline:
    deadline = Deadline(rule="decision")
    clocks.start(deadline, asked, on, local)
    return deadline


@pytest.mark.parametrize(
    ("on", "count", "unit", "due"),
    [
        # CPC art. 641: the day that starts it does not count; months go to the same day number.
        (date(2026, 3, 2), 2, "month", date(2026, 5, 2)),
        (date(2025, 12, 31), 2, "month", date(2026, 2, 28)),
        (date(2026, 3, 2), 15, "working_day", date(2026, 3, 23)),
        (date(2026, 3, 2), 1, "day", date(2026, 3, 3)),
        # Easter Monday 6 April is nobody's working day.
        (date(2026, 4, 2), 2, "working_day", date(2026, 4, 7)),
    ],
)
def test_dates_as_the_law_counts_them(on: date, count: int, unit: str, due: date) -> None:
    assert started(on, rule(count, unit)).due_on == due


def test_alsace_does_not_work_on_good_friday() -> None:
    asked = rule(2, "working_day")
    assert started(date(2026, 4, 1), asked).due_on == date(2026, 4, 3)
    assert started(date(2026, 4, 1), asked, STRASBOURG).due_on == date(2026, 4, 7)


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
stretches = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 30)), max_size=4)


@given(on=days, count=st.integers(1, 12), gaps=stretches)
def test_a_suspended_month_clock_loses_exactly_the_days_stood_still(
    on: date, count: int, gaps: list[tuple[int, int]]
) -> None:
    asked = rule(count)
    deadline = started(on, asked)
    first = deadline.due_on
    kept: list[Suspension] = []
    day = on
    for run, still in gaps:
        day += timedelta(days=run)
        if day > deadline.due_on:
            break
        suspension = clocks.suspend(deadline, day, "a_completer")
        day += timedelta(days=still)
        suspension.ends_on = day
        kept.append(suspension)
        clocks.resume(deadline, asked, day, LESCAR, kept)
    stood = sum((one.ends_on - one.starts_on).days for one in kept if one.ends_on)
    assert deadline.due_on == first + timedelta(days=stood)
    assert deadline.suspended_since is None
    assert len(clocks.sentences(deadline.why)) >= 2


@given(on=days, run=st.integers(0, 40), still=st.integers(0, 60), count=st.integers(1, 60))
def test_a_pause_never_brings_a_date_nearer(on: date, run: int, still: int, count: int) -> None:
    for unit in ("day", "working_day", "business_day"):
        asked = rule(count, unit)
        deadline = started(on, asked)
        first = deadline.due_on
        begin = min(on + timedelta(days=run), first)
        suspension = clocks.suspend(deadline, begin, "a_completer")
        suspension.ends_on = begin + timedelta(days=still)
        clocks.resume(deadline, asked, suspension.ends_on, LESCAR, [suspension])
        assert deadline.due_on >= first


@given(on=days, run=st.integers(1, 30), still=st.integers(0, 60))
def test_silence_means_yes_only_from_the_day_all_pieces_arrived(
    on: date, run: int, still: int
) -> None:
    """CRPA art. L114-5: the clock of an implicit acceptance starts again."""
    asked = rule(2, silence="accepted")
    deadline = started(on, asked)
    begin = on + timedelta(days=run)
    suspension = clocks.suspend(deadline, begin, "a_completer")
    suspension.ends_on = begin + timedelta(days=still)
    clocks.resume(deadline, asked, suspension.ends_on, LESCAR, [suspension])
    assert deadline.due_on == started(suspension.ends_on, asked).due_on
    assert deadline.started_on == suspension.ends_on


def test_a_date_ends_at_midnight_where_the_case_lies(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    item = item_of(case, "terrain")
    assert item.due_on == date(2026, 3, 23)
    with clock.at(datetime(2026, 3, 23, 22, 59, tzinfo=UTC)):  # 23:59 in Lescar
        assert actions.run_clock().expired_items == 0
    with clock.at(datetime(2026, 3, 23, 23, 1, tzinfo=UTC)):
        assert actions.run_clock().expired_items == 1


def test_overseas_midnight_comes_at_another_hour(world: World) -> None:
    Area.objects.filter(code="64335").update(time_zone="America/Guadeloupe")
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    assert item_of(case, "terrain").due_on == date(2026, 3, 23)
    with clock.at(datetime(2026, 3, 24, 3, 59, tzinfo=UTC)):
        assert actions.run_clock().expired_items == 0
    with clock.at(datetime(2026, 3, 24, 4, 1, tzinfo=UTC)):
        assert actions.run_clock().expired_items == 1


def test_a_suspended_date_does_not_pass(world: World) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
    with clock.at(MONDAY + timedelta(days=45)):
        _ask(world, case)
    with clock.at(MONDAY + timedelta(days=65)):
        assert actions.run_clock().total == 0
    case.refresh_from_db()
    assert case.state == "a_completer"


def test_what_does_not_come_holds_the_clock_no_longer_than_its_time(world: World) -> None:
    """CRPA, art. L114-5: for the time given, and not for what the worker is late by."""
    with clock.at(MONDAY):
        case = make_case(world)
        _ask(world, case)
    pieces = case.deadlines.get(rule="pieces")
    assert pieces.due_on == date(2026, 4, 2)
    with clock.at(MONDAY + timedelta(days=40)):
        assert actions.run_clock().expired_deadlines == 1
    case.refresh_from_db()
    assert (case.state, case.hand, case.correction) == ("recue", "waste", {})
    [suspension] = Suspension.objects.all()
    assert (suspension.starts_on, suspension.ends_on) == (date(2026, 3, 2), pieces.due_on)
    assert case.deadlines.get(rule="decision").due_on == date(2026, 6, 2)


def _ask(world: World, case: Case) -> None:
    actions.perform(
        case=case,
        transition="demander_piece",
        party=world.agent("waste"),
        inputs={},
        correction={"fields": [], "message": "Précisez."},
    )


def test_reminders_are_sent_once_before_the_date(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
        deliver_now()
    revision = case.revision
    with clock.at(MONDAY + timedelta(days=17)):
        assert actions.run_clock().reminders == 1
        assert actions.run_clock().reminders == 0
        deliver_now()
    reminded = Notification.objects.filter(key__contains=":reminder")
    assert [one.unit_key for one in reminded] == [str(world.lescar.pk)]
    case.refresh_from_db()
    assert case.revision == revision


def test_an_overdue_item_without_silence_stays_in_the_inbox(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    with clock.at(MONDAY + timedelta(days=45)):
        actions.run_clock()
        assert CaseEvent.objects.filter(case=case, kind="item_overdue").count() == 1
        page = queries.inbox(unit_ids=[world.trainer.pk])
    assert page.rows[0].overdue
    assert Turn.objects.filter(item=item_of(case, "formation")).exists()


def test_silence_says_what_it_means(world: World) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
    with clock.at(MONDAY + timedelta(days=70)):
        report = actions.run_clock()
        case.refresh_from_db()
    assert (report.expired_deadlines, case.state, case.outcome) == (1, "rejet_implicite", "refused")
    deadline = case.deadlines.get()
    assert deadline.expired_at is not None
    with clock.at(MONDAY + timedelta(days=80)):
        assert actions.run_clock().total == 0
    moved = CaseEvent.objects.get(case=case, kind="moved")
    assert (moved.actor_kind, moved.data["silence_of"]) == ("system", "decision")


def test_the_limit_leaves_the_rest_to_the_next_run(world: World) -> None:
    with clock.at(MONDAY):
        for _case in range(3):
            make_case(world)
    with clock.at(MONDAY + timedelta(days=70)):
        assert actions.run_clock(limit=2).total == 2
        assert actions.run_clock(limit=2).total == 1
    assert Case.objects.filter(state="rejet_implicite").count() == 3


def test_a_reminder_is_never_planned_in_the_past() -> None:
    asked = Length(count=10, unit="working_day")
    assert LESCAR.day_before(date(2026, 3, 2), date(2026, 3, 6), asked) is None
    assert LESCAR.day_before(date(2026, 3, 2), date(2026, 5, 2), asked) == date(2026, 4, 17)
