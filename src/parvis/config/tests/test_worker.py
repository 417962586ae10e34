"""A worker that was given up for dead while it slept begins anew; any other fault ends it, and so
does whoever asks."""

import signal
import subprocess
import sys
import time

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from psycopg.errors import ForeignKeyViolation, OperationalError
from tests.harness import run_aside

from parvis.config.cli.worker import _given_up_for_dead, _lanes, _let_go_when_frozen
from parvis.core.jobs import LONG
from parvis.core.models import OutboxEvent


async def ends(cause: Exception | None) -> None:
    if cause is not None:
        raise ConnectorException from cause


def test_it_begins_anew_only_when_its_line_is_gone() -> None:
    assert run_aside(lambda: _given_up_for_dead(ends(ForeignKeyViolation()))) is True
    assert run_aside(lambda: _given_up_for_dead(ends(None))) is False
    with pytest.raises(ConnectorException):
        run_aside(lambda: _given_up_for_dead(ends(OperationalError())))


def test_long_work_has_a_place_of_its_own() -> None:
    usual, long = _lanes(app, 2, None)
    assert long == ([LONG], 1)
    assert usual[1] == 2
    assert {*usual[0], LONG} == {task.queue for task in app.tasks.values()}
    assert app.tasks["notifications.send_waiting"].queue in usual[0]
    assert app.tasks["participation.draw_maps"].queue == LONG
    assert _lanes(app, 4, ["connectors"]) == [(["connectors"], 4)]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_freezes_lets_go_of_what_it_holds() -> None:
    """PostgreSQL ends a transaction in which nothing is said; awake, the job fails and runs again."""
    _let_go_when_frozen(connection)
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
        cursor.execute("SET idle_in_transaction_session_timeout = '50ms'")
    with pytest.raises(DatabaseError, match="idle-in-transaction"):
        _say_nothing_for_a_while()
    connection.close()


@transaction.atomic
def _say_nothing_for_a_while() -> None:
    OutboxEvent.objects.count()
    time.sleep(0.5)
    OutboxEvent.objects.count()


_NEVER_DONE = """
import asyncio, time
from parvis.config.cli import worker

worker._ENDS_WITHIN = 0.2

async def work():
    worker._end_when_asked()
    print("at work", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 600)

asyncio.run(work())
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_job_that_does_not_end_keeps_no_worker(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _NEVER_DONE], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as asked:
        assert asked.stdout is not None
        assert asked.stdout.readline() == b"at work\n"
        asked.send_signal(number)
        assert "will run again" in asked.stdout.read().decode()
        assert asked.wait() == 0
