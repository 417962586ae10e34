"""What we expect from outside systems: a fact about a request, asked once after submission."""

from collections.abc import Mapping
from typing import Any, Protocol

Facts = Mapping[str, Any]


class FactSource(Protocol):
    """A system that knows something: invoices, tax notices, land registry."""

    name: str
    """What `lookups.<id>.source` says in a package."""
    timeout_seconds: float

    def fetch(self, given: Facts) -> Facts | None:
        """The facts about `given`, or None when the system knows nothing of it.

        Must answer within `timeout_seconds`; raises anything when it cannot be reached: it is asked
        again later. Never called within a transition's transaction.
        """


class UnknownSource(LookupError):
    """No connector registered this source; `args[0]` is its name."""


_sources: dict[str, FactSource] = {}


def register_source(source: FactSource) -> None:
    """Called by a connector when the program starts; the last one under a name serves."""
    _sources[source.name] = source


def forget_source(name: str) -> None:
    """Nobody serves under this name any more."""
    _sources.pop(name, None)


def source_named(name: str) -> FactSource:
    """Raises UnknownSource."""
    try:
        return _sources[name]
    except KeyError:
        raise UnknownSource(name) from None


def source_names() -> list[str]:
    """Those that answer on this site, in order: what a package may ask."""
    return sorted(_sources)
