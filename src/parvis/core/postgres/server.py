"""Start, share and stop the server of a data folder.

Two locks of the operating system, released by it even after kill -9: `postgres.lock` is held while
something starts or stops; each user of the server holds a share of `postgres.users`, and whoever
can take all of it is the last one.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from parvis.core.postgres.cluster import Cluster
from parvis.core.postgres.layout import NAME, locate, prepare
from parvis.core.postgres.refusal import PostgresRefused, explain

_ANSWERS_WITHIN = 60  # seconds, while a server that crashed mends itself


@dataclass(frozen=True, slots=True)
class Status:
    """`pid` is None when nothing runs."""

    pid: int | None
    url: str
    folder: Path


@dataclass(slots=True)
class Server:
    """A share of a running server. `stop()` gives it back; the last one stops the server."""

    url: str
    folder: Path
    pid: int
    started_here: bool
    _data_dir: Path
    _share: int

    def stop(self) -> bool:
        """Give the share back; True when that stopped the server. Harmless when repeated."""
        if self._share < 0:
            return False
        share, self._share = self._share, -1
        os.close(share)
        return _stop_unless_used(self._data_dir)


def start(data_dir: Path, *, durable: bool = True) -> Server:
    """A server on `data_dir`/postgres: the one already running, else a new one.

    `durable=False` trades safety for speed, for tests. Raises PostgresRefused.
    """
    data_dir = data_dir.absolute()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        share = _lock(data_dir / "postgres.users", fcntl.LOCK_SH)
    except OSError as error:
        raise explain("opening its folder", f"error: {error}") from error
    try:
        with _alone(data_dir):
            layout = prepare(data_dir)
            cluster = Cluster(layout)
            started_here = _bring_up(cluster, durable=durable)
            pid = cluster.pid()
    except BaseException:
        os.close(share)
        raise
    if pid is None:
        os.close(share)
        raise PostgresRefused(f"PostgreSQL stopped as soon as it had started. Log: {layout.log}")
    return Server(layout.url(), layout.folder, pid, started_here, data_dir, share)


def url(data_dir: Path) -> str:
    """The address of the server of `data_dir`, whether it runs or not."""
    return locate(data_dir.absolute()).url()


def status(data_dir: Path) -> Status:
    """What runs on `data_dir`, touching nothing."""
    layout = locate(data_dir.absolute())
    return Status(Cluster(layout).pid(), layout.url(), layout.folder)


def stop(data_dir: Path) -> bool:
    """Stop the server of `data_dir` whoever uses it; True when one was running."""
    data_dir = data_dir.absolute()
    if not (data_dir / "postgres").exists():
        return False
    with _alone(data_dir):
        return _halt(data_dir)


def _stop_unless_used(data_dir: Path) -> bool:
    with _alone(data_dir):
        try:
            everyone = _lock(data_dir / "postgres.users", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        try:
            return _halt(data_dir)
        finally:
            os.close(everyone)


def _halt(data_dir: Path) -> bool:
    cluster = Cluster(locate(data_dir))
    was_running = cluster.pid() is not None
    if was_running:
        cluster.halt()
    return was_running


def _bring_up(cluster: Cluster, *, durable: bool) -> bool:
    """Start the server if it does not run, wait for an answer; True when it was started here.

    A server just killed still shows its number for a moment: each turn looks again.
    """
    started_here = False
    give_up = time.monotonic() + _ANSWERS_WITHIN
    while True:
        if cluster.pid() is None:
            cluster.make()
            cluster.launch(durable=durable)
            started_here = True
        try:
            with psycopg.connect(cluster.layout.url("postgres", "postgres")) as connection:
                connection.autocommit = True
                _furnish(connection)
        except psycopg.OperationalError as error:
            if time.monotonic() > give_up:
                raise explain("answering", f"error: {error}", cluster.layout.log) from error
            time.sleep(0.1)
        else:
            return started_here


def _furnish(connection: psycopg.Connection) -> None:
    """Make our role and database if they are missing.

    The role owns its database and nothing else: the journal's refusals must hold for it.
    """
    name = sql.Identifier(NAME)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    lock = _lock(data_dir / "postgres.lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def _lock(path: Path, kind: int) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, kind)
    except BaseException:
        os.close(handle)
        raise
    return handle
