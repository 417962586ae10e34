from collections.abc import Iterator

import pytest

from parvis.eligibility.tests.twin import Twin, small_law
from parvis.territory.models import Area
from parvis.territory.tests.factories import territory_around_pau


@pytest.fixture
def law() -> Iterator[Twin]:
    """The small law engine of the tests, for as long as the test lasts."""
    with small_law() as twin:
        yield twin


@pytest.fixture
def around_pau(db: None) -> dict[str, Area]:
    return territory_around_pau()
