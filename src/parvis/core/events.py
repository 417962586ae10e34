"""Upward news: a lower domain announces a frozen fact, upper domains subscribe in `apps.py`.

An announced fact is stored in the transaction of the change it tells; subscribers run after commit,
each in a transaction of its own with a delivery row. So a subscriber's effects in the database
happen exactly once, and its effects outside (a mail, a call) at least once. Facts are delivered in
the order of their announcement as long as nothing fails; a subscriber that needs more must look at
the row, not at the order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from django.db.models import Model

from parvis.core import outbox
from parvis.core.rows import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of every fact. Subclasses hold JSON values only (keys, never model instances)."""

    event_name: ClassVar[str] = ""

    @classmethod
    def name(cls) -> str:
        """The stable name of the fact: `event_name` when declared, else where the class stands."""
        return cls.event_name or f"{cls.__module__}.{cls.__qualname__}"


E = TypeVar("E", bound=Event)
Deliver = Callable[[Mapping[str, Any]], None]

_SUBSCRIBERS: dict[str, dict[str, Deliver]] = {}


def subscribe(event: type[E], handler: Callable[[E], None], *, name: str = "") -> None:
    """Have `handler` called once for each fact of this class.

    `name` (by default the handler's path) is how the delivery is remembered: keep it when the
    function moves, or waiting facts would reach it again. Subscribing twice under one name is one
    subscription.
    """

    def deliver(payload: Mapping[str, Any]) -> None:
        known = {field.name for field in fields(event)}
        handler(event(**{key: value for key, value in payload.items() if key in known}))

    subscriber = name or f"{handler.__module__}.{handler.__qualname__}"
    _SUBSCRIBERS.setdefault(event.name(), {})[subscriber] = deliver


def announce(
    event: Event, *, batch: Batch | None = None, keys: tuple[str, Sequence[Model]] | None = None
) -> None:
    """Store the fact; its subscribers run soon after the transaction around this call commits.

    Must be called inside `transaction.atomic`: a fact without its change would be a lie. `batch`
    writes it along with other rows, once run; `keys`: a field of the fact, and the new rows of that
    batch whose keys it then holds.
    """
    payload = {field.name: getattr(event, field.name) for field in fields(event)}
    name = type(event).name()
    put = {"payload": batch.keys_of(keys[1], "payload", keys[0])} if batch and keys else None
    outbox.store(name, payload, has_subscribers=bool(_SUBSCRIBERS.get(name)), batch=batch, put=put)


def deliver_now() -> int:
    """Deliver everything that waits, here and now, facts announced meanwhile included.

    For tests and scenarios. A subscriber's error is noted, then raised. Returns how many deliveries
    were made.
    """
    return outbox.drain(subscribers_of, raise_errors=True)


def subscribers_of(name: str) -> Mapping[str, Deliver]:
    """The subscribers of one kind of fact, by name."""
    return _SUBSCRIBERS.get(name, {})
