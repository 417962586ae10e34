"""When no DATABASE_URL is given, the embedded PostgreSQL takes its place for this process."""

import atexit
import os
from pathlib import Path

from parvis.config import env
from parvis.core import postgres

_held: list[tuple[postgres.Server, Path]] = []


def use(data_dir: Path | None = None, *, durable: bool = True) -> str:
    """Answer the address of the database, starting the embedded server if none is configured.

    The address goes into the environment, so that child processes share the server; our share
    is given back at exit. Raises PostgresRefused.
    """
    configured = env.DATABASE_URL.value
    if configured:
        return configured
    folder = (data_dir or env.DATA_DIR.value).absolute()
    server = postgres.start(folder, durable=durable)
    if not _held:
        atexit.register(_give_back)
    _held.append((server, folder))
    os.environ[env.DATABASE_URL.name] = server.url
    return server.url


def bring_back() -> bool:
    """Start our server again if it was killed; True when it had been."""
    for number, (server, folder) in enumerate(_held):
        if postgres.status(folder).pid is None:
            _held[number] = (postgres.start(folder), folder)
            server.stop()
            return True
    return False


def _give_back() -> None:
    for server, _ in _held:
        server.stop()
