"""Keeps child processes alive until told to stop."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from parvis.config.cli import Refused
from parvis.config.cli._screen import warn
from parvis.config.lifeline import CHILD_OF

_STOPS_WITHIN = 20  # seconds
_TOO_MANY_SHORT_LIVES = 5
_SHORT = 5  # seconds: whoever lives less never got to work


@dataclass
class Child:
    """`parvis NAME …` in a process group of its own: a Ctrl-C reaches us first."""

    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    short_lives: int = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "parvis.config.cli", *self.arguments]
        own = os.environ | {CHILD_OF: str(os.getpid())}
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, env=own, start_new_session=True
        )

    def signal(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Starts the children, starts again those that die, stops all of them at the end."""

    def __init__(self, *commands: list[str]) -> None:
        self.children = [Child(command) for command in commands]
        self.stopping = False

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        for child in self.children:
            child.start()

    def watch(self, can_work: Callable[[], bool] = lambda: True) -> None:
        """Until a signal comes. Children are started again while they `can_work`; raises Refused
        when one dies again and again."""
        while not self.stopping:
            if can_work():
                for child in self.children:
                    if not child.is_alive():
                        self._revive(child)
            time.sleep(0.3)

    def stop(self) -> None:
        """All at once, politely, then by force."""
        for child in self.children:
            if child.process is not None:
                child.process.terminate()
        give_up = time.monotonic() + _STOPS_WITHIN
        while any(child.is_alive() for child in self.children) and time.monotonic() < give_up:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()

    def _stop_soon(self, number: int, frame: object) -> None:
        self.stopping = True

    def _revive(self, child: Child) -> None:
        lived = time.monotonic() - child.started_at
        child.short_lives = child.short_lives + 1 if lived < _SHORT else 0
        if child.short_lives >= _TOO_MANY_SHORT_LIVES:
            raise Refused(f"`parvis {child.arguments[0]}` stops again and again. See above why.")
        child.signal(signal.SIGKILL)  # what it may have left behind holds the port
        warn(f"`parvis {child.arguments[0]}` had stopped; started again.")
        child.start()
