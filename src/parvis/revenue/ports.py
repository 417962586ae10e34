"""What is expected of a service of payment on line."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["paid", "refused", "abandoned", "pending", "gone"]


class Unreachable(Exception):
    """The far side did not answer, or nothing one can understand: nothing is known."""


class Refused(Exception):
    """The far side will not open this payment; `args[0]` says why, for agents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be paid. `number`: letters and digits, 30 at most, never used before."""

    merchant: str
    mode: str
    number: str
    label: str
    amount_cents: int
    email: str
    year: int
    return_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the far side says of an operation.

    "pending": the payer has not finished; "abandoned": left, and may still come back while the
    operation lives; "gone": the far side does not know it any more. What follows `kind` is known
    only of one that ended, and is to be compared with what was ordered.
    """

    kind: Kind
    amount_cents: int | None = None
    number: str = ""
    by_debit: bool = False
    at: datetime | None = None
    authorisation: str = ""


class Gateway(Protocol):
    """Both calls answer within seconds; raises Unreachable or Refused. Never in a transaction."""

    def open(self, order: Order) -> str:
        """The key of a new operation. Called twice, it opens two."""

    def page(self, operation: str) -> str:
        """The address where the payer pays; good for some minutes."""

    def outcome(self, operation: str) -> Outcome:
        """How it stands; asking changes nothing."""


_gateway: list[Gateway] = []
_instead: ContextVar[Gateway | None] = ContextVar("gateway", default=None)


def register(gateway: Gateway | None) -> None:
    """Called by a connector when the program starts; None: no payment on line."""
    _gateway[:] = [gateway] if gateway is not None else []


def gateway() -> Gateway | None:
    return _instead.get() or (_gateway[0] if _gateway else None)


@contextmanager
def using(gateway: Gateway) -> Iterator[None]:
    """Within the block this one serves: for scenarios, which leave nothing outside."""
    token = _instead.set(gateway)
    try:
        yield
    finally:
        _instead.reset(token)
