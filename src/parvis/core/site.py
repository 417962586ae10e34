"""Whose site this is: name, logo, colours. A domain above provides it; core only asks.

Kept in memory for a minute, so that the frames cost no query.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from parvis.core import clock


@dataclass(frozen=True, slots=True)
class Site:
    """The institution hosting the site, as visitors read it. `theme`: see `core.ui.colours`."""

    name: str = "Parvis"
    tagline: str = ""
    logo_url: str = ""
    theme: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""

    def letterhead(self) -> dict[str, Any]:
        """Who writes, at the head of a letter (`core.pdf`, "sender")."""
        return {
            "name": self.publisher or self.name,
            "lines": [line.strip() for line in self.address.split(",") if line.strip()],
            "phone": self.phone,
            "email": self.email,
            "website": self.website,
        }


Source = Callable[[], Site]
KEPT = timedelta(minutes=1)
_source: Source = Site
_kept: tuple[datetime, Site] | None = None


def provide(source: Source) -> None:
    """Name the function that reads the site (called from `AppConfig.ready()`)."""
    global _source
    _source = source
    forget()


def forget() -> None:
    """Read again at the next page: call it after a change."""
    global _kept
    _kept = None


def current() -> Site:
    global _kept
    now = clock.now()
    if _kept is None or not _kept[0] <= now < _kept[0] + KEPT:
        _kept = (now, _source())
    return _kept[1]
