"""Appointments in words: when, where, how, by the clock of the place."""

from collections.abc import Iterator
from contextlib import contextmanager
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
            return f"{booking.place.name}, {booking.place.address}"
        case Channel.HOME:
            return _("at home, %(address)s") % {"address": booking.address}
        case Channel.PHONE:
            return _("by telephone, at %(number)s") % {
                "number": words.phone(booking.person.phone) or _("your number")
            }
        case Channel.VIDEO:
            return _("by video link")
    return str(Channel(booking.channel).label)
