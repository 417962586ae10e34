"""News as Atom (RFC 4287) and RSS 2.0, days as iCalendar (RFC 5545): text that somebody typed never
becomes markup, and what did not change is written alike each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape, linebreaks
from icalendar import Calendar, Event

from parvis.core.text import printable
from parvis.participation.news import Day, News
from parvis.participation.opendata.addresses import absolute, host

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class About:
    """What a feed or a calendar is of. `at`: its date when it is empty."""

    title: str
    text: str
    page: str
    address: str
    publisher: str
    language: str
    at: datetime


class Atom(Atom1Feed):
    """The date of the feed is that of its newest entry, not that of the reading."""

    def latest_post_date(self) -> datetime:
        return _newest(self)


class Rss(Rss201rev2Feed):
    """As `Atom`."""

    def latest_post_date(self) -> datetime:
        return _newest(self)


def _newest(made: SyndicationFeed) -> datetime:
    dates: list[datetime] = [one["pubdate"] for one in made.items]
    return max(dates, default=made.feed["empty_at"])


FEEDS: Final[dict[str, type[SyndicationFeed]]] = {"atom": Atom, "rss": Rss}


def feed(kind: str, about: About, entries: Sequence[News], names: Mapping[int, str]) -> bytes:
    """`names`: of consultations, by key; one that has several names them."""
    made = FEEDS[kind](
        title=printable(about.title),
        link=absolute(about.page),
        description=printable(about.text),
        language=about.language,
        feed_url=absolute(about.address),
        feed_guid=absolute(about.page),
        author_name=printable(about.publisher),
        empty_at=about.at,
    )
    for one in entries:
        made.add_item(
            title=printable(one.title),
            link=absolute(one.path),
            description=linebreaks(escape(printable(one.text))),
            unique_id=f"tag:{host()},2026:{one.key}",
            unique_id_is_permalink=False,
            pubdate=one.at,
            updateddate=one.at,
            author_name=printable(one.by) or None,
            categories=[printable(names[one.consultation])],
        )
    text: str = made.writeString("utf-8")
    return text.encode()


def calendar(about: About, days: Sequence[Day], names: Mapping[int, str]) -> bytes:
    """Whole days leave people free; what has hours does not."""
    made = Calendar()
    made.add("prodid", "-//Parvis//Participation//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", printable(about.title))
    made.add("url", absolute(about.page))
    made.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for one in days:
        made.add_component(_event(one, about, names))
    return bytes(made.to_ical())


def _event(one: Day, about: About, names: Mapping[int, str]) -> Event:
    event = Event()
    is_whole = not isinstance(one.starts, datetime)
    event.add("uid", f"{one.key}@{host()}")
    event.add("dtstamp", about.at)
    event.add("summary", printable(one.title))
    event.add("dtstart", one.starts)
    event.add("dtend", _after(one.ends) if is_whole else one.ends)
    event.add("transp", "TRANSPARENT" if is_whole else "OPAQUE")
    event.add("status", "CANCELLED" if one.is_off else "CONFIRMED")
    event.add("categories", [printable(names[one.consultation])])
    event.add("url", absolute(one.path))
    if one.text:
        event.add("description", printable(one.text))
    if one.place:
        event.add("location", printable(one.place))
    return event


def _after(day: date) -> date:
    """The end of a whole day is the next one (RFC 5545, 3.6.1)."""
    return day + DAY
