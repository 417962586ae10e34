"""What others may hear of appointments."""

from dataclasses import dataclass

from parvis.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentBooked(Event):
    """`case_reference` is empty for an appointment taken freely."""

    booking_id: str
    case_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved(Event):
    booking_id: str
    case_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(Event):
    booking_id: str
    case_reference: str
