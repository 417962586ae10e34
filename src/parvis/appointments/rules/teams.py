"""Several agendas at once: one of each team, all free at the same time, nobody counted twice."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from parvis.appointments.rules.spans import Length, Span, gaps, joined, rounded_up


@dataclass(frozen=True, slots=True)
class Hours:
    """When an agenda is open and when it is taken, each in order and joined."""

    agenda: int
    open: Sequence[Span]
    taken: Sequence[Span]

    def is_free(self, start: datetime, length: Length) -> bool:
        """Wholly inside what is open; the margin after it may run past closing time, never into
        what is taken."""
        asked = Span(start, start + length.lasts)
        occupied = Span(start, start + length.occupies)
        return any(asked.within(span) for span in self.open) and not any(
            occupied.meets(span) for span in self.taken
        )


Team = Sequence[Hours]


def hours(agenda: int, openings: Collection[Span], busy: Collection[Span]) -> Hours:
    return Hours(agenda, joined(openings), joined(busy))


def chosen(
    start: datetime, length: Length, teams: Sequence[Team], without: frozenset[int] = frozenset()
) -> list[int] | None:
    """One free agenda of each team, in the order of the teams, none twice; None when there is no
    such choice."""
    if not teams:
        return []
    for one in teams[0]:
        if one.agenda in without or not one.is_free(start, length):
            continue
        others = chosen(start, length, teams[1:], without | {one.agenda})
        if others is not None:
            return [one.agenda, *others]
    return None


def next_change(start: datetime, changes: Sequence[datetime]) -> datetime | None:
    """The next moment at which somebody of a team becomes free: what cannot begin at `start` cannot
    begin before it either."""
    at = bisect_right(changes, start)
    return rounded_up(changes[at]) if at < len(changes) else None


def changes(teams: Sequence[Team]) -> list[datetime]:
    """When somebody of a team becomes free, in order."""
    return sorted(
        {gap.start for team in teams for one in team for gap in gaps(one.open, one.taken)}
    )
