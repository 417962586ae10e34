"""Sends requests at the times they are due, whatever became of those before (open loop).

How long somebody waited is counted from the instant the request was due, not from when a thread was
free to send it: a server that stalls is not spared the requests it kept from being sent.
"""

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

THREADS = 64
GIVEN_UP_AFTER = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Request:
    """`expects`: the status of what is right."""

    kind: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    expects: int = 200


@dataclass(frozen=True, slots=True)
class Told:
    """`milliseconds` since it was due; `fault` is empty when all went well."""

    kind: str
    milliseconds: float
    fault: str = ""


class Crowd:
    """Threads that share one list of requests and their times."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._next = 0
        self._lock = threading.Lock()

    def send(self, requests: Sequence[Request], rate: float) -> list[Told]:
        """One request every 1 / `rate` seconds, in order; returns when all were answered."""
        self._next = 0
        start = time.perf_counter() + 0.5
        told: list[Told] = []
        threads = [
            threading.Thread(target=self._work, args=(requests, rate, start, told))
            for _ in range(min(THREADS, len(requests)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return told

    def _work(
        self, requests: Sequence[Request], rate: float, start: float, told: list[Told]
    ) -> None:
        peer = http.client.HTTPConnection("127.0.0.1", self._port, timeout=GIVEN_UP_AFTER)
        for place in self._places(len(requests)):
            due = start + place / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            fault = _send(peer, requests[place])
            told.append(Told(requests[place].kind, (time.perf_counter() - due) * 1000, fault))
        peer.close()

    def _places(self, many: int) -> Iterator[int]:
        while True:
            with self._lock:
                place, self._next = self._next, self._next + 1
            if place >= many:
                return
            yield place


def _send(peer: http.client.HTTPConnection, request: Request) -> str:
    try:
        peer.request(request.method, request.path, request.body or None, request.headers)
        answer = peer.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        peer.close()
        return type(error).__name__
    return "" if answer.status == request.expects else f"{request.kind}: HTTP {answer.status}"
