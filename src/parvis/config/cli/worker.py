"""`parvis worker`."""

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from parvis.config.cli._screen import done, warn
from parvis.config.cli._site import open_site
from parvis.config.lifeline import follow_starter

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from procrastinate import App

_GRACE = 15  # seconds
_ENDS_WITHIN = _GRACE + 3
_STILL_FOR = 60


@click.command()
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="At once.")
@click.option("--queue", "queues", multiple=True, help="Only these queues; default: all.")
def command(jobs: int, queues: tuple[str, ...]) -> None:
    """Do the work that pages leave for later: mails, deadlines, hand-overs.

    Long work (a map of opinions, a reform tried, an import) has a place of its own beside these
    jobs: a mail never waits for it.
    """
    open_site()
    follow_starter()
    done("Working. Ctrl-C stops after the jobs at hand.")
    with suppress(asyncio.CancelledError):
        asyncio.run(_work(jobs, list(queues) or None))


async def _work(jobs: int, queues: list[str] | None) -> None:
    from django.db.backends.signals import connection_created
    from procrastinate.contrib.django import app

    from parvis.core import doorbell
    from parvis.core.failed_jobs import PatientManager

    _end_when_asked()
    connection_created.connect(_let_go_when_frozen)
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker.job_manager = PatientManager(worker.connector)
    async with worker.open_async():
        ear = asyncio.create_task(doorbell.listen(worker))
        try:
            await asyncio.gather(*(_work_on(worker, *lane) for lane in _lanes(app, jobs, queues)))
        finally:
            ear.cancel()
            with suppress(asyncio.CancelledError):
                await ear


def _lanes(app: "App", jobs: int, queues: list[str] | None) -> list[tuple[list[str], int]]:
    """Which queues are worked on together, and how many jobs at once."""
    from parvis.core.jobs import LONG

    if queues:
        return [(queues, jobs)]
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    return [(sorted({task.queue for task in app.tasks.values()} - {LONG}), jobs), ([LONG], 1)]


async def _work_on(worker: "App", queues: list[str], at_once: int) -> None:
    while await _given_up_for_dead(
        worker.run_worker_async(
            queues=queues,
            concurrency=at_once,
            delete_jobs="successful",
            shutdown_graceful_timeout=_GRACE,
            install_signal_handlers=False,
        )
    ):
        warn("The others gave this worker up for dead while it slept. It begins anew.")


def _end_when_asked() -> None:
    """The jobs at hand may end. One that takes longer is cut short, as any crash might: nothing
    else ends a thread, and whoever asked would kill it before long."""
    mine: asyncio.Task[Any] | None = asyncio.current_task()

    def end() -> None:
        cut = threading.Timer(_ENDS_WITHIN, _cut_short)
        cut.daemon = True
        cut.start()
        if mine is not None:
            mine.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)


def _let_go_when_frozen(connection: "BaseDatabaseWrapper", **_signal: object) -> None:
    """A worker that stands still in the middle of a transaction holds what others wait for."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{_STILL_FOR}s'")


def _cut_short() -> None:
    warn("A job took longer than it may. It is cut short, and will run again.")
    os._exit(0)


async def _given_up_for_dead(working: Awaitable[None]) -> bool:
    """A machine that slept, or a clock that leapt: its line in the table of workers is gone, so
    that it may take no job. Those it held were put back."""
    from procrastinate.exceptions import ConnectorException
    from psycopg.errors import ForeignKeyViolation

    try:
        await working
    except ConnectorException as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            return True
        raise
    return False
