"""Appointments in words: when, where, how, by the clock of the place."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.appointments.models import Booking, Channel
from parvis.core.ui import words


@contextmanager
def by_the_clock_of(zone: ZoneInfo) -> Iterator[None]:
    """Overseas territories have other clocks than the site's."""
    with timezone.override(zone):
        yield


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Thursday 12 March 2026 at 14:05."""
    with by_the_clock_of(zone):
        return _("%(day)s at %(time)s") % {
            "day": words.longdate(at),
            "time": words.clocktime(at),
        }


def short(at: datetime, zone: ZoneInfo) -> str:
    """12/03 at 14:05, for text messages."""
    with by_the_clock_of(zone):
        return _("%(day)s at %(time)s") % {
            "day": f"{at.astimezone(zone):%d/%m}",
            "time": words.clocktime(at),
        }


def day(at: datetime, zone: ZoneInfo) -> str:
    with by_the_clock_of(zone):
        return words.longdate(at)


def hour(at: datetime, zone: ZoneInfo) -> str:
    with by_the_clock_of(zone):
        return words.clocktime(at)


def length(booking: Booking) -> str:
    return minutes_in_words(int((booking.ends_at - booking.starts_at) / timedelta(minutes=1)))


def minutes_in_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if not rest:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def where(booking: Booking) -> str:
    """Where to be, or how one will be reached."""
    match booking.channel:
        case Channel.DESK if booking.place:
            parts = [booking.place.name, booking.room, booking.place.address]
            return ", ".join(part for part in parts if part)
        case Channel.HOME:
            return _("at home, %(address)s") % {"address": booking.address}
        case Channel.PHONE:
            return _("by telephone, at %(number)s") % {
                "number": words.phone(booking.person.phone) or _("your number")
            }
        case Channel.VIDEO:
            return _("by video link")
    return str(Channel(booking.channel).label)


@dataclass(frozen=True, slots=True)
class Shown:
    """One appointment ready to draw. `colour`: kind of its badge; `others`: the agendas it takes
    besides that of who receives."""

    booking: Booking
    day: str
    hour: str
    when: str
    until: str
    length: str
    where: str
    how: str
    status: str
    colour: str
    others: str


_COLOURS = {"booked": "info", "arrived": "accent", "done": "success", "missed": "warning"}


def shown(booking: Booking) -> Shown:
    """No query: place, kind, person and agenda are loaded."""
    zone = booking.zone
    return Shown(
        booking=booking,
        day=day(booking.starts_at, zone),
        hour=hour(booking.starts_at, zone),
        when=moment(booking.starts_at, zone),
        until=hour(booking.ends_at, zone),
        length=length(booking),
        where=where(booking),
        how=str(Channel(booking.channel).label),
        status=str(Booking.Status(booking.status).label),
        colour=_COLOURS.get(booking.status, "neutral"),
        others=", ".join(booking.also_names),
    )


def channels_in_words(channels: Iterable[str]) -> str:
    """At the desk, by telephone."""
    return ", ".join(str(Channel(one).label) for one in channels)


def only_channel(channels: Sequence[str]) -> str:
    """How one meets when there is no choice; empty when there is."""
    return channels_in_words(channels) if len(channels) == 1 else ""


def lines_of(text: str) -> list[str]:
    """One thing a line, with or without a dash."""
    return [line.strip("- \t\r") for line in text.splitlines() if line.strip("- \t\r")]
