"""`kill -9` of one part of a running site, and its return."""

import os
import signal
from collections.abc import Callable

from parvis.core import postgres
from tests.running import Site


def kill(pids: set[int]) -> None:
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def web_process(site: Site) -> None:
    [server] = site.children("serve")
    site.wait(lambda: len(site.pids("serve")) > 1)
    kill(site.pids("serve") - {server})


def web_server(site: Site) -> None:
    before = site.children("serve")
    kill(before)
    site.wait(lambda: bool(site.children("serve") - before))


def worker(site: Site) -> None:
    before = site.children("worker")
    kill(before)
    site.wait(lambda: bool(site.children("worker") - before))


def database(site: Site) -> None:
    data_dir = site.folder / "var"
    pid = postgres.status(data_dir).pid
    assert pid is not None
    kill({pid})
    site.wait(lambda: postgres.status(data_dir).pid not in {pid, None})


def everything(site: Site) -> None:
    """The demo itself; what it had started must end by itself before the next can take its port."""
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    site.wait_without(lambda: not site.pids("serve"))
    site.start()


FAULTS: tuple[Callable[[Site], None], ...] = (
    everything, web_process, worker, database, web_server,
)  # fmt: skip
