"""When no DATABASE_URL is given, the embedded PostgreSQL takes its place for this process."""

import atexit
import os
from pathlib import Path

from parvis.config import env
from parvis.core import postgres


def use(data_dir: Path | None = None, *, durable: bool = True) -> str:
    """Answer the address of the database, starting the embedded server if none is configured.

    The address goes into the environment, so that child processes share the server; our share
    is given back at exit. Raises PostgresRefused.
    """
    configured = env.DATABASE_URL.value
    if configured:
        return configured
    server = postgres.start(data_dir or env.DATA_DIR.value, durable=durable)
    atexit.register(server.stop)
    os.environ[env.DATABASE_URL.name] = server.url
    return server.url
