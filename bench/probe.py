"""Measures one request at a time, in process, through the WSGI door.

CPU is that of the Python process and of its PostgreSQL session (from /proc, where there is one):
it stays meaningful on a machine that does other work; wall times do not, so they come second.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

WARM_UP = 3
# Called before the clock starts, answers what to call while it runs.
Prepared = Callable[[], "Answer"]
Prepare = Callable[[], Prepared]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds of the requests of one round: wall of each; CPU of Python and of PostgreSQL,
    on average."""

    walls: list[float]
    python: float
    postgres: float
    queries: int
    kilobytes: float


class Door:
    """The WSGI application, called directly."""

    def __init__(self, application: Any, cookies: Mapping[str, str] | None = None) -> None:
        self.application = application
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> Answer:
        return self._call("GET", path, b"")

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._call("POST", path, urlencode({**fields, **token}).encode())

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


def measure(prepare: Prepare, times: int) -> Round:
    """Warm up, count the queries of one request, then time `times` requests."""
    for _ in range(WARM_UP):
        prepare()()
    with _counted() as queries:
        answer = prepare()()
    ready = [prepare() for _ in range(times)]
    session = _session()
    walls = []
    python, postgres = time.process_time(), _cpu_of(session)
    for once in ready:
        started = time.perf_counter()
        once()
        walls.append((time.perf_counter() - started) * 1000)
    return Round(
        walls=walls,
        python=(time.process_time() - python) * 1000 / times,
        postgres=(_cpu_of(session) - postgres) * 1000 / times,
        queries=queries[0],
        kilobytes=len(answer.body) / 1024,
    )


@contextmanager
def _counted() -> Iterator[list[int]]:
    from django.db import connection

    count = [0]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


def _session() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu_of(pid: int) -> float:
    """Seconds of CPU of a process; 0 where /proc does not tell."""
    folder = Path(f"/proc/{pid}")
    try:
        return int((folder / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        pass
    try:
        fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
