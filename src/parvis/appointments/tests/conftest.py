from collections.abc import Iterator

import pytest
from django.test import Client

from parvis.appointments.tests.doors import enter
from parvis.appointments.tests.factories import TownHall, at


@pytest.fixture
def monday(db: None) -> Iterator[None]:
    """It is early on Monday 9 March 2026."""
    with at():
        yield


@pytest.fixture
def hall(monday: None) -> TownHall:
    return TownHall()


@pytest.fixture
def resident(hall: TownHall) -> Client:
    return enter(hall.resident)


@pytest.fixture
def agent(hall: TownHall) -> Client:
    return enter(hall.agent, hall.person)
