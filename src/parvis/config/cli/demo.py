"""`parvis demo`."""

import hashlib
import os
import time

import click
import httpx
from rich.table import Table

from parvis.config import embedded, env
from parvis.config.cli import Refused
from parvis.config.cli._processes import Supervisor
from parvis.config.cli._screen import console, done, warn, working
from parvis.config.cli._site import open_site
from parvis.config.cli._static import gather_static_files
from parvis.config.cli.migrate import bring_up_to_date
from parvis.config.cli.serve import is_free
from parvis.core.postgres import PostgresRefused

_HOST = "127.0.0.1"
_FIRST_PORT = 8000
_ANSWERS_WITHIN = 60  # seconds
_TRIED_EVERY = 5  # seconds


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Default: the first free from 8000.")
@click.option("--only-load", is_flag=True, help="Prepare the data and stop.")
def command(port: int | None, only_load: bool) -> None:
    """Start the whole site with demo people; Ctrl-C stops it and keeps the data."""
    chosen = _choose(port)
    os.environ.setdefault(env.DEMO.name, "yes")
    os.environ.setdefault(env.BASE_URL.name, f"http://localhost:{chosen}")
    os.environ.setdefault(env.LOG_LEVEL.name, "WARNING")
    open_site()
    bring_up_to_date()
    _load_once()
    gather_static_files()
    if only_load:
        return
    web = ["serve", "--host", _HOST, "--port", str(chosen)]
    children = Supervisor(web, ["worker"], ["law"])
    try:
        children.start()
        _wait_for_page(chosen, children)
        if not children.stopping:
            _welcome()
        children.watch(_Database().is_there)
    finally:
        with console.status("Stopping…"):
            children.stop()
    done("Stopped. The data is kept.")


def _choose(port: int | None) -> int:
    if port is not None:
        if not is_free(_HOST, port):
            raise Refused(f"Port {port} is taken by another program. Choose another with --port.")
        return port
    for candidate in range(_FIRST_PORT, _FIRST_PORT + 100):
        if is_free(_HOST, candidate):
            if candidate != _FIRST_PORT:
                warn(f"Port {_FIRST_PORT} is taken by another program: using {candidate}.")
            return candidate
    raise Refused(f"No free port from {_FIRST_PORT} on. Choose one with --port.")


def _load_once() -> None:
    from parvis.config import demo

    marker = env.DATA_DIR.value / "demo.loaded"
    present = _loaded_into(demo.fingerprint())
    if marker.exists() and marker.read_text() == present:
        demo.freshen()
        done("Demo data is there.")
        return
    for step in demo.steps():
        with working(step.LABEL) as report:
            step.load(report)
        done(step.LABEL)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_text(present)


def _loaded_into(fingerprint: str) -> str:
    """Ties the content to this very database: one made anew must be filled anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid, system_identifier FROM pg_database, pg_control_system() "
            "WHERE datname = current_database()"
        )
        identity = cursor.fetchone()
    return hashlib.sha256(f"{fingerprint} {identity}".encode()).hexdigest()


def _wait_for_page(port: int, children: Supervisor) -> None:
    address = f"http://{_HOST}:{port}/"
    give_up = time.monotonic() + _ANSWERS_WITHIN
    with console.status("Waiting for the first page…"):
        while not children.stopping:
            try:
                httpx.get(address, timeout=10)
            except httpx.TransportError as error:
                web = children.children[0]
                if web.process is not None and web.process.poll() not in (None, 0):
                    raise Refused("The web server did not start. See above why.") from error
                if time.monotonic() > give_up:
                    raise Refused("The first page does not come. See above why.") from error
                time.sleep(0.1)
            else:
                return


class _Database:
    """The embedded server, started again when it stopped; again and again while it refuses to, as
    on a full disk."""

    def __init__(self) -> None:
        self._again_at: float | None = None

    def is_there(self) -> bool:
        if self._again_at is not None and time.monotonic() < self._again_at:
            return False
        try:
            was_away = embedded.bring_back()
        except PostgresRefused as error:
            if self._again_at is None:
                warn(f"{error}\nUntil then it is tried every {_TRIED_EVERY} seconds.")
            self._again_at = time.monotonic() + _TRIED_EVERY
            return False
        if was_away:
            warn("PostgreSQL had stopped; started again.")
        self._again_at = None
        return True


def _welcome() -> None:
    from parvis.config.demo.people import PEOPLE

    if PEOPLE:
        table = Table(title="Demo people: sign in with one click", title_justify="left")
        for heading in ("who", "part"):
            table.add_column(heading)
        for person in PEOPLE:
            table.add_row(person.name, person.part)
        console.print(table)
    console.print(f"\nParvis is open: [bold]{env.BASE_URL.value}[/bold]")
    console.print("Ctrl-C stops it; the data is kept.")
