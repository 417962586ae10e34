"""What a voter takes home: proof that their ballot is in the box, without what is on it.

A ballot is committed to when it is cast: SHA-256 over a secret salt and the choice. Commitments
are published sorted, under one Merkle root; ballots are published apart, sorted too, so that nobody
goes from one list to the other. A receipt shows the commitment and its path. The salt stays with
the voter, who alone can show, or check, what the commitment holds.
"""

import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from parvis.participation.bundle.merkle import Tree, is_included, leaf

_DOMAIN = b"parvis-ballot-1\x00"
SALT_BYTES = 32
RECEIPTS = "receipts.txt"
"""The published list of commitments, in the bundle."""


class ReceiptUnreadable(ValueError):
    """The file is no receipt of a version known here."""


@dataclass(frozen=True)
class Opening:
    """The voter's own half of a receipt: shown to nobody."""

    salt: str
    choice: str

    @property
    def commitment(self) -> bytes:
        return commit(bytes.fromhex(self.salt), self.choice)


@dataclass(frozen=True)
class Receipt:
    """Where a commitment stands among `size`, and its path to the root, in hexadecimal."""

    election: str
    commitment: str
    index: int
    size: int
    path: tuple[str, ...]
    root: str
    opening: Opening | None = None
    format: Literal["parvis-vote-receipt"] = "parvis-vote-receipt"
    version: Literal[1] = 1

    def is_proven(self) -> bool:
        """Whether the path leads from the commitment to the root."""
        try:
            path = [bytes.fromhex(step) for step in self.path]
            hashed = leaf(bytes.fromhex(self.commitment))
            root = bytes.fromhex(self.root)
        except ValueError:
            return False
        return is_included(hashed, self.index, self.size, path, root)

    def is_opened(self) -> bool:
        """Whether the voter's own half fits the commitment."""
        try:
            held = self.opening is not None and self.opening.commitment.hex()
        except ValueError:
            return False
        return held == self.commitment

    def as_json(self) -> bytes:
        return _ADAPTER.dump_json(self, indent=1, exclude_none=True) + b"\n"


_ADAPTER = TypeAdapter(Receipt)


def commit(salt: bytes, choice: str) -> bytes:
    """The commitment to a choice, as written by `counting.ballot.choice_text`."""
    return sha256(_DOMAIN + salt + choice.encode()).digest()


def cast(choice: str) -> Opening:
    """A new opening for a ballot just cast, under a salt that nobody can guess."""
    return Opening(secrets.token_hex(SALT_BYTES), choice)


class Board:
    """The published list of commitments, and the receipts it gives."""

    def __init__(self, commitments: list[bytes]) -> None:
        self.commitments = sorted(commitments)
        self._places = {held: place for place, held in enumerate(self.commitments)}
        self._tree = Tree([leaf(held) for held in self.commitments])

    @property
    def root(self) -> str:
        return self._tree.root.hex()

    def receipt(self, election: str, opening: Opening, *, private: bool = False) -> Receipt:
        """The receipt of one voter; with `private`, their own half too. Raises KeyError."""
        proven = self.proof(election, opening.commitment)
        return replace(proven, opening=opening) if private else proven

    def proof(self, election: str, commitment: bytes) -> Receipt:
        """The receipt of whoever holds this commitment. Raises KeyError."""
        place = self._places[commitment]
        return Receipt(
            election=election,
            commitment=commitment.hex(),
            index=place,
            size=len(self.commitments),
            path=tuple(step.hex() for step in self._tree.path(place)),
            root=self.root,
        )


def read_receipt(data: bytes) -> Receipt:
    """Raises ReceiptUnreadable."""
    try:
        return _ADAPTER.validate_json(data, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "receipt"
        words = _("This is not a receipt of version 1: %(where)s: %(what)s")
        raise ReceiptUnreadable(words % {"where": where, "what": first["msg"]}) from error
