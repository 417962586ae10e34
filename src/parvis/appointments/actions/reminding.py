"""Reminders. What is due is a date on the appointment: no crash loses it, cancelling erases it."""

from django.db import transaction

from parvis.appointments import rules
from parvis.appointments.actions.telling import tell
from parvis.appointments.models import Booking
from parvis.core import clock

Status = Booking.Status


def remind() -> int:
    """Send every reminder that is due; each in a transaction of its own. Returns how many left."""
    left = 0
    while (sent := _remind_one()) is not None:
        left += sent
    return left


@transaction.atomic
def _remind_one() -> bool | None:
    """True: reminded; False: too late for that; None: nothing is due."""
    now = clock.now()
    booking = (
        Booking.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("kind__unit__institution", "place", "person")
        .filter(remind_at__lte=now)
        .order_by("remind_at", "pk")
        .first()
    )
    if booking is None:
        return None
    due = booking.remind_at
    assert due is not None
    # After a stop of the worker, the latest reminder counts for those before it.
    booking.remind_at = rules.next_reminder(
        booking.starts_at, booking.zone, booking.kind.reminder_hours, now
    )
    booking.save(update_fields=["remind_at"])
    if booking.status != Status.BOOKED or booking.starts_at <= now:
        return False
    tell(booking, "reminder", key=f"reminder.{booking.sequence}.{due:%Y%m%dT%H%M}")
    return True
