"""A whole site, run by `parvis demo` as a person would, on its own data and port."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from parvis.core import postgres
from tests import ready

STARTS_WITHIN = 300


class Site:
    """The process of `parvis demo`, what it printed, and how to reach it."""

    def __init__(self, folder: Path, command: list[str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = command or [sys.executable, "-m", "parvis.config.cli"]
        self.log = folder / "demo.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the site says that it is open."""
        said = self.printed().count("Parvis is open")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "demo", "--port", str(self.port)],
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self.wait(lambda: self.printed().count("Parvis is open") > said)

    @property
    def environment(self) -> dict[str, str]:
        """For every `parvis` of this site."""
        unset = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        # Said to those that stand beside `parvis demo` too: they send to its box, not nowhere.
        return kept | {"PARVIS_DATA_DIR": str(self.folder / "var"), "PARVIS_DEMO": "yes"}

    def wait(self, condition: Callable[[], bool], within: float = STARTS_WITHIN) -> None:
        give_up = time.monotonic() + within
        while not condition():
            alive = self.process is not None and self.process.poll() is None
            assert alive, f"the site ended:\n{self.printed()[-3000:]}"
            assert time.monotonic() < give_up, f"waited in vain:\n{self.printed()[-3000:]}"
            time.sleep(0.1)

    def wait_without(self, condition: Callable[[], bool], within: float = STARTS_WITHIN) -> None:
        """As `wait`, for a site that was killed."""
        give_up = time.monotonic() + within
        while not condition():
            assert time.monotonic() < give_up, f"waited in vain:\n{self.printed()[-3000:]}"
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, and answer its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def printed(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def answers(self, path: str = "/") -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(self.url + path, timeout=20).status_code == 200
        return False

    def pids(self, *words: str) -> set[int]:
        """Living processes of this site whose command holds every word."""
        told = subprocess.run(
            ["ps", "-ww", "-eo", "pid,stat,args"], capture_output=True, text=True
        ).stdout
        mine = (str(self.folder), f"--port {self.port}")
        rows = [line.split(None, 2) for line in told.splitlines()[1:]]
        return {
            int(pid)
            for pid, state, args in rows
            if not state.startswith("Z")
            and any(mark in args for mark in mine)
            and all(word in args for word in words)
        }

    def children(self, name: str) -> set[int]:
        """Processes `parvis NAME` started by this demo."""
        assert self.process is not None
        told = subprocess.run(
            ["ps", "-ww", "-eo", "pid,ppid,stat,args"], capture_output=True, text=True
        ).stdout
        rows = [line.split(None, 3) for line in told.splitlines()[1:]]
        return {
            int(pid)
            for pid, parent, state, args in rows
            if int(parent) == self.process.pid
            and not state.startswith("Z")
            and f"cli {name}" in args
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def site(folder: Path, command: list[str] | None = None) -> Iterator[Site]:
    """A started site, stopped at the end whatever happens."""
    running = Site(folder, command)
    try:
        running.start()
        yield running
    finally:
        if running.process is not None and running.process.poll() is None:
            running.stop()


@contextlib.contextmanager
def demonstration() -> Iterator[Site]:
    """A started site in a place of its own, whose data this run of tests loaded once."""
    # Not pytest's own folder: when root runs the tests, PostgreSQL's account must enter it.
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    folder.chmod(0o755)
    try:
        ready.copy_demonstration(folder / "var")
        with site(folder) as running:
            yield running
    finally:
        postgres.stop(folder / "var")
        shutil.rmtree(folder, ignore_errors=True)
