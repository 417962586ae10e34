"""A disk that fills under PostgreSQL itself, and has room again: `python -m tests.faults.full_disk`.

Root only, for the small disk in memory that it mounts. It takes a minute or two. Once tables cannot
grow; once, in addition, the log of PostgreSQL cannot, at which it stops and cannot start again.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg

from parvis.core import postgres
from tests import ready
from tests.faults.browser import Browser
from tests.faults.ledger import Ledger
from tests.faults.people import COMPOSTER, RESIDENTS, Promises, Resident
from tests.running import Site, site

MEGABYTES = 420
TRIES = 8


@contextmanager
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    options = f"size={MEGABYTES}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        postgres.stop(folder / "var")
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(ballast: Path) -> None:
    """Every byte that is left."""
    held = os.open(ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        while True:
            os.write(held, b"x" * 4096)
    except OSError:
        os.close(held)


def use_up_the_log(database: psycopg.Connection) -> str:
    """Write into PostgreSQL's log until it stops; what it said."""
    try:
        while True:
            database.execute("SELECT pg_logical_emit_message(true, 'full', repeat('x', 9000000))")
    except psycopg.Error as error:
        return str(error).splitlines()[0]


def ask(person: Resident, number: int) -> str:
    try:
        return f"acknowledged, {person.request(COMPOSTER, f'full {number}')}"
    except AssertionError:
        return "refused: a fault on our side"
    except Exception as error:
        return f"no answer: {type(error).__name__}"


def what_is_stuck(running: Site) -> str:
    command = [*running.command, "stuck"]
    told = subprocess.run(command, env=running.environment, capture_output=True, text=True)
    return (told.stdout + told.stderr).strip()


def play(running: Site, *, log_too: bool) -> None:
    """Tells what people and administrators see. Raises AssertionError where a promise was broken."""
    ballast, ledger, promises = running.folder / "ballast", Ledger(running), Promises()
    url = postgres.url(running.folder / "var")
    with (
        closing(Browser(running.url, patience=1)) as karims,
        psycopg.connect(url, autocommit=True) as database,
    ):
        karims.sign_in(RESIDENTS[1])
        karim = Resident(karims, RESIDENTS[1], promises)
        click.echo(f"  room left:   {ask(karim, 0)}")
        fill(ballast)
        if log_too:
            click.echo(f"  PostgreSQL:  {use_up_the_log(database)}")
        for number in range(1, TRIES):
            click.echo(f"  full:        {ask(karim, number)}")
            fill(ballast)
    click.echo("  parvis stuck: " + what_is_stuck(running).replace("\n", "\n    "))
    ballast.unlink()
    since = datetime.now(UTC)
    running.wait(lambda: running.answers("/demarches/"), within=60)
    click.echo(f"  room again:  answers after {(datetime.now(UTC) - since).total_seconds():.0f} s")
    with closing(Browser(running.url)) as camilles:
        camilles.sign_in(RESIDENTS[0])
        Resident(camilles, RESIDENTS[0], promises).request(COMPOSTER, "after")
    hurry(running)
    ledger.catch_up(since)
    assert promises.sent.items() <= ledger.references().items()
    ledger.assert_nothing_twice_nothing_lost()
    click.echo(f"  {len(promises.sent)} requests acknowledged: nothing lost, nothing twice")


def hurry(running: Site) -> None:
    """As an administrator would, instead of waiting for the next attempts."""
    Ledger(running).rows(
        "UPDATE core_outboxdelivery SET retry_at = NULL WHERE delivered_at IS NULL"
    )


@click.command()
def main() -> None:
    """Fill the disk under a site of its own, twice, and see what was promised kept."""
    if os.geteuid() != 0:
        click.echo("Only root may mount a small disk.")
        sys.exit(2)
    made = ready.make_folder()
    try:
        for log_too in (False, True):
            click.echo("Tables and log cannot grow:" if log_too else "Tables cannot grow:")
            with small_disk() as folder:
                ready.copy_demonstration(folder / "var")
                with site(folder) as running:
                    play(running, log_too=log_too)
    finally:
        shutil.rmtree(made, ignore_errors=True)


if __name__ == "__main__":
    main()
