from collections.abc import Iterator

import pytest

from parvis.appointments.tests.factories import TownHall, at


@pytest.fixture
def monday(db: None) -> Iterator[None]:
    """It is early on Monday 9 March 2026."""
    with at():
        yield


@pytest.fixture
def hall(monday: None) -> TownHall:
    return TownHall()
