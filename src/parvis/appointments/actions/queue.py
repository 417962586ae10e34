"""The queue of a place: numbers are given, called, closed, one at a time."""

from django.db import transaction
from django.db.models import Max

from parvis.appointments import rules
from parvis.appointments.actions.booking import note
from parvis.appointments.actions.refusals import NotChangeable
from parvis.appointments.models import Booking, Kind, Ticket
from parvis.appointments.queries.queue import as_waiting, tickets_of, today_at
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Place

Status = Ticket.Status


@transaction.atomic
def take_ticket(*, place: Place, kind: Kind | None = None) -> Ticket:
    """The next number of the day, for somebody who comes without an appointment."""
    _lock(place)
    return _new(place, kind=kind)


@transaction.atomic
def arrive(*, booking: Booking, actor: Actor) -> Ticket:
    """Somebody came for their appointment: noted, and given a number. Twice: the same number.

    Raises NotChangeable when it is cancelled or has no place.
    """
    if booking.place is None:
        raise NotChangeable
    _lock(booking.place)
    known = Ticket.objects.filter(booking=booking).first()
    if known:
        return known
    note(booking=booking, outcome="arrived", actor=actor)
    return _new(booking.place, booking=booking)


@transaction.atomic
def call_next(*, place: Place, desk: str, actor: Actor) -> Ticket | None:
    """Call who is next to `desk`; whoever was there was served. None when nobody waits."""
    _lock(place)
    today = tickets_of(place, today_at(place))
    for ticket in today.filter(status=Status.CALLED, called_to=desk):
        _close(ticket, Status.SERVED, actor)
    waiting = {one.number: one for one in today.filter(status=Status.WAITING)}
    chosen = rules.next_to_call([as_waiting(one) for one in waiting.values()], clock.now())
    if chosen is None:
        return None
    ticket = waiting[chosen.number]
    ticket.status = Status.CALLED
    ticket.called_at, ticket.called_to = clock.now(), desk[:60]
    ticket.save(update_fields=["status", "called_at", "called_to"])
    return ticket


@transaction.atomic
def close_ticket(*, ticket: Ticket, is_gone: bool, actor: Actor) -> None:
    """Served, or gone before being received. Closed already: nothing happens."""
    _lock(ticket.place)
    ticket = Ticket.objects.select_related("booking__kind").get(pk=ticket.pk)
    if ticket.status in (Status.WAITING, Status.CALLED):
        _close(ticket, Status.GONE if is_gone else Status.SERVED, actor)


def _close(ticket: Ticket, status: Ticket.Status, actor: Actor) -> None:
    ticket.status = status
    ticket.closed_at = clock.now()
    ticket.save(update_fields=["status", "closed_at"])
    if ticket.booking is not None and status == Status.SERVED:
        note(booking=ticket.booking, outcome="done", actor=actor)


def _lock(place: Place) -> None:
    """Numbers follow one another without a gap, and nobody is called to two desks."""
    Place.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.pk)


def _new(place: Place, *, kind: Kind | None = None, booking: Booking | None = None) -> Ticket:
    day = today_at(place)
    last = Ticket.objects.filter(place=place, day=day).aggregate(last=Max("number"))["last"] or 0
    return Ticket.objects.create(
        place=place, day=day, number=last + 1, kind=kind, booking=booking, taken_at=clock.now()
    )
