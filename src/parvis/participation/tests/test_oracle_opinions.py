"""The groups and the consensus that `red-dwarf` found, by `python scripts/oracles opinions`."""

import json
from pathlib import Path

import numpy as np
import pytest

from parvis.participation.opinions.consensus import consensus, tally
from parvis.participation.opinions.drawing import draw
from parvis.participation.opinions.groups import likeness
from parvis.participation.opinions.reactions import Reactions

DATA = Path(__file__).parent / "data"
MARKS = {"+": 1, "-": -1, "0": 0}
TOLD = json.loads((DATA / "opinions.json").read_text())


def _reactions(people):
    return Reactions.of(
        (f"{person:03}", f"{statement:03}", MARKS[mark])
        for person, row in enumerate(people)
        for statement, mark in enumerate(row)
        if mark != "."
    )


@pytest.mark.parametrize("one", TOLD, ids=[str(n) for n in range(len(TOLD))])
def test_our_groups_are_those_of_the_reference(one):
    drawn = draw(_reactions(one["people"]), resamples=2)
    assert all(point.group is not None for point in drawn.points)
    ours = np.array([point.group for point in drawn.points])
    assert likeness(ours, np.array(one["groups"])) >= 0.9


@pytest.mark.parametrize("one", TOLD, ids=[str(n) for n in range(len(TOLD))])
def test_consensus_across_the_same_groups_is_the_same_number(one):
    reactions, groups = _reactions(one["people"]), np.array(one["groups"])
    counts = tally(reactions, groups, int(groups.max()) + 1)
    assert consensus(counts, "agree") == pytest.approx(one["consensus"], abs=1e-8)
