"""Taking an appointment, moving it, giving it back, saying how it went.

An agenda changes one booking at a time (its row is locked); the exclusion constraint stands behind,
whoever writes. An appointment is one row, whatever the number of agendas it takes: all or none. A
move is one UPDATE: the old slot is given up only if the new one is had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from parvis.accounts.models import Person
from parvis.accounts.queries import person_family
from parvis.accounts.rules import root_of
from parvis.appointments import rules
from parvis.appointments.actions.refusals import (
    MissingDetail,
    NotChangeable,
    SlotTaken,
    TooManyAppointments,
)
from parvis.appointments.actions.telling import tell
from parvis.appointments.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
)
from parvis.appointments.models import Agenda, Booking, Channel, Opening
from parvis.appointments.queries import free
from parvis.appointments.queries.bookings import to_come
from parvis.appointments.queries.free import Offer
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.events import announce
from parvis.directory.models import Unit
from parvis.journal import actions as journal

# Slots are for everybody: nobody keeps a row of them.
MOST_OF_A_KIND = 3
Outcome = Literal["arrived", "done", "missed"]
Status = Booking.Status
Asked = Booking.Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants to be received."""

    channel: str
    subject: str = ""
    address: str = ""
    case_reference: str = ""


@transaction.atomic
def book(
    *,
    offer: Offer,
    wish: Wish,
    person: Person,
    actor: Actor,
    asked_by: Asked = Asked.WEB,
    by_unit: Unit | None = None,
) -> Booking:
    """Take a slot for a person, by themselves or (`by_unit`) by an agent for them.

    Raises SlotTaken, TooManyAppointments, MissingDetail; PermissionDenied when a resident asks for
    what only agents book. Confirmed by the channels the person prefers.
    """
    kind, opening = offer.kind, offer.opening
    person = root_of(person)
    if kind.is_for_agents_only and by_unit is None:
        raise PermissionDenied
    _check_wish(offer, wish, person)
    helpers = free.helpers_of(offer)
    _lock(opening.agenda_id, *(one.agenda_id for one in helpers))
    if to_come(person_family(person.pk)).filter(kind=kind).count() >= MOST_OF_A_KIND:
        raise TooManyAppointments
    others = free.taken_with(offer, helpers, notice=by_unit is None)
    if others is None:
        raise SlotTaken
    now = clock.now()
    booking = Booking(
        kind=kind,
        person=person,
        channel=wish.channel,
        subject=wish.subject[:200],
        address=wish.address[:300] if wish.channel == Channel.HOME else "",
        case_reference=wish.case_reference,
        asked_by=asked_by,
        booked_by=actor.label[:200],
        booked_by_unit=by_unit,
        created_at=now,
    )
    _place(booking, offer, others)
    _journal("booked", booking, actor)
    tell(booking, "booked")
    announce(AppointmentBooked(booking_id=str(booking.pk), case_reference=booking.case_reference))
    return booking


@transaction.atomic
def move(*, booking: Booking, offer: Offer, actor: Actor, by_agent: bool = False) -> Booking:
    """Give the appointment another time (or place); the old one is kept unless the new one is had,
    with all that it takes.

    Raises SlotTaken, NotChangeable, MissingDetail.
    """
    helpers = free.helpers_of(offer)
    _lock(
        *(booking.agenda_id, *booking.also),
        *(offer.opening.agenda_id, *(one.agenda_id for one in helpers)),
    )
    booking = _locked(booking)
    if rules.is_over(booking, clock.now()) or offer.kind.pk != booking.kind_id:
        raise NotChangeable
    wish = Wish(channel=booking.channel, address=booking.address)
    _check_wish(offer, wish, booking.person)
    others = free.taken_with(offer, helpers, notice=not by_agent, without=booking)
    if others is None:
        raise SlotTaken
    booking.sequence += 1
    booking.status = Status.BOOKED
    _place(booking, offer, others)
    _journal("moved", booking, actor)
    tell(booking, "moved")
    announce(AppointmentMoved(booking_id=str(booking.pk), case_reference=booking.case_reference))
    return booking


