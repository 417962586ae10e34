"""Who volunteered, and what a panel must look like: the problem, before anybody solves it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

# Rows that are not quotas: everybody, and people of one address.
SIZE, ADDRESS = "·size", "·address"
MOST_VOLUNTEERS: Final = 20_000


class InvalidPool(ValueError):
    """The pool makes no sense; `faults` say why, in words for an organiser."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(faults))


@dataclass(frozen=True, order=True)
class Quota:
    """Between `least` and `most` members of the panel have this value of this stratum."""

    stratum: str
    value: str
    least: int
    most: int


@dataclass(frozen=True)
class Volunteer:
    """A pseudonym, what the strata need to know, and the group of people of one address."""

    id: str
    profile: Mapping[str, str]
    address: str = ""


@dataclass(frozen=True)
class Cell:
    """A row of the problem: between `least` and `most` of these members, by their place."""

    stratum: str
    value: str
    least: int
    most: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Pool:
    """The same volunteers in any order are the same pool: they are kept by pseudonym.

    Raises InvalidPool.
    """

    size: int
    quotas: tuple[Quota, ...]
    volunteers: tuple[Volunteer, ...]
    cells: tuple[Cell, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.volunteers, key=lambda one: one.id))
        object.__setattr__(self, "volunteers", ordered)
        object.__setattr__(self, "quotas", tuple(sorted(self.quotas)))
        if faults := list(self._faults()):
            raise InvalidPool(faults)
        object.__setattr__(self, "cells", tuple(self._cells()))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.volunteers)

    @property
    def strata(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(quota.stratum for quota in self.quotas))

    def count(self, stratum: str, value: str) -> int:
        return sum(one.profile.get(stratum) == value for one in self.volunteers)

    def _faults(self) -> Iterator[str]:
        if self.size < 1:
            yield _("A panel has one member at least.")
        if len(self.volunteers) < self.size:
            yield _("There are %(there)s volunteers for %(size)s places.") % {
                "there": len(self.volunteers),
                "size": self.size,
            }
        if len(self.volunteers) > MOST_VOLUNTEERS:
            yield _("More than %(most)s volunteers cannot be drawn from at once.") % {
                "most": MOST_VOLUNTEERS
            }
        twice = [name for name, many in Counter(self.ids).items() if many > 1]
        if twice:
            yield _("A pseudonym is there twice: %(name)s.") % {"name": twice[0]}
        yield from self._faults_of_quotas()
        yield from self._faults_of_volunteers()

    def _faults_of_quotas(self) -> Iterator[str]:
        named = [(quota.stratum, quota.value) for quota in self.quotas]
        if len(set(named)) < len(named):
            yield _("A quota is there twice.")
        for quota in self.quotas:
            if not 0 <= quota.least <= quota.most:
                yield _("The quota of %(value)s goes from %(least)s to %(most)s.") % {
                    "value": quota.value,
                    "least": quota.least,
                    "most": quota.most,
                }

    def _faults_of_volunteers(self) -> Iterator[str]:
        known: dict[str, set[str]] = {}
        for quota in self.quotas:
            known.setdefault(quota.stratum, set()).add(quota.value)
        for one in self.volunteers:
            for stratum, values in known.items():
                if one.profile.get(stratum) not in values:
                    yield _("Volunteer %(id)s has no place in the stratum %(stratum)s.") % {
                        "id": one.id,
                        "stratum": stratum,
                    }
                    return

    def _cells(self) -> Iterator[Cell]:
        yield Cell(SIZE, "", self.size, self.size, tuple(range(len(self.volunteers))))
        for quota in self.quotas:
            members = tuple(
                place
                for place, one in enumerate(self.volunteers)
                if one.profile[quota.stratum] == quota.value
            )
            yield Cell(quota.stratum, quota.value, quota.least, quota.most, members)
        homes: dict[str, list[int]] = {}
        for place, one in enumerate(self.volunteers):
            if one.address:
                homes.setdefault(one.address, []).append(place)
        for address, members_ in sorted(homes.items()):
            if len(members_) > 1:
                yield Cell(ADDRESS, address, 0, 1, tuple(members_))

    def broken(self, panel: tuple[int, ...]) -> list[Cell]:
        """The rows that these people would not respect: none for a panel."""
        chosen = frozenset(panel)
        return [
            cell
            for cell in self.cells
            if not cell.least <= len(chosen.intersection(cell.members)) <= cell.most
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "size": self.size,
            "quotas": [[q.stratum, q.value, q.least, q.most] for q in self.quotas],
            "volunteers": [[v.id, dict(v.profile), v.address] for v in self.volunteers],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Pool":
        return cls(
            told["size"],
            tuple(Quota(*each) for each in told["quotas"]),
            tuple(Volunteer(*each) for each in told["volunteers"]),
        )


def quotas_for(stratum: str, shares: Mapping[str, float], size: int, slack: int = 0) -> list[Quota]:
    """The seats that mirror these shares: rounded down to rounded up, `slack` seats wider."""
    whole = sum(shares.values())
    found = []
    for value, share in shares.items():
        seats = share / whole * size
        least, most = int(seats), int(seats) + (seats > int(seats))
        found.append(Quota(stratum, value, max(0, least - slack), min(size, most + slack)))
    return found
