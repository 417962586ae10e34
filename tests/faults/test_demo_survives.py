"""`kill -9` of each part of a running site: it comes back, and nothing is left behind."""

import signal

import psycopg
import pytest

from parvis.core import postgres
from tests.faults.killing import kill
from tests.running import Site

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]


def test_the_web_server_comes_back(running: Site) -> None:
    before = running.children("serve")
    kill(before)
    running.wait(lambda: bool(running.children("serve") - before))
    running.wait(running.answers)


def test_a_web_process_comes_back(running: Site) -> None:
    [server] = running.children("serve")
    running.wait(lambda: len(running.pids("serve")) > 1)
    kill(running.pids("serve") - {server})
    running.wait(running.answers)
    assert running.children("serve") == {server}


def test_the_worker_comes_back(running: Site) -> None:
    before = running.children("worker")
    kill(before)
    running.wait(lambda: bool(running.children("worker") - before))
    running.wait(running.answers)


def test_postgresql_comes_back_with_its_data(running: Site) -> None:
    data_dir = running.folder / "var"
    with psycopg.connect(postgres.url(data_dir), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept_through_a_crash AS SELECT 42 AS answer")
    pid = postgres.status(data_dir).pid
    assert pid is not None
    kill({pid})
    running.wait(lambda: postgres.status(data_dir).pid not in {pid, None})
    running.wait(running.answers)
    with psycopg.connect(postgres.url(data_dir), autocommit=True) as connection:
        assert connection.execute("SELECT answer FROM kept_through_a_crash").fetchone() == (42,)
        connection.execute("DROP TABLE kept_through_a_crash")


def test_ctrl_c_stops_everything_and_the_next_start_keeps_the_data(running: Site) -> None:
    assert running.pids("serve")
    assert running.stop(signal.SIGINT) == 0
    assert running.pids("serve") == set()
    assert postgres.status(running.folder / "var").pid is None
    assert "Stopped. The data is kept." in running.printed()
    running.start()
    assert "Demo data is there." in running.printed().split("Parvis is open")[-2]
