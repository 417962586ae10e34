"""What may still be funded: budget, ceilings, incompatible projects, threshold."""

from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Election


class Limits:
    """Follows the money as projects are funded, in cents. One of these per count."""

    def __init__(self, election: Election, ballots: Ballots) -> None:
        voters, _points = ballots.support(len(election.projects))
        least = max(1, election.threshold)
        self._election = election
        self._rivals: dict[int, set[int]] = {}
        for group in election.incompatible:
            places = {election.index[name] for name in group}
            for place in places:
                self._rivals.setdefault(place, set()).update(places - {place})
        self._supported = frozenset(
            place for place, many in enumerate(voters.tolist()) if many >= least
        )
        self._shut: set[int] = set()
        self.spent = 0
        self._under = [0] * len(election.ceilings)

    def copy(self) -> "Limits":
        twin = object.__new__(Limits)
        twin.__dict__.update(self.__dict__)
        twin._shut = set(self._shut)
        twin._under = list(self._under)
        return twin

    def open(self) -> list[int]:
        """Projects chosen often enough, neither funded nor shut out by a funded one."""
        return sorted(self._supported - self._shut)

    def is_open(self, project: int) -> bool:
        return project in self._supported and project not in self._shut

    def room(self, project: int, *, budget: bool = True) -> int:
        """The most this project may get, by the ceilings and, unless told not, the budget."""
        rooms = [
            ceiling.amount - used
            for ceiling, used in zip(self._election.ceilings, self._under, strict=True)
            if getattr(self._election.projects[project], ceiling.of) == ceiling.name
        ]
        if budget:
            rooms.append(self._election.budget - self.spent)
        return min(rooms, default=self._election.projects[project].cost)

    def fits(self, project: int, *, budget: bool = True) -> bool:
        """Whether its whole cost is still there."""
        return self.is_open(project) and (
            self._election.projects[project].cost <= self.room(project, budget=budget)
        )

    def fund(self, project: int, amount: int) -> None:
        one = self._election.projects[project]
        self.spent += amount
        for place, ceiling in enumerate(self._election.ceilings):
            if getattr(one, ceiling.of) == ceiling.name:
                self._under[place] += amount
        self._shut |= {project} | self._rivals.get(project, set())
