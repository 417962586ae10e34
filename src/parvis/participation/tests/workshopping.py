"""The smallest believable workshop: published, on site and by video link, in ten days."""

from datetime import timedelta
from typing import Any

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import workshop_sessions as sessions
from parvis.participation.actions.workshop_registering import register
from parvis.participation.models import Consultation, Registration, Workshop
from parvis.participation.tests import consulting

DAY = timedelta(days=1)


def told(**more: Any) -> dict[str, Any]:
    starts_at = clock.now() + 10 * DAY
    return {
        "kind": "brainstorming",
        "format": "mixed",
        "title": "Réparer plutôt que jeter",
        "purpose": "Que réparer ensemble ?",
        "address": "Salle des fêtes de Gelos",
        "video_url": "https://visio.example/gelos",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "seats": 2,
        "remote_seats": 1,
        "opens_at": clock.now() - DAY,
        "closes_at": starts_at,
        **more,
    }


def workshop(of: Consultation | None = None, *, draft: bool = False, **more: Any) -> Workshop:
    made = sessions.create_workshop(
        actor=SYSTEM, consultation=of or consulting.consultation(), **told(**more)
    )
    return made if draft else sessions.publish_workshop(actor=SYSTEM, workshop=made)


def somebody(of: Workshop, mode: str = "on_site", **more: Any) -> Registration:
    return register(workshop=of, person=consulting.resident(), mode=mode, **more)


def states(of: Workshop, mode: str = "on_site") -> list[str]:
    rows = of.registrations.filter(mode=mode).order_by("since", "pk")
    return list(rows.values_list("state", flat=True))
