"""`parvis migrate`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import click

from parvis.config.cli._screen import Report, done, working
from parvis.config.cli._site import open_site, pending_migrations

_LOCK = 0x70617276  # "parv": two servers of one site that start together migrate once


@click.command()
def command() -> None:
    """Bring the database to this version of Parvis."""
    open_site()
    bring_up_to_date()


def bring_up_to_date() -> int:
    """Apply what is missing; answers how many migrations ran."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            pending = pending_migrations()
            if pending:
                with working("Updating the database") as report, _seldom_counting():
                    _counted(report, len(pending))
                    call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    done(f"Database up to date ({len(pending)} changes)." if pending else "Database up to date.")
    return len(pending)


@contextmanager
def _seldom_counting() -> Iterator[None]:
    """Django makes each model a hundred times here: counting so often what is left of them costs a
    third of the time. Never counting costs a gigabyte."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _counted(report: Report, total: int) -> None:
    """Let the bar advance with each migration, which Django tells to its executor only."""
    from django.db.migrations.executor import MigrationExecutor

    apply = MigrationExecutor.apply_migration
    count = 0

    def apply_and_count(self: MigrationExecutor, *args: object, **options: object) -> object:
        nonlocal count
        state = apply(self, *args, **options)  # type: ignore[arg-type]
        count += 1
        report(count, total)
        return state

    MigrationExecutor.apply_migration = apply_and_count  # type: ignore[method-assign,assignment]
