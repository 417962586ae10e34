"""`kill -9` of one part of a running site, and its return."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime

from parvis.core import postgres
from tests.running import Site

Fault = Callable[[Site], datetime]


def kill(pids: set[int]) -> datetime:
    """Answers when they were dead."""
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return datetime.now(UTC)


def web_process(site: Site) -> datetime:
    [server] = site.children("serve")
    site.wait(lambda: len(site.pids("serve")) > 1)
    return kill(site.pids("serve") - {server})


def web_server(site: Site) -> datetime:
    before = site.children("serve")
    killed_at = kill(before)
    site.wait(lambda: bool(site.children("serve") - before))
    return killed_at


def worker(site: Site) -> datetime:
    before = site.children("worker")
    killed_at = kill(before)
    site.wait(lambda: bool(site.children("worker") - before))
    return killed_at


def database(site: Site) -> datetime:
    data_dir = site.folder / "var"
    pid = postgres.status(data_dir).pid
    assert pid is not None
    killed_at = kill({pid})
    site.wait(lambda: postgres.status(data_dir).pid not in {pid, None})
    return killed_at


def everything(site: Site) -> datetime:
    """The demo itself; what it had started must end by itself before the next can take its port."""
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    site.wait_without(lambda: not site.pids("serve"))
    killed_at = datetime.now(UTC)
    site.start()
    return killed_at


# Workers are killed in `test_fleet.py`, four at once.
FAULTS: tuple[Fault, ...] = (everything, web_process, database, web_server)
