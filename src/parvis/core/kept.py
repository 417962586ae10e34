"""Answers kept in this process for a little while, for what frames ask on every page.

What is shown may lag behind by that while; what decides (may this be done?) is never kept.
"""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from parvis.core import clock

T = TypeVar("T")
MOST = 2_000
_every: "list[Kept[Any]]" = []


class Kept(Generic[T]):
    """Remembers what `make` answered for a key, for `seconds`."""

    def __init__(self, *, seconds: int) -> None:
        self._for = timedelta(seconds=seconds)
        self._answers: dict[Hashable, tuple[datetime, T]] = {}
        _every.append(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        now = clock.now()
        found = self._answers.get(key)
        # A clock that was moved (scenarios, tests) keeps nothing from another time.
        if found is not None and found[0] <= now < found[0] + self._for:
            return found[1]
        if len(self._answers) >= MOST:
            self._answers.clear()
        answer = make()
        self._answers[key] = now, answer
        return answer

    def forget(self) -> None:
        """Ask again at the next page: call it after a change made here."""
        self._answers.clear()


def forget_everything() -> None:
    """As a process that has just begun: for tests, whose rows go away under what was kept."""
    for each in _every:
        each.forget()
