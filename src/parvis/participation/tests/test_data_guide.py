"""Every example of the guide for reusers runs against a real server, and says what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parvis.core.problems import common_titles
from parvis.participation import actions
from parvis.participation.api.openapi import OPERATIONS
from parvis.participation.models import Consultation
from parvis.participation.opendata.datasets import all_datasets
from parvis.participation.tests import consulting

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "participation-data.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.S)
RUN = {"sh": ["sh", "-c"], "python": [sys.executable, "-c"]}


def _run(kind: str, text: str, site: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = subprocess.run(
        [*RUN[kind], text], env=os.environ | {"SITE": site, "PATH": path},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_every_example_says_what_the_guide_says(live_server: Any) -> None:
    town = consulting.consultation(themes=["Composter"])
    Consultation.objects.filter(pk=town.pk).update(slug="moins-de-dechets")
    first = consulting.idea(town, title="Prêter de la vaisselle lavable")
    consulting.idea(town, title="Un composteur au pied de chaque immeuble", theme="Composter")
    for _each in range(2):
        actions.support(idea=first, by=consulting.participant(town))
    assert len(BLOCKS) == TEXT.count("```text")
    told = [
        re.sub(
            rf"^{first.pk}\b", "1", re.sub(rf"^{first.pk + 1}\b", "2", said, flags=re.M), flags=re.M
        )
        for kind, text, _expected in BLOCKS
        for said in [_run(kind, text, live_server.url).replace("\r\n", "\n")]
    ]
    assert told == [expected for _kind, _text, expected in BLOCKS]


def test_the_guide_names_everything() -> None:
    assert [one.address for one in OPERATIONS if f"`{one.address}`" not in TEXT] == []
    assert [code for code in common_titles() if f"`{code}`" not in TEXT] == []
    assert len(all_datasets()) >= 10
