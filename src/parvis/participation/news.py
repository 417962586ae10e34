"""What happened in consultations, as feeds tell it, and what is coming, as calendars tell it.

A subject adds its own in `AppConfig.ready()`: `register_news("commitments", source)`,
`register_days("workshops", source)`. A source asks the database one thing, for all consultations
together, and answers at most `asked.most` entries, the newest (news) or the next (days) first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from parvis.participation.models import Consultation
from parvis.territory.models import Area


@dataclass(frozen=True, slots=True)
class Asked:
    """`consultations`: published, with their phases. `area`: only what concerns this place."""

    consultations: Sequence[Consultation]
    area: Area | None = None
    most: int = 50

    @property
    def keys(self) -> list[int]:
        return [one.pk for one in self.consultations]


@dataclass(frozen=True, slots=True)
class News:
    """`key` never changes: readers know by it what they have seen. `path`: on this site."""

    key: str
    at: datetime
    consultation: int
    title: str
    text: str
    path: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """Whole days when `starts` is a date (`ends` is the last one), else instants. `is_off`: it does
    not take place."""

    key: str
    consultation: int
    title: str
    starts: date | datetime
    ends: date | datetime
    text: str
    path: str
    place: str = ""
    is_off: bool = False


_news: "dict[str, Callable[[Asked], Iterable[News]]]" = {}
_days: "dict[str, Callable[[Asked], Iterable[Day]]]" = {}


def register_news(name: str, source: Callable[[Asked], Iterable[News]]) -> None:
    _news[name] = source


def register_days(name: str, source: Callable[[Asked], Iterable[Day]]) -> None:
    _days[name] = source


def news_of(asked: Asked) -> list[News]:
    """The newest first."""
    found = [one for source in _news.values() for one in source(asked)] if asked.keys else []
    return sorted(found, key=lambda one: (one.at, one.key), reverse=True)[: asked.most]


def days_of(asked: Asked) -> list[Day]:
    found = [one for source in _days.values() for one in source(asked)] if asked.keys else []
    return sorted(found, key=lambda one: (one.starts.isoformat(), one.key))
