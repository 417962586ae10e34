"""What is published of a draw: the lottery before, the seed and the panel after.

People are pseudonyms. What the strata know of each is only committed to (a hash with a salt that
the person holds too): with sex, age, home and commune together, neighbours would know who it is.
An auditor gets the openings, and checks quotas and proof; everybody else checks the rest.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from parvis.participation.canonical import canonical
from parvis.participation.sortition.drawing import digest, order, panel_of, ticket
from parvis.participation.sortition.lottery import Lottery
from parvis.participation.sortition.pool import Pool, Quota, Volunteer


class FileUnreadable(ValueError):
    """This is no file of a version known here; the message says what is wrong."""


@dataclass(frozen=True)
class Listed:
    """A pseudonym, and the commitment to what the strata know of that person."""

    id: str
    record: str


@dataclass(frozen=True)
class Sheet:
    """The lottery as it is published before anybody can know the seed. `promise`: what it will be.

    `seal`: one hash of all of it, for a poster, minutes, a newspaper.
    """

    title: str
    size: int
    quotas: tuple[Quota, ...]
    people: tuple[Listed, ...]
    lottery: Lottery
    promise: str
    made_by: str
    format: Literal["parvis-panel-lottery"] = "parvis-panel-lottery"
    version: Literal[1] = 1

    @property
    def seal(self) -> str:
        return sha256(canonical(asdict(self))).hexdigest()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.people)

    def drawn(self, seed: str) -> "Draw":
        """The panel that this seed gives."""
        seal = self.seal
        number = ticket(seal, seed)
        panel = self.lottery.panels[panel_of(self.lottery.tickets, number)]
        return Draw(seed, number, tuple(self.ids[place] for place in panel))

    def order(self, seed: str) -> list[str]:
        """Pseudonyms in the order in which they are asked to replace somebody."""
        return order(self.seal, seed, self.ids)


@dataclass(frozen=True)
class Change:
    """A member who left, and who joined in their place, if anybody fitted."""

    left: str
    joined: str | None


@dataclass(frozen=True)
class Draw:
    seed: str
    ticket: int
    panel: tuple[str, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Published:
    """The one file: a lottery and, once drawn, its draw."""

    lottery: Sheet
    draw: Draw | None = None

    def as_json(self) -> bytes:
        return canonical(asdict(self))


@dataclass(frozen=True)
class Opened:
    """What a commitment holds, with its salt."""

    id: str
    salt: str
    profile: Mapping[str, str]
    address: str = ""

    @property
    def record(self) -> str:
        told = json.dumps([dict(sorted(self.profile.items())), self.address], ensure_ascii=False)
        return digest("record", self.salt, told)


@dataclass(frozen=True)
class Openings:
    """For a sworn auditor, never published."""

    people: tuple[Opened, ...]
    format: Literal["parvis-panel-openings"] = "parvis-panel-openings"
    version: Literal[1] = 1

    def as_json(self) -> bytes:
        return canonical(asdict(self))

    def pool(self, sheet: Sheet) -> Pool:
        """Raises InvalidPool."""
        people = tuple(Volunteer(one.id, one.profile, one.address) for one in self.people)
        return Pool(sheet.size, sheet.quotas, people)


_PUBLISHED = TypeAdapter(Published)
_OPENINGS = TypeAdapter(Openings)


def sheet_of(
    pool: Pool, lottery: Lottery, salts: Mapping[str, str], *, title: str, promise: str
) -> Sheet:
    """The sheet of a lottery computed for this pool; `salts` by pseudonym."""
    people = tuple(
        Listed(one.id, Opened(one.id, salts[one.id], one.profile, one.address).record)
        for one in pool.volunteers
    )
    return Sheet(title, pool.size, pool.quotas, people, lottery, promise, "parvis")


def read(data: bytes) -> Published:
    """Raises FileUnreadable: not of version 1, or it holds something that version 1 does not."""
    try:
        found = _PUBLISHED.validate_json(data)
    except ValidationError as error:
        raise FileUnreadable(_first(error)) from error
    if found.as_json() != data:
        raise FileUnreadable(_("it holds something that version 1 does not know"))
    return found


def read_openings(data: bytes) -> Openings:
    """Raises FileUnreadable."""
    try:
        return _OPENINGS.validate_json(data)
    except ValidationError as error:
        raise FileUnreadable(_first(error)) from error


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
