"""Migrations that several servers may begin at once, and that may be killed at any instant.

Django alone bears neither: an index built beside people's work waits for every statement under way,
that of a server waiting its turn included; and what is no single transaction, as such an index
cannot be, finds half of itself done when it runs again.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor

_LOCK = 0x70617276  # "parv": of the servers of one site that start together, one migrates
_TRY_AGAIN = 0.5  # seconds
_IF_ABSENT = {
    "sql_create_index_concurrently": ("INDEX CONCURRENTLY", "INDEX CONCURRENTLY IF NOT EXISTS"),
    "sql_create_column": ("ADD COLUMN", "ADD COLUMN IF NOT EXISTS"),
}
# Left by a server that was killed while it built them. Those of REINDEX are somebody else's.
_UNFINISHED = r"""
SELECT quote_ident(c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
    AND c.relname !~ '_cc(new|old)\d*$'
"""


@contextmanager
def alone(say_waiting: Callable[[], None]) -> Iterator[None]:
    """One server at a time. Who waits asks again and again: a statement that waits would itself be
    waited for by an index built concurrently."""
    with connection.cursor() as cursor:
        is_waiting = False
        while not _is_ours(cursor):
            if not is_waiting:
                say_waiting()
            is_waiting = True
            time.sleep(_TRY_AGAIN)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _is_ours(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
    return bool(cursor.fetchone()[0])


def migrate(applied: Callable[[int], None]) -> None:
    """Apply all that is missing, once `alone`; tell how many are, each time one is."""
    apply = MigrationExecutor.apply_migration
    count = 0

    def apply_whole(self: MigrationExecutor, state: Any, migration: Any, **options: Any) -> Any:
        nonlocal count
        # With its line in the table of migrations, which Django may write a moment later.
        with transaction.atomic() if migration.atomic else nullcontext():
            state = apply(self, state, migration, **options)
        count += 1
        applied(count)
        return state

    _drop_unfinished_indexes()
    with (
        _in_place_of(MigrationExecutor, apply_migration=apply_whole),
        _in_place_of(DatabaseSchemaEditor, **_resumable()),
        _seldom_counting(),
    ):
        call_command("migrate", verbosity=0, interactive=False)


def _resumable() -> dict[str, str]:
    """What was done by a migration cut short is left as it is."""
    return {
        name: getattr(DatabaseSchemaEditor, name).replace(*words)
        for name, words in _IF_ABSENT.items()
    }


@contextmanager
def _in_place_of(owner: type, **ours: Any) -> Iterator[None]:
    usual = {name: getattr(owner, name) for name in ours}
    for name, value in ours.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in usual.items():
            setattr(owner, name, value)


def _drop_unfinished_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNFINISHED)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


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
