"""A partner's program that takes webhooks badly: it hangs, refuses, takes and says that it did not."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANGS_FOR = 15.0  # seconds: longer than a sender waits
MOODS = {"takes": 6, "refuses": 2, "takes it, then breaks": 2, "hangs": 1}


class Receiver(ThreadingHTTPServer):
    """`taken`: ids of events, in the order in which they were taken, repetitions too."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.taken: list[str] = []
        self.moods: Counter[str] = Counter()
        self.is_kind = False
        self.noting = threading.Lock()
        self._random = random.Random(64)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/events"

    def mood(self) -> str:
        with self.noting:
            some = self._random.choices(list(MOODS), list(MOODS.values()))[0]
            now = "takes" if self.is_kind else some
            self.moods[now] += 1
            return now


class _Taker(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        mood = self.server.mood()
        if mood == "hangs":
            time.sleep(HANGS_FOR)
            return
        if mood.startswith("takes"):
            with self.server.noting:
                self.server.taken.append(self.headers["webhook-id"])
        if mood == "takes it, then breaks":
            self.close_connection = True
            return
        self.send_response(503 if mood == "refuses" else 204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
