"""What does not go on by itself, and what frees it: for administrators and `parvis stuck`.

A domain registers its checks in `apps.py`. A check counts by one query and shows no personal data.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`key` stands in addresses and on the command line. `meaning`: what is stuck, and what people
    notice of it; `remedy`: what somebody has to do or see to.

    `free` makes it go on and returns how many it took up; done twice it does no more. It runs in
    the transaction of the journal entry, so it queues jobs and does nothing slow itself. `page`:
    name of the address where each one is seen.
    """

    key: str
    name: Words
    meaning: Words
    find: Callable[[], Found]
    remedy: Words = ""
    free: Callable[[], int] | None = None
    page: str = ""

    @property
    def can_be_freed(self) -> bool:
        """For templates, which would call `free`."""
        return self.free is not None


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


def examine() -> Iterator[Seen]:
    """Every check, in the order of registration. Two statements each."""
    for check in list(_checks.values()):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {MOST_MS}; SET LOCAL jit = off")
                found = check.find()
        except Exception as error:
            why = str(error).strip().split("\n")[0] or type(error).__name__
            yield Seen(check, Found(), why)
        else:
            yield Seen(check, found)


def counted(rows: str, *values: Any) -> Found:
    """How many rows a SELECT of `at` and `name` finds, since when, and the first few names. Where
    there may be very many, let it put the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(rows=rows), values)
        count, since, names = cursor.fetchone()
    return Found(count, since, tuple(name for name in names or () if name))


_COUNTED = f"""
SELECT count(*), min(at)::timestamptz, (array_agg(DISTINCT name::text))[1:{NAMED}]
FROM (SELECT * FROM ({{rows}}) held(at, name) LIMIT {MOST + 1}) held(at, name)"""  # noqa: S608  constants of ours
