"""The site served as in a town, and who starts it again; the processes that die during the evening.

In production systemd starts the web server again and Granian its processes; PostgreSQL recovers by
itself. Here this module does what systemd does.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from bench.evening import usage

PROCESSES = 2
BEGUN_AGAIN_AFTER = 0.1  # seconds, as systemd does with `Restart=always`


class Site:
    """`parvis serve`, and its PostgreSQL where it is on this machine."""

    def __init__(self, port: int, url: str, log: Path) -> None:
        self.port = port
        self.log = log
        self._url = url
        self._gone = 0.0
        self._process = self._start()
        with psycopg.connect(url) as connection:
            self._postmaster = usage.parent_of(connection.info.backend_pid)

    def web(self) -> float:
        """Seconds of processor used so far."""
        return self._gone + usage.seconds(self._process.pid)

    def postgres(self) -> float:
        return usage.seconds(self._postmaster)

    def wait(self) -> None:
        """Until it answers. Raises TimeoutError."""
        for _each in range(600):
            try:
                line = HTTPConnection("127.0.0.1", self.port, timeout=5)
                line.request("GET", "/")
                line.getresponse().read()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the site does not answer")

    def kill_process(self) -> None:
        """One web process: Granian begins another one."""
        os.kill(usage.tree(self._process.pid)[1], signal.SIGKILL)

    def kill_server(self) -> None:
        """The web server with all its processes: `supervise` begins it again."""
        self._gone = self.web()
        os.killpg(self._process.pid, signal.SIGKILL)

    def kill_session(self) -> None:
        """A session of PostgreSQL in which ballots are written: the server ends them all, and reads
        its log again. For a server of our own only."""
        with psycopg.connect(self._url) as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                " ORDER BY state_change DESC LIMIT 1"
            ).fetchone()
        if row:
            os.kill(row[0], signal.SIGKILL)

    async def supervise(self, deaths: list[tuple[float, Callable[[], None]]], lasts: float) -> None:
        """Let each die at its second; start the web server again when it is gone."""
        began = time.monotonic()
        while (now := time.monotonic() - began) < lasts:
            if deaths and now >= deaths[0][0]:
                deaths.pop(0)[1]()
            if self._process.poll() is not None:
                await asyncio.sleep(BEGUN_AGAIN_AFTER)
                self._process = self._start()
            await asyncio.sleep(0.1)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "parvis.config.cli", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*command, "--processes", str(PROCESSES)],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
