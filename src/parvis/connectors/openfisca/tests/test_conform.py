"""OpenFisca's test files through our engine: what is the same, what differs, what is no test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.proof

CASES = Path(__file__).with_name("cases")
FAULTS = """
- name: Wrong figure
  period: 2026-11
  input: {individu: {date_naissance: 1990-01-01, taux_incapacite: 0.85}}
  output: {aah: 12, age: 36}
- name: Unknown variable
  period: 2026-11
  input: {individu: {salary: 12}}
  output: {aah: 0}
- name: Nothing expected
  period: 2026-11
- name: Misspelt
  inputs: {}
  output: {aah: 0}
- a sentence
"""


def test_tests_are_run_to_the_end_and_differences_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(FAULTS)
    (tmp_path / "broken.yml").write_text("- [")
    told = subprocess.run(
        [sys.executable, "-m", "parvis.connectors.openfisca.tests.cases_run", str(CASES), str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    both = json.loads(told.stdout)
    assert both["fast"] == both["plain"]
    outcomes = sorted(outcome for _name, outcome, _why in both["fast"])
    assert outcomes == sorted(["same"] * 3 + ["differs", "cannot be computed"] + ["is no test"] * 4)
    [differing] = [why for _name, outcome, why in both["fast"] if outcome == "differs"]
    assert len(differing) == 1
    assert "aah@2026-11" in differing[0]
