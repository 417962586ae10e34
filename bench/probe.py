"""Measures one request at a time, in process, through the WSGI door.

CPU is that of the Python process and of its PostgreSQL session (from /proc, where there is one):
it stays meaningful on a machine that does other work; wall times do not, so they come second.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Figures:
    """Milliseconds of one request: wall at the median and the 95th percentile; CPU on average."""

    name: str
    p50: float
    p95: float
    cpu: float
    postgres_cpu: float
    queries: int
    kilobytes: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Door:
    """The WSGI application, called directly."""

    def __init__(self, application: Any, cookies: dict[str, str] | None = None) -> None:
        self.application = application
        self.cookies = cookies or {}

    def get(self, path: str) -> Answer:
        return self._call("GET", path, b"")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        fields = fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._call("POST", path, urlencode(fields).encode())

    def _call(self, method: str, path: str, body: bytes) -> Answer:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "HTTP_ACCEPT_LANGUAGE": "fr",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
            "REMOTE_ADDR": "127.0.0.1",
        }
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            told.update(status=int(status[:3]), headers=headers)

        chunks = self.application(environ, start)
        content = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return Answer(told["status"], told["headers"], content)


def measure(
    name: str, once: Callable[[int], Answer], *, times: int, expect: int = 200
) -> Figures:
    """Call `once(i)` a few times to warm up, then `times` times."""
    from django.db import connection

    for i in range(3):
        answer = once(i)
        assert answer.status == expect, f"{name}: {answer.status} {answer.body[:300]!r}"
    with _counted() as queries:
        answer = once(3)
    session = _session_of(connection)
    walls = []
    cpu, postgres = time.process_time(), _cpu_of(session)
    for i in range(4, times + 4):
        started = time.perf_counter()
        answer = once(i)
        walls.append((time.perf_counter() - started) * 1000)
        assert answer.status == expect, f"{name}: {answer.status}"
    used, used_there = time.process_time() - cpu, _cpu_of(session) - postgres
    walls.sort()
    return Figures(
        name=name,
        p50=statistics.median(walls),
        p95=walls[int(len(walls) * 0.95) - 1],
        cpu=used * 1000 / times,
        postgres_cpu=used_there * 1000 / times,
        queries=queries[0],
        kilobytes=len(answer.body) / 1024,
    )


@contextmanager
def _counted() -> Iterator[list[int]]:
    from django.db import connection

    count = [0]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


def _session_of(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu_of(pid: int) -> float:
    """Seconds of CPU of a process; 0 where /proc does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
