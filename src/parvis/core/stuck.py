"""What does not go on by itself, and what frees it: for administrators and `parvis stuck`.

A domain registers its checks in `apps.py`. A check is a SELECT, shows no personal data, and is made
with the others in one statement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.utils.functional import Promise

Words = str | Promise
LATE = timedelta(minutes=10)
"""What waits for the worker is done within a minute; so long, and somebody should look."""
MOST_MS = 10_000
"""A count that takes longer is given up: the page must open when a table is in trouble."""
MOST = 1_000
"""As many are counted; one more stands for all others."""
NAMED = 5


@dataclass(frozen=True, slots=True)
class Found:
    """`count`: MOST + 1 stands for more. `since`: when the oldest one began, if known. `where`: a
    few places, in words."""

    count: int = 0
    since: datetime | None = None
    where: tuple[str, ...] = ()

    @property
    def is_more(self) -> bool:
        return self.count > MOST


class Rows(NamedTuple):
    """A SELECT of `at` and `name`. Where there may be very many, let it put the oldest first."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`key` stands in addresses and on the command line. `meaning`: what is stuck, and what people
    notice of it; `rows`: each thing that is. `remedy`: what somebody has to do or see to.

    `free` makes it go on and returns how many it took up; done twice it does no more. It runs in
    the transaction of the journal entry, so it queues jobs and does nothing slow itself. `page`:
    name of the address where each one is seen.
    """

    key: str
    name: Words
    meaning: Words
    rows: Callable[[], Rows]
    remedy: Words = ""
    free: Callable[[], int] | None = None
    page: str = ""

    @property
    def can_be_freed(self) -> bool:
        """For templates, which would call `free`."""
        return self.free is not None

    def find(self) -> Found:
        """How many rows there are, since when, and the first few names."""
        return counted(self.rows())[0]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check found; `fault` when it could not be made."""

    check: Check
    found: Found
    fault: str = ""

    @property
    def is_well(self) -> bool:
        return not self.fault and not self.found.count


_checks: dict[str, Check] = {}


def register(*checks: Check) -> None:
    """Add checks; the same key again replaces one."""
    _checks.update({check.key: check for check in checks})


def named(key: str) -> Check | None:
    return _checks.get(key)


def examine() -> list[Seen]:
    """Every check, in the order of registration. All are made by one statement; when it fails, each
    is made alone, so that one in trouble hides no other."""
    checks = list(_checks.values())
    try:
        return list(map(Seen, checks, counted(*(check.rows() for check in checks))))
    except Exception:
        return [_seen(check) for check in checks]


def _seen(check: Check) -> Seen:
    try:
        return Seen(check, check.find())
    except Exception as error:
        why = str(error).strip().split("\n")[0] or type(error).__name__
        return Seen(check, Found(), why)


# Large enough for a file to grow, and nobody else's.
_WRITE = "CREATE TEMP TABLE parvis_write AS SELECT repeat('x', 1000) FROM generate_series(1, 100)"


def why_nothing_is_kept() -> str:
    """What PostgreSQL says where it refuses to write, as on a full disk; empty when it writes."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_WRITE)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error).split("\n")[0]
    return ""


def counted(*each: Rows) -> list[Found]:
    """How many rows each has, since when, and the first few names. One statement."""
    if not each:
        return []
    parts = [_COUNTED.format(at=at, rows=rows.sql) for at, rows in enumerate(each)]
    values = [value for rows in each for value in rows.values]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {MOST_MS}; SET LOCAL jit = off")
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1", values)
        return [
            Found(count, since, tuple(name for name in names or () if name))
            for _at, count, since, names in cursor.fetchall()
        ]


_COUNTED = f"""
SELECT {{at}}, count(*), min(at)::timestamptz, (array_agg(DISTINCT name::text))[1:{NAMED}]
FROM (SELECT * FROM ({{rows}}) held(at, name) LIMIT {MOST + 1}) held(at, name)"""  # noqa: S608  constants of ours
