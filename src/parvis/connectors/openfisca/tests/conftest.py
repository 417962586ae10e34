"""One law process for all the tests of a run that ask it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.connectors.openfisca.client import OpenFisca, connected


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="pvlaw", dir="/tmp") as folder:
        where = str(Path(folder) / "law.sock")
        settings = {
            "PARVIS_DATA_DIR": folder, "PARVIS_LAW": where, "PARVIS_LAW_PROCESSES": "1",
        }  # fmt: skip
        law = subprocess.Popen(
            [sys.executable, "-m", "parvis.config.cli", "law"],
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(where, law)
            yield where
        finally:
            law.send_signal(signal.SIGTERM)
            assert law.wait(20) == 0
            assert not Path(where).exists()


def _wait(where: str, law: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert law.poll() is None, "the law process ended"
        try:
            connected(where, 5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the law process does not listen")


@pytest.fixture
def law(address: str) -> OpenFisca:
    known = {"64284": "64284", "64445": "64445"}
    return OpenFisca(address, within=90, commune_of=known.get)
