"""The same as `rows`, of workshops: everybody registers, organisers prepare, desks help on the day."""

from collections.abc import Callable
from typing import Any

from parvis.core import clock
from parvis.participation.models import Certificate, Workshop, WorkshopMinutes
from parvis.participation.tests import workshopping
from tests.access.kinds import Row, seen_by
from tests.access.world import World

RECEIVERS = ("agent", "agent_without_the_right")


def _workshop(world: World) -> Workshop:
    of = world.consultation()
    held = of.workshops.first() or workshopping.workshop(of)
    if not held.minutes.exists():
        WorkshopMinutes.objects.create(
            workshop=held, version=1, text="Dit.", published_at=held.created_at
        )
    return held


def _public(world: World) -> Row:
    held = _workshop(world)
    return Row({"slug": held.consultation.slug, "workshop": held.pk})


def _agents(*who: str) -> Callable[[World], Row]:
    def row(world: World) -> Row:
        held = _workshop(world)
        return seen_by(*who, slug=held.consultation.slug, workshop=held.pk)

    return row


def _organisers(world: World, **arguments: Any) -> Row:
    return seen_by("agent", slug=world.consultation().slug, **arguments)


def _certificate(world: World) -> Row:
    """Of the account of an agent."""
    made = Certificate.objects.create(
        account=world.agent, lesson="co-creation", version="1.0.0", title="Leçon",
        name="Anne", code="ACDEFGHJKLMN", issued_at=clock.now(),
    )  # fmt: skip
    return seen_by("agent", code=made.code)


LINES: dict[str, Callable[[World], Row]] = {
    "participation:workshop-list": lambda w: Row({"slug": w.consultation().slug}),
    "participation:workshop-page": _public,
    "participation:workshop-calendar": _public,
    "participation:workshop-minutes": _public,
    "participation:agent-workshops": _organisers,
    "participation:agent-workshop-new": _organisers,
    "participation:agent-workshop-edit": _agents("agent"),
    "participation:lesson": lambda w: Row({"lesson": "co-creation"}),
    "participation:lesson-step": lambda w: Row({"lesson": "co-creation", "step": 1}),
    "participation:lesson-certify": lambda w: Row({"lesson": "co-creation"}),
    "participation:certificate-check": lambda w: Row({"code": "ACDEFGHJKLMN"}),
    "participation:certificate": _certificate,
    **{
        f"participation:agent-workshop{page}": _agents(*RECEIVERS)
        for page in (
            *("", "-people", "-attendance", "-sheet", "-steps"),
            *("-cards", "-live", "-projection", "-minutes"),
        )
    },
}
