"""Ctrl-C: everything stops, nothing is lost. What `kill -9` does: `test_killed_at_work.py`."""

import signal

import pytest

from parvis.core import postgres
from tests.running import Site

pytestmark = pytest.mark.slow


def test_ctrl_c_stops_everything_and_the_next_start_keeps_the_data(running: Site) -> None:
    assert running.pids("serve")
    assert running.stop(signal.SIGINT) == 0
    assert running.pids("serve") == set()
    assert postgres.status(running.folder / "var").pid is None
    assert "Stopped. The data is kept." in running.printed()
    running.start()
    assert "Demo data is there." in running.printed().split("Parvis is open")[-2]
