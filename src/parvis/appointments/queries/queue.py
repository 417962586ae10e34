"""The queue of a place today: whose number waits, which was called where. Numbers only."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parvis.appointments import rules
from parvis.appointments.models import Booking, Ticket
from parvis.appointments.queries.bookings import received_by
from parvis.appointments.queries.free import day_bounds
from parvis.appointments.rules import Agent, Waiting
from parvis.core import clock
from parvis.directory.models import Place

Status = Ticket.Status
# Desks that called nobody for so long are taken to be closed.
AT_WORK = timedelta(hours=1)
CALLED = 4


@dataclass(frozen=True, slots=True)
class Queue:
    """`called`: the latest calls, the last one first; `waiting`: in the order of the next calls,
    each with about how many minutes it still waits."""

    called: list[Ticket]
    waiting: list[tuple[Ticket, int]]
    newcomer: int


def zone_of(place: Place) -> ZoneInfo:
    """`place.commune` is loaded."""
    return ZoneInfo(place.commune.time_zone)


def today_at(place: Place) -> date:
    return clock.today(zone_of(place))


def places_of(agent: Agent) -> QuerySet[Place]:
    """Where the agent may stand at a desk: the places of the institutions they work for."""
    found = Place.objects.filter(institution__in=agent.institutions).select_related("commune")
    return found.order_by("name", "pk")


def tickets_of(place: Place, day: date) -> QuerySet[Ticket]:
    return (
        Ticket.objects.filter(place=place, day=day).select_related("kind", "booking__kind")
    ).order_by("number")


def queue_of(place: Place) -> Queue:
    """One query."""
    now = clock.now()
    tickets = list(tickets_of(place, today_at(place)))
    waiting = {one.number: one for one in tickets if one.status == Status.WAITING}
    ordered = rules.in_order([as_waiting(one) for one in waiting.values()], now)
    desks = len(
        {one.called_to for one in tickets if one.called_at and one.called_at > now - AT_WORK}
    )
    called = sorted(
        (one for one in tickets if one.status == Status.CALLED),
        key=lambda one: (one.called_at or now, one.number),
        reverse=True,
    )
    return Queue(
        called=called[:CALLED],
        waiting=[
            (waiting[one.number], rules.wait_minutes(ordered[:ahead], desks))
            for ahead, one in enumerate(ordered)
        ],
        newcomer=rules.wait_minutes(ordered, desks),
    )


def as_waiting(ticket: Ticket) -> Waiting:
    """The ticket as the rules of the queue see it."""
    kind = ticket.booking.kind if ticket.booking else ticket.kind
    return Waiting(
        number=ticket.number,
        taken_at=ticket.taken_at,
        due_at=ticket.booking.starts_at if ticket.booking else None,
        minutes=kind.minutes if kind else rules.USUAL,
    )


def expected_at(agent: Agent, place: Place) -> QuerySet[Booking]:
    """Appointments of today at that place, of those the agent receives, who are not there yet."""
    span = day_bounds(today_at(place), zone_of(place))
    return received_by(agent, span).filter(place=place, status=Booking.Status.BOOKED)
