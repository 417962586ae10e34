"""A clock that leaps: what follows dates waits, then goes on; nothing waits for ever."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from procrastinate.contrib.django import app

from parvis.core import clock, clock_watch, jobs
from parvis.core.models import ClockMark

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def slept(time: timedelta) -> None:
    """As if the time had last been noted so long ago (or ahead)."""
    ClockMark.objects.update(seen_at=clock.now() - time)


@pytest.fixture
def ran() -> Iterator[list[str]]:
    done: list[str] = []

    @jobs.periodic(name="tests.by_date", cron="0 0 1 1 *")
    def by_date() -> None:
        done.append("by date")

    @jobs.periodic(name="tests.always", cron="0 0 1 1 *", follows_dates=False)
    def always() -> None:
        done.append("always")

    yield done
    for name in ("tests.by_date", "tests.always"):
        del app.tasks[name]
        del app.periodic_registry.periodic_tasks[(name, "")]


def test_a_new_site_is_steady_and_stays_so() -> None:
    assert [clock_watch.is_steady(), clock_watch.is_steady()] == [True, True]
    slept(timedelta(hours=20))
    assert clock_watch.is_steady()
    assert clock_watch.health().state == "good"


@pytest.mark.parametrize("by", [3 * DAY, -400 * DAY])
def test_a_leap_makes_dates_wait_half_an_hour(by: timedelta, ran: list[str]) -> None:
    assert clock_watch.is_steady()
    slept(by)
    for name in ("tests.by_date", "tests.always"):
        app.tasks[name].func(timestamp=0)
    assert ran == ["always"]
    told = clock_watch.health()
    assert (told.state, str(abs(by.days)) in told.message) == ("bad", True)

    now = clock.now()
    ClockMark.objects.update(steady_since=now - clock_watch.RESTS)
    app.tasks["tests.by_date"].func(timestamp=0)
    assert ran == ["always", "by date"]
    assert clock_watch.health().state == "good"


def test_a_machine_on_another_day_than_the_database_follows_no_date() -> None:
    assert clock_watch.is_steady()
    for off in (2 * DAY, -2 * DAY):
        with clock.at(clock.now() + off):
            assert not clock_watch.is_steady()
            assert not clock_watch.is_steady()


def test_a_clock_beside_that_of_the_database_is_told() -> None:
    with clock.at(clock.now() + timedelta(minutes=2)):
        told = clock_watch.health()
    assert told.state == "warning"
    assert "119" in told.message or "120" in told.message
