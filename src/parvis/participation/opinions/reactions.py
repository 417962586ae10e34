"""`Reactions`: who said what of which statement, as a table of small whole numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Numbers: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Ints: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Flags: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

AGREE, PASS, DISAGREE, UNSEEN = 1, 0, -1, -9


@dataclass(frozen=True)
class Reactions:
    """One row for each person, one column for each statement, in the order of their names."""

    people: tuple[str, ...]
    statements: tuple[str, ...]
    values: np.ndarray[tuple[int, int], np.dtype[np.int8]]

    @classmethod
    def of(cls, said: Iterable[tuple[str, str, int]]) -> "Reactions":
        """From (person, statement, reaction). Raises ValueError on a reaction told twice."""
        told = sorted(said)
        people = tuple(sorted({person for person, _, _ in told}))
        statements = tuple(sorted({statement for _, statement, _ in told}))
        row = {person: n for n, person in enumerate(people)}
        column = {statement: n for n, statement in enumerate(statements)}
        values = np.full((len(people), len(statements)), UNSEEN, np.int8)
        for person, statement, reaction in told:
            if reaction not in (AGREE, PASS, DISAGREE):
                raise ValueError(f"{reaction} is no reaction")
            if values[row[person], column[statement]] != UNSEEN:
                raise ValueError(f"{person} reacts twice to {statement}")
            values[row[person], column[statement]] = reaction
        return cls(people, statements, values)

    def __len__(self) -> int:
        """How many reactions there are."""
        return int(self.seen.sum())

    @property
    def seen(self) -> Flags:
        return np.asarray(self.values != UNSEEN)

    def only(self, people: Ints | Flags) -> "Reactions":
        """The rows of some people, with the statements that those people reacted to."""
        values = self.values[people]
        kept = (values != UNSEEN).any(axis=0)
        return Reactions(
            tuple(np.array(self.people, dtype=object)[people].tolist()),
            tuple(np.array(self.statements, dtype=object)[kept].tolist()),
            np.ascontiguousarray(values[:, kept]),
        )
