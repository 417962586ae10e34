"""Kinds of rows of the access table: what an address needs, and who sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.notifications.models import Notification
from parvis.notifications.tests import factories as notifications
from parvis.trust import links
from tests.access.world import AGENTS, World

AT_A_DESK = set(AGENTS) - {"administrator"}


@dataclass(frozen=True)
class Row:
    arguments: Mapping[str, Any] = field(default_factory=dict)
    seen_by: frozenset[str] | None = None


def seen_by(*who: str, **arguments: Any) -> Row:
    return Row(arguments, frozenset(who))


def nothing_there(**arguments: Any) -> Row:
    """The address leads to nothing for everybody: an unknown key, a page of the demonstration."""
    return Row(arguments, frozenset())


def of_the_draft(world: World, **arguments: Any) -> Row:
    return seen_by("resident", draft=world.draft.pk, **arguments)


def of_the_case(world: World, **arguments: Any) -> Row:
    return seen_by("resident", reference=world.case.reference, **arguments)


def for_its_agents(world: World, **arguments: Any) -> Row:
    return seen_by("agent", reference=world.case.reference, **arguments)


def found_at_the_desk(world: World) -> Row:
    return seen_by("agent", person=world.cases.person.pk)


def begun_at_the_desk(world: World, **arguments: Any) -> Row:
    return seen_by("agent", draft=world.desk_draft.pk, **arguments)


def of_the_mandate(world: World, **arguments: Any) -> Row:
    return seen_by("resident", "other_resident", **({"number": world.mandate.number} | arguments))


def sealed(world: World, side: str) -> Row:
    """Whoever was told the address."""
    address = links.answer if side == "helped" else links.invitation
    seal = address(world.proposed).rstrip("/").removesuffix("/invitation").split("/")[-1]
    return Row({"number": world.proposed.number, "seal": seal})


def message(world: World) -> Row:
    told = notifications.notification(
        person=world.cases.person, channel=Notification.Channel.IN_APP
    )
    return seen_by("resident", pk=told.pk)


def of_the_appointment(world: World, *who: str) -> Row:
    return seen_by(*who, booking=world.appointment().pk)


def at_the_place(world: World, **arguments: Any) -> Row:
    return seen_by("agent", "agent_without_the_right", **arguments)


def of_the_ticket(world: World) -> Row:
    ticket = world.ticket()
    return at_the_place(world, place=ticket.place_id, ticket=ticket.pk)


def in_the_workshop(world: World, **arguments: Any) -> Row:
    return seen_by("agent", "administrator", project=world.package().pk, **arguments)
