"""Work done after the page: a thin face over Procrastinate, whose queue is our own PostgreSQL.

A job deferred inside a transaction commits or vanishes with it. A job may run twice (the worker was
killed before it said it was done), so a task must bear being repeated. Tasks stand in each domain's
`tasks.py`, which the worker imports by itself.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from parvis.core.rows import Batch

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

# Restarted under a job, PostgreSQL says nothing about the job: it runs again.
LOST_DATABASE = RetryStrategy(
    max_attempts=5,
    linear_wait=2,
    retry_exceptions=[OperationalError, InterfaceError, ConnectorException],
)
LONG = "long"  # the queue of what lasts: a worker does it beside the rest, one at a time
BELL = "parvis_wake"
RUNG: set[str] = set()
_NAMES: dict[Callable[..., Any], str] = {}


def task(
    *,
    name: str,
    queue: str = "default",
    attempts: int = 1,
    lock: str | None = None,
    rung: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function be deferred under a lasting `name` ("domain.verb_noun"); it stays callable.

    After an error it is tried `attempts` times in all, 4, 16, 64… seconds apart; after a database
    that went away, a few times even when `attempts` is 1. Jobs with the same `lock` run one after
    the other. `rung`: it takes no argument, and `wake` asks for it.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        retry = LOST_DATABASE
        if attempts > 1:
            retry = RetryStrategy(max_attempts=attempts - 1, exponential_wait=4)
        app.task(name=name, queue=queue, lock=lock, retry=retry)(function)
        _NAMES[function] = name
        if rung:
            RUNG.add(name)
        return function

    return register


def periodic(
    *, name: str, cron: str, queue: str = "default", follows_dates: bool = True
) -> Callable[[Callable[[], R]], Callable[[], R]]:
    """Have a function run at the minutes of `cron` (UTC), one run at a time, never queued twice.

    `follows_dates`: not while the clock has just leapt (`core.clock_watch`)."""

    def register(function: Callable[[], R]) -> Callable[[], R]:
        def run(timestamp: int) -> R | None:
            from parvis.core import clock_watch

            if follows_dates and not clock_watch.is_steady():
                log.error("%s waits: the clock leapt", name)
                return None
            return function()

        task = app.task(name=name, queue=queue, lock=name, queueing_lock=name, retry=LOST_DATABASE)
        job = task(run)
        app.periodic(cron=cron)(job)
        _NAMES[function] = name
        return function

    return register


def defer(
    to_run: Callable[..., Any] | str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    once: str | None = None,
    **arguments: Any,
) -> bool:
    """Queue one run, in the current transaction, of a task or of the task of that name.

    `at` postpones it; `lock` keeps it from running beside another of that lock; `once` refuses a
    second *waiting* job of that key, and then answers False (it waits for a concurrent transaction
    that queues the same key: keep such transactions short). Arguments are JSON values.
    """
    name = to_run if isinstance(to_run, str) else _NAMES[to_run]
    job = app.configure_task(name, schedule_at=at, lock=lock, queueing_lock=once)
    if once is None:
        job.defer(**arguments)
        return True
    try:
        with transaction.atomic():
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


IsOver = Callable[[], bool]
STINT = 10  # seconds


def never() -> bool:
    return False


def stint() -> IsOver:
    """Says when a run that does all that waits should leave the rest to the next one: a worker
    asked to stop waits for its jobs."""
    ends = time.monotonic() + STINT
    return lambda: time.monotonic() > ends


def wake(name: str, batch: Batch | None = None) -> None:
    """Have a task of no argument, registered with `rung`, run once after this transaction commits.
    It does all that waits: a hundred calls may cost one run. Sent along with `batch` if given.

    The bell is rung at commit and by PostgreSQL; nothing is written. A worker answers it
    (`doorbell`); where none is there, the first one that comes runs each such task.
    """
    if batch is not None:
        batch.call("pg_notify(%s, %s)", BELL, name)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [BELL, name])
