"""One site for all fault tests: whatever one of them did to it, the next finds it open."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parvis.core import postgres
from tests.running import Site, site

Opened = Callable[[], Site]


@pytest.fixture(scope="session")
def opened() -> Iterator[Opened]:
    """Gives the site, started again where a test left it stopped: tests run in any order."""
    # Not pytest's own folder: when root runs the tests, PostgreSQL's account must enter it.
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    folder.chmod(0o755)

    with site(folder) as started:

        def give() -> Site:
            if started.process is None or started.process.poll() is not None:
                started.start()
            started.wait(started.answers)
            return started

        yield give
    postgres.stop(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running(opened: Opened) -> Site:
    return opened()
