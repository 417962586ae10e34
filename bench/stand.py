"""What the measured sites stand on: a PostgreSQL that keeps its promises, a database of our own."""

import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

DATABASE = "parvis_bench"
FOLDER = Path(os.environ.get("PARVIS_BENCH_DIR", "var/bench"))


@contextmanager
def database(*, keep: bool = False, kept: bool = False) -> Iterator[str]:
    """The address of an empty database, dropped at the end. DATABASE_URL, or else an embedded
    server of our own, names the server. `keep`: it stays; `kept`: the one that stayed."""
    from parvis.config import embedded, env

    os.environ[env.DATA_DIR.name] = str(FOLDER.absolute())
    server = embedded.use()
    address = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    name = sql.Identifier(DATABASE)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with psycopg.connect(server, autocommit=True) as connection:
        if not kept:
            connection.execute(drop)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    os.environ[env.DATABASE_URL.name] = address
    try:
        yield address
    finally:
        if not (keep or kept):
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(drop)


def server_says(url: str) -> str:
    """Version of PostgreSQL, and whether a commit waits for the disk."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'), "
            "current_setting('synchronous_commit')"
        ).fetchone()
    assert row is not None
    return f"PostgreSQL {row[0]} (fsync {row[1]}, synchronous_commit {row[2]})"


def machine() -> str:
    """Processor, cores, memory, system, Python; no name of the machine."""
    cores = os.cpu_count()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    python = platform.python_version()
    return f"{_processor()}, {cores} cores, {memory:.0f} GB, {platform.system()}, Python {python}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit() -> str:
    """The commit that was measured, with a mark when files differ from it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"
