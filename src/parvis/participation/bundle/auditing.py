"""What a sworn auditor alone can check: that published ballots are those voters committed to.

The openings stay under seal with the auditor; they link a receipt to a choice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from parvis.participation.bundle.receipts import Opening
from parvis.participation.bundle.recount import Recount


class OpeningsUnreadable(ValueError):
    """The file does not hold openings of a version known here."""


@dataclass(frozen=True)
class Openings:
    """Every opening of a vote, sorted by salt: their order says nothing of the voters."""

    openings: tuple[Opening, ...]
    format: Literal["parvis-vote-openings"] = "parvis-vote-openings"
    version: Literal[1] = 1

    @classmethod
    def of(cls, openings: Iterable[Opening]) -> "Openings":
        return cls(tuple(sorted(openings, key=lambda opening: opening.salt)))

    def as_json(self) -> bytes:
        return _ADAPTER.dump_json(self, indent=1) + b"\n"


_ADAPTER = TypeAdapter(Openings)


def read_openings(data: bytes) -> Openings:
    """Raises OpeningsUnreadable."""
    try:
        read = _ADAPTER.validate_json(data, strict=True)
        for opening in read.openings:
            bytes.fromhex(opening.salt)
    except ValidationError as error:
        first = error.errors()[0]
        words = _("These are not openings of version 1: %(where)s: %(what)s")
        where = ".".join(map(str, first["loc"]))
        raise OpeningsUnreadable(words % {"where": where, "what": first["msg"]}) from error
    except ValueError as error:
        words = _("These are not openings of version 1: %(where)s: %(what)s")
        raise OpeningsUnreadable(words % {"where": "salt", "what": error}) from error
    return read


def audit(told: Recount, openings: Openings) -> Iterator[str]:
    """Every difference between what voters committed to and what was published, in words."""
    opened = Counter(opening.commitment for opening in openings.openings)
    published = Counter(told.commitments)
    if extra := (opened - published).total():
        yield _("%(number)s openings fit no published commitment.") % {"number": extra}
    if missing := (published - opened).total():
        yield _("%(number)s published commitments have no opening.") % {"number": missing}
    cast = Counter(opening.choice for opening in openings.openings)
    counted = Counter(told.choices)
    for choice in sorted(cast.keys() | counted.keys()):
        if cast[choice] != counted[choice]:
            words = _("Ballot «%(choice)s»: %(cast)s cast, %(counted)s published.")
            values = {"choice": choice, "cast": cast[choice], "counted": counted[choice]}
            yield words % values
