"""A workshop as RFC 5545 wants it: everybody's, or somebody's who comes, with the video link."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from parvis.participation.models import Registration, Workshop


def calendar_of(workshop: Workshop, mine: Registration | None = None) -> bytes:
    """One event: the same UID for ever; SEQUENCE grows when it moves or is cancelled."""
    address = settings.BASE_URL.rstrip("/") + reverse(
        "participation:workshop-page", args=[workshop.consultation.slug, workshop.pk]
    )
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    comes_by_link = mine is not None and mine.is_coming and mine.mode == Registration.Mode.REMOTE
    event = Event()
    event.add("uid", f"workshop-{workshop.pk}@{host}")
    event.add("dtstamp", workshop.changed_at)
    event.add("dtstart", workshop.starts_at)
    event.add("dtend", workshop.ends_at)
    event.add("sequence", workshop.sequence)
    is_off = workshop.state == Workshop.State.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("summary", workshop.title)
    event.add("description", workshop.purpose)
    event.add("url", address)
    where = workshop.video_url if comes_by_link else workshop.where
    if where:
        event.add("location", where)
    calendar = Calendar()
    calendar.add("prodid", "-//Parvis//Workshops//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
