import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params
from psycopg import Connection, connect
from tests.harness import run_aside

from parvis.core import doorbell, events, jobs, outbox

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20  # seconds
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class BellHeard(events.Event):
    event_name = "tests.BellHeard"


@pytest.fixture(autouse=True)
def _somebody_cares() -> Iterator[None]:
    events.subscribe(BellHeard, lambda fact: None, name="tests.nobody")
    yield
    events._SUBSCRIBERS.pop(BellHeard.name())


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def heard() -> Iterator[Connection]:
    """Another connection, which hears what PostgreSQL rings; ask with `bells`."""
    with connect(**connector_params(), autocommit=True) as ear:
        ear.execute(f"LISTEN {jobs.BELL}")
        yield ear


def bells(ear: Connection, *, at_least: int = 0) -> list[str]:
    """What was rung; a busy machine is waited for until `at_least` so many were."""
    heard = list(ear.notifies(timeout=PATIENCE, stop_after=at_least)) if at_least else []
    return [bell.payload for bell in [*heard, *ear.notifies(timeout=0.2)]]


def test_a_change_rings_once_when_it_is_committed(heard: Connection) -> None:
    with transaction.atomic():
        for _time in range(3):
            events.announce(BellHeard())
        assert bells(heard) == []
    assert bells(heard, at_least=1) == [outbox.DELIVER]


def test_a_change_undone_rings_for_nobody(heard: Connection) -> None:
    with transaction.atomic():
        events.announce(BellHeard())
        transaction.set_rollback(True)
    with transaction.atomic(), transaction.atomic():
        events.announce(BellHeard())
        transaction.set_rollback(True)
    assert bells(heard) == []


def queued() -> list[str]:
    return sorted(
        ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True)
    )


async def until(names: set[str]) -> None:
    async with asyncio.timeout(PATIENCE):
        while set(await asyncio.to_thread(_outside, queued)) != names:
            await asyncio.sleep(0.02)


def _outside(ask: Callable[[], T]) -> T:
    """From a thread, whose connection ends with what it asked."""
    try:
        return ask()
    finally:
        connection.close()


def listening(story: Callable[[], Awaitable[None]]) -> None:
    """Tell a story while a worker listens."""

    async def run() -> None:
        async with app.open_async():
            ear = asyncio.create_task(doorbell.listen(app))
            try:
                await story()
            finally:
                ear.cancel()
                with suppress(asyncio.CancelledError):
                    await ear

    with app.replace_connector(app.connector.get_worker_connector()):
        run_aside(run)


def ring() -> None:
    with transaction.atomic():
        jobs.wake(outbox.DELIVER)


def test_whoever_begins_to_listen_catches_up() -> None:
    async def story() -> None:
        await until(jobs.RUNG)

    listening(story)
    assert queued() == sorted(jobs.RUNG)


def test_many_bells_queue_one_run_and_strangers_none() -> None:
    async def story() -> None:
        await until(jobs.RUNG)
        await asyncio.to_thread(_outside, forget_jobs)
        await asyncio.to_thread(_outside, lambda: jobs.wake("tests.not_rung"))
        for _time in range(3):
            await asyncio.to_thread(_outside, ring)
        await until({outbox.DELIVER})

    listening(story)
    assert queued() == [outbox.DELIVER]


def test_a_second_worker_waits_its_turn_and_then_listens() -> None:
    with connect(**connector_params(), autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [doorbell._ONE_EAR])

        async def story() -> None:
            await asyncio.sleep(0.3)
            assert await asyncio.to_thread(_outside, queued) == []
            first.close()
            await until(jobs.RUNG)

        listening(story)


def test_a_line_that_breaks_is_taken_up_again() -> None:
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )

    async def story() -> None:
        await until(jobs.RUNG)
        await asyncio.to_thread(_outside, forget_jobs)
        await asyncio.to_thread(_outside, cut)
        await until(jobs.RUNG)

    listening(story)