@transaction.atomic
def cancel(*, booking: Booking, actor: Actor, reason: str = "") -> Booking:
    """Give the slot back; the person is told. Cancelled already: nothing happens.

    Raises NotChangeable when it is over.
    """
    _lock(booking.agenda_id, *booking.also)
    booking = _locked(booking)
    if booking.status == Status.CANCELLED:
        return booking
    if rules.is_over(booking, clock.now()):
        raise NotChangeable
    booking.sequence += 1
    booking.status = Status.CANCELLED
    booking.reason = reason[:200]
    booking.remind_at = None
    booking.changed_at = clock.now()
    booking.save()
    _journal("cancelled", booking, actor, reason)
    tell(booking, "cancelled")
    announce(
        AppointmentCancelled(booking_id=str(booking.pk), case_reference=booking.case_reference)
    )
    return booking


@transaction.atomic
def note(*, booking: Booking, outcome: Outcome, actor: Actor) -> Booking:
    """Write down that the person arrived, was received, or did not come. Said in error, it is said
    again; what was cancelled stays cancelled. Raises NotChangeable."""
    booking = _locked(booking)
    if booking.status == outcome:
        return booking
    too_early = outcome == "missed" and clock.now() < booking.starts_at
    if booking.status == Status.CANCELLED or too_early:
        raise NotChangeable
    booking.status = Status(outcome)
    booking.remind_at = None
    booking.changed_at = clock.now()
    booking.save(update_fields=["status", "remind_at", "changed_at"])
    _journal("closed", booking, actor)
    return booking


def note_reading(*, booking: Booking, actor: Actor) -> None:
    """An agent opened somebody's appointment: the person can know."""
    _journal("read", booking, actor)


def note_list(*, actor: Actor, units: str, days: str) -> None:
    """An agent displayed the list of a day or a week, with names."""
    journal.record(
        actor=actor,
        verb="appointments.day_read",
        about=("appointments.day", days[:64]),
        detail={"units": units, "days": days},
    )


def _check_wish(offer: Offer, wish: Wish, person: Person) -> None:
    if wish.channel not in offer.channels:
        raise SlotTaken
    if wish.channel == Channel.HOME and not wish.address:
        raise MissingDetail("address")
    if wish.channel == Channel.PHONE and not root_of(person).phone:
        raise MissingDetail("phone")


def _lock(*agendas: int) -> None:
    """Always in the same order, so that two moves never wait for each other."""
    found = Agenda.objects.select_for_update(no_key=True).filter(pk__in=set(agendas))
    list(found.order_by("pk"))


def _locked(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "kind__unit__institution", "agenda__account", "place", "person"
    )
    return rows.get(pk=booking.pk)


def _place(booking: Booking, offer: Offer, others: Sequence[Opening]) -> None:
    """Put it there, with what else it takes. Raises SlotTaken when the database refuses."""
    kind, opening = offer.kind, offer.opening
    booking.agenda = opening.agenda
    booking.also = [one.agenda_id for one in others]
    rooms = [one.agenda.name for one in others if one.agenda.place_id]
    booking.room = ", ".join(rooms)[:200]
    booking.place = opening.place
    booking.video_url = opening.video_url if booking.channel == Channel.VIDEO else ""
    booking.starts_at, booking.ends_at = offer.span.start, offer.span.end
    booking.free_at = offer.span.start + free.length_of(kind).occupies
    booking.time_zone = opening.zone.key
    booking.changed_at = clock.now()
    booking.remind_at = rules.next_reminder(
        booking.starts_at,
        booking.zone,
        kind.reminder_hours,
        booking.changed_at + rules.QUIET,
    )
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        if "booking_never_twice" in str(error):
            raise SlotTaken from error
        raise


def _journal(verb: str, booking: Booking, actor: Actor, reason: str = "") -> None:
    journal.record(
        actor=actor,
        verb=f"appointments.{verb}",
        about=booking,
        person=str(booking.person_id),
        reason=reason,
        detail={"kind": booking.kind.name, "status": booking.status},
    )
