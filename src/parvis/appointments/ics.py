"""Appointments as RFC 5545 wants them.

What leaves for a calendar program lies on somebody else's server: an agent's feed names no
resident, and neither says what the appointment is about.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from parvis.appointments import words
from parvis.appointments.models import Booking, Channel

Status = Booking.Status


def calendar_of_person(bookings: Iterable[Booking]) -> bytes:
    """For the person's own calendar: what, when, where, what to bring."""
    return _calendar([_event(one, _for_person(one)) for one in bookings], _("My appointments"))


def calendar_of_agent(bookings: Iterable[Booking]) -> bytes:
    """For the agent's own calendar: when, where, what kind; who comes stays here."""
    return _calendar([_event(one, _for_agent(one)) for one in bookings], _("Appointments"))


def _calendar(events: Iterable[Event], name: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Parvis//Appointments//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(booking: Booking, fields: dict[str, str]) -> Event:
    """The same UID for ever; SEQUENCE grows when it moves or is cancelled."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    event = Event()
    event.add("uid", f"{booking.pk}@{host}")
    event.add("dtstamp", booking.changed_at)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("sequence", booking.sequence)
    is_off = booking.status == Status.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    for name, value in fields.items():
        if value:
            event.add(name, value)
    return event


def _for_person(booking: Booking) -> dict[str, Any]:
    institution = booking.kind.unit.institution.name
    lines = [institution, words.where(booking), booking.kind.to_bring]
    return {
        "summary": booking.kind.name,
        "location": _location(booking),
        "description": "\n".join(line for line in lines if line),
        "url": _address(reverse("appointments:mine-detail", args=[booking.pk])),
    }


def _for_agent(booking: Booking) -> dict[str, Any]:
    return {
        "summary": booking.kind.name,
        "location": _where_for_agent(booking),
        "description": _with(booking),
        "url": _address(reverse("appointments:agent-detail", args=[booking.pk])),
    }


def _where_for_agent(booking: Booking) -> str:
    if booking.place is None:
        return str(Channel(booking.channel).label)
    return ", ".join(part for part in (booking.place.name, booking.room) if part)


def _with(booking: Booking) -> str:
    """Who receives and what is taken with it, when it takes several agendas."""
    if not booking.also_names:
        return ""
    return _("Agendas: %(names)s") % {
        "names": ", ".join([str(booking.agenda), *booking.also_names])
    }


def _location(booking: Booking) -> str:
    if booking.channel == Channel.VIDEO:
        return booking.video_url
    return words.where(booking)


def _address(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
