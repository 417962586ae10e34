"""Ballots in columns: counted as groups of equal ballots. Loads numpy; `ballot` does not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from parvis.participation.counting.ballot import Ballot, fault_of
from parvis.participation.counting.election import Election

Ints = NDArray[np.int64]


class BallotsRefused(ValueError):
    """Ballots that the election does not allow; `faults` maps voters to what is wrong."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        voter, fault = next(iter(faults.items()))
        super().__init__(
            _("%(number)s ballots are refused. The first, of %(voter)s: %(fault)s")
            % {"number": len(faults), "voter": voter, "fault": fault}
        )


@dataclass(frozen=True)
class Groups:
    """Equal ballots taken together. `sizes` voters share the entries `starts[g]:starts[g + 1]`."""

    sizes: Ints
    starts: Ints
    items: Ints
    scores: Ints

    @cached_property
    def of_project(self) -> dict[int, tuple[Ints, Ints]]:
        """For each project somebody chose, the groups that did and the score each voter gave."""
        owners = np.repeat(np.arange(len(self.sizes)), np.diff(self.starts))
        order = np.argsort(self.items, kind="stable")
        chosen, firsts = np.unique(self.items[order], return_index=True)
        parts = zip(
            chosen.tolist(),
            np.split(owners[order], firsts[1:]),
            np.split(self.scores[order], firsts[1:]),
            strict=True,
        )
        return {item: (groups, scores) for item, groups, scores in parts}

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The points that all voters of a group give, for each of its choices."""
        owners = np.repeat(np.arange(len(self.sizes)), np.diff(self.starts))
        weights: NDArray[np.float64] = (self.scores * self.sizes[owners]).astype(np.float64)
        return weights

    def entries(self, groups: Ints) -> Ints:
        """Places in `items` of these groups' choices."""
        lengths = self.starts[groups + 1] - self.starts[groups]
        ends = np.cumsum(lengths)
        shift = np.repeat(self.starts[groups] - (ends - lengths), lengths)
        places: Ints = shift + np.arange(len(shift))
        return places


@dataclass(frozen=True)
class Ballots:
    """Every ballot of an election, in columns; `scores` are points, or 1, or places of a ranking.

    A ranking gives its first project as many points as the longest ballot allowed has places, the
    next one less, and so on (Borda).
    """

    voters: tuple[str, ...]
    starts: Ints
    items: Ints
    scores: Ints
    traits: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, election: Election, ballots: Iterable[Ballot]) -> "Ballots":
        """Check and hold ballots. Raises BallotsRefused, with every one that is."""
        held = list(ballots)
        _refuse(election, held)
        lengths = [len(ballot.choices) for ballot in held]
        index = election.index
        items = [index[name] for ballot in held for name, _points in ballot.choices]
        scores = [score for ballot in held for score in _scores(election, ballot)]
        names = sorted({name for ballot in held for name in ballot.traits})
        return cls(
            voters=tuple(ballot.voter for ballot in held),
            starts=np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64),
            items=np.array(items, np.int64),
            scores=np.array(scores, np.int64),
            traits={name: tuple(b.traits.get(name, "") for b in held) for name in names},
        )

    def __len__(self) -> int:
        return len(self.voters)

    def __iter__(self) -> Iterator[tuple[list[int], list[int]]]:
        """Projects and scores of each ballot, as the voter gave them."""
        items, scores, starts = self.items.tolist(), self.scores.tolist(), self.starts.tolist()
        for begin, end in pairwise(starts):
            yield items[begin:end], scores[begin:end]

    @cached_property
    def groups(self) -> Groups:
        """Equal ballots together, whatever the order in which they came."""
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        order = np.lexsort((self.items, owners))
        pairs = np.stack((self.items[order], self.scores[order]), axis=1)
        found: dict[bytes, int] = {}
        sizes: list[int] = []
        kept: list[int] = []
        starts = self.starts.tolist()
        for voter, (begin, end) in enumerate(pairwise(starts)):
            group = found.setdefault(pairs[begin:end].tobytes(), len(sizes))
            if group == len(sizes):
                sizes.append(0)
                kept.append(voter)
            sizes[group] += 1
        lengths = np.diff(self.starts)[kept]
        chosen = np.isin(owners, kept)
        return Groups(
            sizes=np.array(sizes, np.int64),
            starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            items=pairs[chosen, 0],
            scores=pairs[chosen, 1],
        )

    def support(self, projects: int) -> tuple[Ints, Ints]:
        """How many chose each project, and the points it was given."""
        voters = np.bincount(self.items, minlength=projects).astype(np.int64)
        points = np.zeros(projects, np.int64)
        np.add.at(points, self.items, self.scores)
        return voters, points


def _refuse(election: Election, ballots: list[Ballot]) -> None:
    faults = {b.voter: fault for b in ballots if (fault := fault_of(election, b))}
    seen: set[str] = set()
    for ballot in ballots:
        if ballot.voter in seen:
            faults[ballot.voter] = _("this voter has two ballots.")
        seen.add(ballot.voter)
    if faults:
        raise BallotsRefused(faults)


def _scores(election: Election, ballot: Ballot) -> list[int]:
    if election.kind == "points":
        return [points for _name, points in ballot.choices]
    if election.kind == "ranking":
        longest = election.most or len(election.projects)
        return [longest - place for place in range(len(ballot.choices))]
    return [1] * len(ballot.choices)
