"""`parvis migrate`: begun by two servers at once, killed at any instant, it ends as if alone."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

# What a database is made of, in an order that is the same in each.
_MADE_OF = """
SELECT 'column', table_name, column_name, data_type || is_nullable FROM information_schema.columns
WHERE table_schema = current_schema()
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema()
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2, 3, 4
"""
_UNFINISHED = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"


@contextmanager
def empty(name: str) -> Iterator[str]:
    """The address of a database with nothing in it, gone afterwards."""
    told = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield f"postgresql://{told['USER']}@/{name}?host={told['HOST']}&port={told['PORT']}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def begin(address: str) -> subprocess.Popen[str]:
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(
        [sys.executable, "-m", "parvis.config.cli", "migrate"],
        env={**ours, "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(*servers: subprocess.Popen[str]) -> list[str]:
    """What each said; none goes on after this."""
    try:
        said = [server.communicate(timeout=600)[0] for server in servers]
    finally:
        for server in servers:
            server.kill()
            server.communicate()
    assert [server.returncode for server in servers] == [0] * len(servers), said
    return said


def made_of(address: str | None = None) -> list[tuple[str, ...]]:
    """Of the database at an address, or of that of the tests, which nobody disturbed."""
    if address is None:
        with connection.cursor() as cursor:
            cursor.execute(_MADE_OF)
            return list(cursor.fetchall())
    with psycopg.connect(address) as other:
        assert other.execute(_UNFINISHED).fetchall() == []
        return list(other.execute(_MADE_OF).fetchall())


def test_of_two_servers_that_begin_at_once_one_migrates():
    with empty("test_two_servers") as address:
        said = ended(begin(address), begin(address))
        assert sorted("changes)" in one for one in said) == [False, True], said
        assert made_of(address) == made_of()


def test_killed_at_any_instant_it_goes_on():
    with empty("test_killed_migrate") as address:
        for _ in range(6):
            server = begin(address)
            time.sleep(random.uniform(2, 8))  # what is loaded first takes a second or two
            server.kill()
            server.communicate()
        ended(begin(address))
        assert "up to date." in ended(begin(address))[0]
        assert made_of(address) == made_of()


def test_killed_before_it_is_noted_that_an_index_was_built():
    with empty("test_noted_migrate") as address:
        ended(begin(address))
        with psycopg.connect(address, autocommit=True) as other:
            gone = other.execute(
                "DELETE FROM django_migrations WHERE app = 'accounts' AND name = '0004_addresses'"
            )
            assert gone.rowcount == 1
        assert "(1 change)" in ended(begin(address))[0]
        assert made_of(address) == made_of()
