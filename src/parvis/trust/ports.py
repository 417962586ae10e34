"""What mandates ask of the domains above: which services there are to choose among."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offered:
    """A service somebody may be helped with. `slug` names it in authorisations."""

    slug: str
    name: str
    institution_id: int
    institution: str


_source: Callable[[], list[Offered]] | None = None


def provide_services(source: Callable[[], list[Offered]]) -> None:
    """Name the function that lists the services open to requests, by name."""
    global _source
    _source = source


def services() -> list[Offered]:
    """Empty when nobody lists any."""
    return _source() if _source is not None else []
