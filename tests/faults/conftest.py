"""One site for all fault tests: whatever one of them did to it, the next finds it open."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.core import postgres
from tests.running import Site, site


@pytest.fixture(scope="session")
def _site() -> Iterator[Site]:
    # Not pytest's own folder: when root runs the tests, PostgreSQL's account must enter it.
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    folder.chmod(0o755)
    with site(folder) as started:
        yield started
    postgres.stop(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running(_site: Site) -> Site:
    """Started, whatever the test before did to it: tests run in any order."""
    if _site.process is None or _site.process.poll() is not None:
        _site.start()
    _site.wait(_site.answers)
    return _site
