"""The winners that `pabutools` found, by `python scripts/oracles budgets`."""

import json
from pathlib import Path

from parvis.participation.counting.rules import count
from parvis.participation.tests.factories import ballots, election, rule

DATA = Path(__file__).parent / "data"


def test_every_rule_finds_the_winners_of_the_reference():
    told = json.loads((DATA / "budgets.json").read_text())
    differing = []
    compared = 0
    for one in told:
        held = election(one["costs"], one["budget"], kind=one["kind"])
        votes = ballots(held, one["ballots"])
        for name, expected in one["winners"].items():
            outcome = count(held, votes, rule(name, increment=one["increment"]))
            compared += 1
            if sorted(outcome.funded) != expected:
                differing.append((one["seed"], name, sorted(outcome.funded), expected))
    assert len(told) >= 200
    assert compared > 2000
    assert differing == []
