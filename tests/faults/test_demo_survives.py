"""Ctrl-C: everything stops, nothing is lost; a database that refuses to start is waited for. What
`kill -9` does: `test_killed_at_work.py`. A full disk: `python -m tests.faults.full_disk`."""

import os
import signal

import pytest

from parvis.core import postgres
from tests.running import Site

pytestmark = pytest.mark.proof


def test_ctrl_c_stops_everything_and_the_next_start_keeps_the_data(running: Site) -> None:
    assert running.pids("serve")
    assert running.stop(signal.SIGINT) == 0
    assert running.pids("serve") == set()
    assert postgres.status(running.folder / "var").pid is None
    assert "Stopped. The data is kept." in running.printed()
    running.start()
    assert "Demo data is there." in running.printed().split("Parvis is open")[-2]


def test_a_database_that_refuses_to_start_is_tried_until_it_does(running: Site) -> None:
    """As on a full disk, where it stops and cannot start again."""
    needed = running.folder / "var" / "postgres" / "data" / "global" / "pg_control"
    away = needed.with_name("away")
    pid = postgres.status(running.folder / "var").pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    needed.rename(away)
    running.wait(lambda: "Until then it is tried" in running.printed())
    assert not running.answers("/demarches/")
    away.rename(needed)
    running.wait(lambda: running.answers("/demarches/"))
    assert running.children("worker")
