"""Who may see, book and change. Closed by default: what is not said here is not allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.accounts.models import Account
from parvis.appointments.models import Booking, Channel, Kind, Opening
from parvis.core.actor import Actor
from parvis.directory.models import Membership, Unit

OPEN = (Booking.Status.BOOKED, Booking.Status.ARRIVED)


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent with the units in which they work today (`set_up`: where they handle or manage)."""

    account_id: UUID
    actor: Actor
    units: dict[int, Unit]
    set_up: frozenset[int]

    @property
    def institutions(self) -> set[int]:
        return {unit.institution_id for unit in self.units.values()}


def agent(account: Account, memberships: Iterable[Membership]) -> Agent:
    """`memberships`: those of today, with unit and institution."""
    rows = sorted(memberships, key=lambda one: (one.unit.institution.name, one.unit.name, one.pk))
    first = rows[0].unit if rows else None
    actor = Actor(
        "agent",
        str(account.pk),
        str(account),
        institution=first.institution.siren if first else "",
        role=first.name[:60] if first else "",
    )
    handled = frozenset(one.unit_id for one in rows if one.role != Membership.Role.DESK)
    return Agent(account.pk, actor, {one.unit_id: one.unit for one in rows}, handled)


def may_see(agent: Agent, booking: Booking) -> bool:
    """Those whose agenda it takes, colleagues of the unit that gives the appointment, and of the
    one that took it for the person. Nobody else, not even that it exists."""
    return (
        booking.kind.unit_id in agent.units
        or booking.booked_by_unit_id in agent.units
        or booking.agenda.account_id == agent.account_id
        or agent.account_id in booking.also_accounts
    )


def may_change(agent: Agent, booking: Booking) -> bool:
    """Whoever sees an appointment to come may move or cancel it: they answer the telephone."""
    return may_see(agent, booking) and booking.status in OPEN


def may_book(agent: Agent, kind: Kind) -> bool:
    """Any agent of any institution books what a resident could book alone; what is for agents only
    is booked within the institution. `kind.unit` is loaded."""
    if not kind.is_open or not agent.units:
        return False
    return not kind.is_for_agents_only or kind.unit.institution_id in agent.institutions


def may_set_up(agent: Agent, unit: Unit) -> bool:
    """Those who handle or manage in a unit say what it receives for, and when."""
    return unit.pk in agent.set_up


def channels_of(kind: Kind, opening: Opening) -> list[str]:
    """How one may meet there: at a desk only where there is one, by video with a link."""
    possible = {
        Channel.DESK: opening.place_id is not None,
        Channel.VIDEO: bool(opening.video_url),
    }
    return [channel for channel in kind.channels if possible.get(Channel(channel), True)]


def is_over(booking: Booking, now: datetime) -> bool:
    """Whether nothing can be changed any more."""
    return booking.status not in OPEN or booking.ends_at <= now
