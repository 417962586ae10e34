"""A population on a cluster, a worker of which is killed: what this machine alone would say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from parvis.connectors.openfisca import cluster

pytestmark = pytest.mark.proof


def test_a_cluster_that_loses_a_worker_writes_the_same_bytes(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "parvis.connectors.openfisca.tests.both_ways", str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(told.stdout)
    assert found["was_killed"]
    assert found["chunks"] > 10
    assert found["far"] == found["near"]


def test_a_worker_with_another_law_refuses() -> None:
    with pytest.raises(cluster.OtherLaw):
        cluster._chunk(None, 0, ["af"], None, "openfisca-france 1.0")  # type: ignore[arg-type]
