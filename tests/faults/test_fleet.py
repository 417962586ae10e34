"""Four workers struck at random for some seconds; the long form: `python -m tests.faults.fleet`."""

import pytest

from tests.faults import fleet
from tests.running import Site

pytestmark = pytest.mark.proof


def test_workers_struck_at_random_lose_nothing(
    running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "PAUSES", (2.0, 3.0))
    monkeypatch.setattr(fleet, "WHAT", {"killed": 3, "all four killed": 1})
    outcome = fleet.run(running, 8.0, events=False)
    assert outcome.faults == []
    assert sum(outcome.strikes.values()) >= 2
    assert outcome.promises.sent
