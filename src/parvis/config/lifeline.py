"""A child process ends when the process that started it is gone, even by kill -9."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait

CHILD_OF = "PARVIS_CHILD_OF"


def follow_starter() -> None:
    """End politely when the `parvis demo` that started this process has died."""
    starter = os.environ.get(CHILD_OF)
    if starter:
        _in_background(lambda: _wait_for_orphanage(int(starter)))


def follow_server() -> None:
    """In a worker of the web server: end when the server has died, and free its port."""
    server = multiprocessing.parent_process()
    if server is not None:
        _in_background(lambda: wait([server.sentinel]))


def _in_background(until: Callable[[], object]) -> None:
    def watch() -> None:
        until()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(15)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True, name="lifeline").start()


def _wait_for_orphanage(starter: int) -> None:
    while os.getppid() == starter:
        time.sleep(0.5)
