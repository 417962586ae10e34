"""A lottery: panels, their tickets, and how near each person's chance is to the fairest."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from parvis.participation.sortition.proof import UNIT, Ideal

TICKETS: Final = 1_000_000


@dataclass(frozen=True)
class Lottery:
    """Panels in a fixed order, and how many of the million tickets each holds."""

    panels: tuple[tuple[int, ...], ...]
    tickets: tuple[int, ...]
    ideal: Ideal

    def chances(self, many: int) -> list[int]:
        """In millionths, by place: on how many tickets each person is."""
        found = [0] * many
        for panel, tickets in zip(self.panels, self.tickets, strict=True):
            for place in panel:
                found[place] += tickets
        return found

    def kept(self, many: int) -> Fraction:
        """The part of their ideal chance that the worst served person has."""
        chances = self.chances(many)
        parts = [
            Fraction(chances[place] * UNIT, TICKETS * told)
            for place, told in self.ideal.chances().items()
            if told
        ]
        return min(parts, default=Fraction(1))
