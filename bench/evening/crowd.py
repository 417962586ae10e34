"""Voters, from one process that costs little beside the site it measures.

Requests are made before, sent at the instant they are due whatever became of those before, over
connections that are kept, as a reverse proxy keeps them; one that was not answered as it should is
sent again. A wait is counted from the instant the request was due.
"""

import asyncio
import re
import time
from collections import Counter, deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field

from bench.evening.town import Asked

LINES = 64
RENEWED_AFTER = 500  # requests: a web process that began again gets its share of connections
AGAIN_AFTER = 0.5  # seconds
GIVEN_UP_AFTER = 30.0
TRIES = 100
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Sent:
    """One request on its way."""

    number: int
    asked: Asked
    due: float
    tries: int = 0


@dataclass
class Heard:
    """What became of the requests. `waited`: seconds of each that was answered as it should."""

    right: set[int] = field(default_factory=set)
    waited: list[float] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    again: int = 0
    seconds: float = 0.0
    bodies: dict[int, bytes] = field(default_factory=dict)

    def wait(self, share: float) -> float:
        """Milliseconds that this share of the requests did not exceed."""
        waits = sorted(self.waited)
        return 1000 * waits[min(len(waits) - 1, int(len(waits) * share))] if waits else 0.0


class Crowd:
    """`keeps`: the bodies of answers too."""

    def __init__(self, port: int, *, keeps: bool = False) -> None:
        self.port = port
        self.keeps = keeps
        self.heard = Heard()
        self._free: list[_Line] = []
        self._lines = 0
        self._queue: deque[Sent] = deque()
        self._left = 0
        self._done = asyncio.Event()

    async def send(self, every: Iterable[Asked], rate: float) -> Heard:
        """One every 1 / `rate` seconds; returns when all were answered, or given up."""
        began = time.monotonic()
        self._left = 1
        for number, asked in enumerate(every):
            due = began + number / rate
            if (pause := due - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            self._left += 1
            self._put(Sent(number, asked, due))
        self._finish()
        await self._done.wait()
        self.heard.seconds = time.monotonic() - began
        for line in self._free:
            line.transport.close()
        return self.heard

    def answered(self, sent: Sent, head: bytes, body: bytes) -> None:
        if sent.asked.expects in head:
            self.heard.right.add(sent.number)
            self.heard.waited.append(time.monotonic() - sent.due)
            if self.keeps:
                self.heard.bodies[sent.number] = body
            self._finish()
            return
        self.heard.odd[head[9:12].decode() or "no answer"] += 1
        sent.tries += 1
        if sent.tries >= TRIES:
            self._finish()
            return
        self.heard.again += 1
        asyncio.get_running_loop().call_later(AGAIN_AFTER, self._put, sent)

    def free(self, line: "_Line") -> None:
        """A connection that can carry another request."""
        if self._queue:
            line.carry(self._queue.popleft())
        else:
            self._free.append(line)

    def lost(self, line: "_Line") -> None:
        self._lines -= 1
        if line in self._free:
            self._free.remove(line)
        if self._queue:
            self._open()

    def _put(self, sent: Sent) -> None:
        if self._free:
            self._free.pop().carry(sent)
            return
        self._queue.append(sent)
        if self._lines < LINES:
            self._open()

    def _open(self) -> None:
        self._lines += 1
        task = asyncio.ensure_future(self._connect())
        task.add_done_callback(lambda done: done.exception())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: _Line(self), "127.0.0.1", self.port)
        except OSError:
            self.heard.odd["no connection"] += 1
            await asyncio.sleep(AGAIN_AFTER)
            self._lines -= 1
            if self._queue:
                self._open()

    def _finish(self) -> None:
        self._left -= 1
        if not self._left:
            self._done.set()


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    transport: asyncio.Transport

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.sent: Sent | None = None
        self.held = b""
        self.carried = 0
        self.late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.crowd.free(self)

    def carry(self, sent: Sent) -> None:
        self.sent, self.held = sent, b""
        self.carried += 1
        self.late = asyncio.get_running_loop().call_later(GIVEN_UP_AFTER, self.transport.abort)
        self.transport.write(sent.asked.request)

    def data_received(self, data: bytes) -> None:
        self.held += data
        head, edge, body = self.held.partition(b"\r\n\r\n")
        if not edge or self.sent is None:
            return
        length = _LENGTH.search(head)
        if length is None or len(body) < int(length[1]):
            return
        sent, self.sent = self.sent, None
        if self.late:
            self.late.cancel()
        self.crowd.answered(sent, head + edge, body)
        if self.carried >= RENEWED_AFTER:
            self.transport.close()
        else:
            self.crowd.free(self)

    def connection_lost(self, error: Exception | None) -> None:
        if self.late:
            self.late.cancel()
        sent, self.sent = self.sent, None
        self.crowd.lost(self)
        if sent is not None:
            self.crowd.answered(sent, b"", b"")


def play(
    port: int,
    every: Iterable[Asked],
    rate: float,
    *,
    keeps: bool = False,
    beside: Coroutine[None, None, None] | None = None,
) -> Heard:
    """`Crowd.send`, while something else goes on `beside`."""

    async def both() -> Heard:
        other = asyncio.ensure_future(beside) if beside else None
        heard = await Crowd(port, keeps=keeps).send(every, rate)
        if other:
            await other
        return heard

    return asyncio.run(both())
