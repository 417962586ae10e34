"""The fast engine equals the one published, to the last digit, and no payment is silently zero."""

import json
import subprocess
import sys
from typing import Any

import pytest

from parvis.connectors.openfisca.outputs import OUTPUTS

pytestmark = pytest.mark.proof

HOUSEHOLDS, SEED, MONTH = 250, 20261101, "2026-11-01"


@pytest.fixture(scope="module")
def both() -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, "-m", "parvis.connectors.openfisca.tests.both", str(HOUSEHOLDS), str(SEED), MONTH],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_fast_equals_plain(both: dict[str, Any]) -> None:
    assert both["differing"] == {}


def test_every_right_was_compared_on_somebody_who_has_it(both: dict[str, Any]) -> None:
    assert {code for code in OUTPUTS if not both["compared"][code]} == set()


def test_no_past_payment_is_cut_short(both: dict[str, Any]) -> None:
    assert both["spirals"] == {}


def test_the_order_of_the_questions_changes_nothing(both: dict[str, Any]) -> None:
    assert both["order"] == {}


def test_a_longer_past_changes_nothing_but_for_who_alternates(both: dict[str, Any]) -> None:
    assert both["since"]["others"] == []
    assert both["since"]["alternating"] <= HOUSEHOLDS // 40


def test_each_right_reads_only_the_facts_it_says(both: dict[str, Any]) -> None:
    assert both["unread"] == {}


def test_a_household_that_cannot_be_computed_leaves_the_others_theirs(both: dict[str, Any]) -> None:
    assert both["batch"] == {"same": True, "left_out": [[], [7], []], "marked": -1}
