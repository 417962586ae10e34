"""Many vote at once, and web processes, the server and PostgreSQL are killed under them: no ballot is
lost, none counts twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import free_port

pytestmark = pytest.mark.proof
ROOT = Path(__file__).parents[2]


def test_no_ballot_is_lost_and_none_counts_twice_through_three_deaths(tmp_path: Path) -> None:
    """The evening of `bench.vote_evening`, shorter: what matters is its end, not its pace."""
    unset = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bench.vote_evening", "--rate", "40", "--minutes", "0.2"),
            *("--weighed", "10", "--port", str(free_port()), "--kill"),
        ],
        cwd=ROOT, env=kept | {"PARVIS_BENCH_DIR": str(tmp_path)},
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    assert "480 of 480 ballots acknowledged" in done.stdout
    assert "a session of PostgreSQL" in done.stdout
    assert "None lost, none twice, each as sent" in done.stdout
