"""`parvis serve`."""

import socket

import click

from parvis.config import env
from parvis.config.cli import Refused
from parvis.config.cli._screen import done
from parvis.config.cli._site import open_site, pending_migrations
from parvis.config.cli._static import gather_static_files
from parvis.config.lifeline import follow_starter

# A page waits for PostgreSQL part of its time; each thread keeps one connection.
_THREADS = 4


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", type=click.IntRange(1, 256), help="Default: PARVIS_WEB_PROCESSES.")
def command(host: str, port: int, processes: int | None) -> None:
    """Answer pages, behind a reverse proxy that does HTTPS."""
    open_site()
    follow_starter()
    pending = pending_migrations()
    if pending:
        raise Refused(f"The database lacks {len(pending)} changes. Run: parvis migrate")
    if not is_free(host, port):
        raise Refused(f"Port {port} is taken by another program. Choose one with --port.")
    gather_static_files()
    done(f"Serving on http://{host}:{port}")
    from django.db import connection
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connection.close()
    Granian(
        "parvis.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes or env.WEB_PROCESSES.value,
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=10,
        websockets=False,
    ).serve()


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Refused(f"Port {port} is reserved: choose one above 1023.") from error
        except OSError:
            return False
    return True
