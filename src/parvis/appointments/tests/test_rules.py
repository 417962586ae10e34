"""Reminders, turns in the queue, and who may do what."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parvis.appointments import rules
from parvis.appointments.rules import Waiting, next_reminder, next_to_call, reminders
from parvis.core.actor import SYSTEM

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
moments = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))


@given(moments, st.integers(0, 23), moments)
def test_the_next_reminder_comes_later_and_before_the_appointment(starts_at, hours, after):
    found = next_reminder(starts_at, PARIS, hours, after)
    assert found is None or after < found < starts_at


def test_the_day_before_is_at_the_same_hour_even_when_the_clock_changes():
    monday = datetime(2026, 3, 29, 9, tzinfo=PARIS)  # the night before lost an hour
    [before, soon] = reminders(monday.astimezone(UTC), PARIS, 2)
    assert before.astimezone(PARIS) == datetime(2026, 3, 28, 9, tzinfo=PARIS)
    assert soon.astimezone(PARIS) == datetime(2026, 3, 29, 7, tzinfo=PARIS)


def test_no_hours_before_means_only_the_day_before():
    assert len(reminders(NOON, PARIS, 0)) == 1


def waiting(number: int, minutes_ago: int, due_in: int | None = None) -> Waiting:
    due = None if due_in is None else NOON + timedelta(minutes=due_in)
    return Waiting(number, NOON - timedelta(minutes=minutes_ago), due)


@pytest.mark.parametrize(
    ("queue", "called"),
    [
        ([], None),
        ([waiting(2, 5), waiting(1, 10)], 1),
        ([waiting(1, 30), waiting(2, 5, due_in=3)], 2),  # an appointment keeps its hour
        ([waiting(1, 30), waiting(2, 50, due_in=40)], 1),  # too early takes nobody's turn
        ([waiting(2, 50, due_in=40)], 2),  # but is not left waiting for nothing
        ([waiting(1, 1, due_in=-20), waiting(2, 9, due_in=-5)], 1),
    ],
)
def test_whose_turn_it_is(queue: list[Waiting], called: int | None):
    found = next_to_call(queue, NOON)
    assert (found and found.number) == called


@given(st.lists(st.tuples(st.integers(0, 90), st.none() | st.integers(-60, 60)), max_size=8))
def test_the_order_shown_is_the_order_of_calls(people: list[tuple[int, int | None]]):
    queue = [waiting(number, *one) for number, one in enumerate(people, 1)]
    shown = rules.in_order(queue, NOON)
    assert sorted(one.number for one in shown) == list(range(1, len(queue) + 1))
    called = []
    while queue:
        one = next_to_call(queue, NOON)
        queue.remove(one)
        called.append(one)
    assert called == shown


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "moins de cinq minutes"),
        (7, "environ 5 minutes"),
        (23, "environ 25 minutes"),
        (30, "environ une demi-heure"),
        (45, "environ trois quarts d’heure"),
        (60, "environ une heure"),
        (200, "plus d’une heure"),
    ],
)
def test_a_wait_in_words(minutes: int, said: str):
    with translation.override("fr"):
        assert rules.wait_in_words(minutes) == said


def test_more_desks_wait_less():
    ahead = [waiting(n, 1) for n in range(6)]
    assert rules.wait_minutes(ahead, 1) == 60
    assert rules.wait_minutes(ahead, 3) == 20
    assert rules.wait_minutes(ahead, 0) == 60


# Who may what. Units 1 and 2 are of institution 10, unit 3 of another.

KEY = uuid4()


def agent(*units: int, handles: bool = True) -> rules.Agent:
    mine = {pk: SimpleNamespace(pk=pk, institution_id=10 if pk < 3 else 20) for pk in units}
    return rules.Agent(KEY, SYSTEM, mine, frozenset(units if handles else ()))


def booking(
    unit: int = 1,
    by_unit: int | None = None,
    account: object = None,
    status: str = "booked",
    also: tuple[object, ...] = (),
):
    return SimpleNamespace(
        kind=SimpleNamespace(unit_id=unit),
        booked_by_unit_id=by_unit,
        agenda=SimpleNamespace(account_id=account),
        also_accounts=also,
        status=status,
    )


@pytest.mark.parametrize(
    ("who", "what", "sees"),
    [
        (agent(1), booking(), True),
        (agent(2), booking(), False),  # same institution, another unit
        (agent(3), booking(), False),
        (agent(), booking(), False),
        (agent(3), booking(by_unit=3), True),  # took it for somebody by telephone
        (agent(), booking(account=KEY), True),  # receives
        (agent(), booking(also=(KEY,)), True),  # is taken besides
    ],
)
def test_who_sees_an_appointment(who: rules.Agent, what: object, sees: bool):
    assert rules.may_see(who, what) is sees
    assert rules.may_change(who, what) is sees


def test_what_is_over_is_not_changed():
    assert not rules.may_change(agent(1), booking(status="cancelled"))
    assert not rules.may_change(agent(1), booking(status="done"))


@pytest.mark.parametrize(
    ("who", "for_agents", "is_open", "books"),
    [
        (agent(1), True, True, True),
        (agent(2), True, True, True),
        (agent(3), True, True, False),  # another institution
        (agent(3), False, True, True),
        (agent(3), False, False, False),
        (agent(), False, True, False),  # works nowhere
    ],
)
def test_who_books(who: rules.Agent, for_agents: bool, is_open: bool, books: bool):
    kind = SimpleNamespace(
        is_open=is_open, is_for_agents_only=for_agents, unit=SimpleNamespace(institution_id=10)
    )
    assert rules.may_book(who, kind) is books


def test_who_stands_at_the_desk_sets_nothing_up():
    assert rules.may_set_up(agent(1), SimpleNamespace(pk=1))
    assert not rules.may_set_up(agent(1, handles=False), SimpleNamespace(pk=1))
    assert not rules.may_set_up(agent(1), SimpleNamespace(pk=2))
