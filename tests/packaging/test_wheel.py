"""The built wheel alone, in an empty environment, from another folder: the demo starts."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from parvis.core import postgres
from tests.running import site

ROOT = Path(__file__).resolve().parents[2]
UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(UV is None, reason="uv is not installed: use `make test`"),
]


def run(*command: str) -> None:
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pvwheel", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    postgres.stop(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


def test_the_demo_starts_from_the_wheel(elsewhere: Path) -> None:
    assert UV is not None
    run(UV, "build", "--quiet", "--wheel", "--out-dir", str(elsewhere / "dist"), str(ROOT))
    [wheel] = (elsewhere / "dist").glob("*.whl")
    run(UV, "venv", "--quiet", "--python", sys.executable, str(elsewhere / "env"))
    install = [UV, "pip", "install", "--quiet", "--python", str(elsewhere / "env/bin/python")]
    run(*install, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    run(*install, "--no-deps", str(wheel))

    with site(elsewhere, [str(elsewhere / "env/bin/parvis")]) as running:
        page = httpx.get(running.url, timeout=30)
        assert page.status_code == 200
        assert "Parvis" in page.text
        assert '<html lang="fr"' in page.text
        files = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|svg|woff2)[^"]*)"', page.text)
        assert any(".css" in file for file in files)
        for file in files:
            assert httpx.get(running.url + file, timeout=30).status_code == 200, file
        assert running.stop() == 0
