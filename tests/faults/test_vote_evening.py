"""Many vote at once and a web process is killed: no ballot is lost, none counts twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import demonstration, free_port

pytestmark = pytest.mark.proof
ROOT = Path(__file__).parents[2]


def test_no_ballot_is_lost_and_none_counts_twice_through_a_kill() -> None:
    """The evening of `bench.vote_evening`, shorter: what matters is its end, not its pace."""
    with demonstration() as site:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "bench.vote_evening"),
                *("--rate", "40", "--seconds", "6", "--port", str(free_port())),
            ],
            cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    assert "240 of 240 ballots answered" in done.stdout
    assert "SOUND" in done.stdout
