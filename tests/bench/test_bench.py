"""`make bench` runs: on few cases, it prints every page with a cost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "minimal list",
    "minimal POST",
    "home",
    "agent’s inbox",
    "one transition",
    "one submission",
)


@pytest.mark.proof
def test_the_bench_runs(tmp_path: Path) -> None:
    unset = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PARVIS_DATA_DIR"}
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    environment |= {"PARVIS_BENCH_DIR": str(tmp_path), "COLUMNS": "120"}
    run = subprocess.run(
        [sys.executable, "-m", "bench", "--cases", "200", "--times", "3"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    rows = {
        cells[0].strip(): cells[1:]
        for line in run.stdout.splitlines()
        if len(cells := line.strip("│ ").split("│")) == 8
    }
    assert set(PAGES) <= set(rows), run.stdout
    for page in PAGES:
        cpu, queries = float(rows[page][0]), int(rows[page][5])
        assert cpu > 0
        assert queries > 0


def test_the_bench_of_votes_runs() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench.votes", "--small"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    rows = [line.split("|")[1:4] for line in run.stdout.splitlines() if " × " in line]
    assert len(rows) == 12
    assert all(float(ours) >= 0 and "not compared" in theirs for _, ours, theirs in rows)


def test_the_bench_of_opinions_runs() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench.opinions", "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    rows = [line.split("|")[1:3] for line in run.stdout.splitlines() if " × " in line]
    assert len(rows) == 3
    assert all(float(ours) >= 0 for _, ours in rows)
