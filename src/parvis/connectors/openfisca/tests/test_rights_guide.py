"""Every example of the guide for developers runs against a real server, and says what the guide says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parvis.connectors.openfisca.client import OpenFisca
from parvis.connectors.openfisca.tests import official
from parvis.eligibility import ports
from parvis.eligibility.access import titles
from parvis.eligibility.api.examples import examples
from parvis.eligibility.api.openapi import OPERATIONS
from parvis.territory.tests.factories import territory_around_pau

GUIDE = Path(official.__file__).parents[5] / "docs" / "guides" / "rights-api.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|python|javascript)\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.S)
RUN = {
    "sh": ["sh", "-c"],
    "python": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "-e"],
}
NEEDS = {"sh": "curl", "python": sys.executable, "javascript": "node"}


@pytest.fixture
def site(
    live_server: Any, address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """With the real law, and the communes around Pau."""
    territory_around_pau()
    settings.LAW = address
    monkeypatch.setattr("parvis.connectors.openfisca.views.WITHIN", 90.0)
    before = list(ports._engine)
    ports.provide_law(OpenFisca(address, within=90))
    yield live_server.url
    ports._engine[:] = before


def run(kind: str, text: str, site: str) -> str:
    if shutil.which(NEEDS[kind]) is None:
        pytest.skip(f"{NEEDS[kind]} is not installed")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = subprocess.run(
        [*RUN[kind], text], env=os.environ | {"SITE": site, "PATH": path},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.proof
def test_every_example_says_what_the_guide_says(site: str) -> None:
    assert len(BLOCKS) == TEXT.count("```text")
    differing = [
        (text, told)
        for kind, example, text in BLOCKS
        if (told := run(kind, example, site)).strip() != text.strip()
    ]
    assert differing == [], "\n\n".join(told for _, told in differing)


@pytest.mark.proof
def test_the_examples_of_the_page_run(site: str) -> None:
    kinds = {"curl": "sh", "Python": "python", "JavaScript": "javascript"}
    told = {name: run(kinds[name], text, site) for name, text in examples(site).items()}
    assert all("yes" in one for one in told.values())


def test_the_guide_names_everything() -> None:
    assert [one.path for one in OPERATIONS if one.path not in TEXT] == []
    assert [code for code in titles() if f"`{code}`" not in TEXT] == []
