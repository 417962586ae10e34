"""What tests of every domain may use: counting queries, running coroutines. `conftest.py` at the root makes them strict."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection
from django.test.utils import CaptureQueriesContext

T = TypeVar("T")

Make = Callable[[Callable[[], Any]], Any]
"""The fixture `made_once`: makes rows once for all tests of a module."""


def run_aside(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in a thread of its own: that of the tests may be held by a browser's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


@contextmanager
def queries() -> Iterator[list[str]]:
    """The SQL sent within the block, transaction statements left out."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    ignored = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SET CONSTRAINTS")
    sent += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(ignored)]


def assert_queries_do_not_grow(
    visit: Callable[[], object], add_rows: Callable[[], object], *, at_most: int = 12
) -> None:
    """`visit` sends as many queries after `add_rows` as before, and no more than `at_most`."""
    visit()  # fills what is read once per process
    with queries() as before:
        visit()
    add_rows()
    with queries() as after:
        visit()
    assert len(after) == len(before), "\n".join(
        [f"{len(before)} queries became {len(after)}:", *after]
    )
    assert len(after) <= at_most, "\n".join([f"{len(after)} queries:", *after])
