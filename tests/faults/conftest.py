"""One site for all fault tests: whatever one of them did to it, the next finds it open."""

from collections.abc import Callable, Iterator

import pytest

from tests.running import Site, demonstration

Opened = Callable[[], Site]


@pytest.fixture(scope="session")
def opened() -> Iterator[Opened]:
    """Gives the site, started again where a test left it stopped: tests run in any order."""
    with demonstration() as started:

        def give() -> Site:
            if started.process is None or started.process.poll() is not None:
                started.start()
            started.wait(started.answers)
            return started

        yield give


@pytest.fixture
def running(opened: Opened) -> Site:
    return opened()
