"""What is said to a person about an appointment, once for each thing that happened."""

from typing import Literal

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.accounts.rules import root_of
from parvis.appointments import words
from parvis.appointments.models import Booking, Channel
from parvis.notifications import actions as notifications
from parvis.notifications.models import Notification, Preference
from parvis.notifications.rules import channels_for

News = Literal["booked", "moved", "cancelled", "reminder"]
LETTER = Notification.Channel.LETTER


def tell(booking: Booking, news: News, *, key: str = "") -> None:
    """Told once per `key` (by default: what happened, at this change of the appointment)."""
    person = root_of(booking.person)
    name = key or f"{news}.{booking.sequence}"
    with translation.override(person.language):
        notifications.tell(
            person=person,
            key=f"appointments.{booking.pk}.{name}",
            subject=_subject(booking, news),
            text=_text(booking, news),
            sms=_sms(booking, news),
            link=reverse("appointments:mine-detail", args=[booking.pk]),
            channels=_channels(booking, news),
            about=("appointments.booking", str(booking.pk)),
            unit_key=str(booking.kind.unit_id),
        )


def _channels(booking: Booking, news: News) -> list[Notification.Channel]:
    """No letter as a reminder, which it would outlast, nor to who stands at the desk."""
    person = root_of(booking.person)
    chosen = channels_for(person, Preference.objects.filter(person=person).first())
    at_hand = news == "booked" and booking.asked_by == Booking.Asked.DESK
    if news == "reminder" or at_hand:
        return [channel for channel in chosen if channel != LETTER]
    return chosen


def _subject(booking: Booking, news: News) -> str:
    values = {"when": words.moment(booking.starts_at, booking.zone)}
    match news:
        case "booked":
            return _("Your appointment is booked: %(when)s") % values
        case "moved":
            return _("Your appointment is moved: %(when)s") % values
        case "cancelled":
            return _("Your appointment is cancelled: %(when)s") % values
        case "reminder":
            return _("Your appointment: %(when)s") % values


def _sms(booking: Booking, news: News) -> str:
    kind = booking.kind.name
    values = {
        "kind": kind if len(kind) <= 40 else f"{kind[:39]}…",
        "when": words.short(booking.starts_at, booking.zone),
    }
    match news:
        case "booked":
            return _("Appointment booked on %(when)s: %(kind)s.") % values
        case "moved":
            return _("Appointment moved to %(when)s: %(kind)s.") % values
        case "cancelled":
            return _("Appointment of %(when)s cancelled: %(kind)s.") % values
        case "reminder":
            return _("Reminder: appointment on %(when)s, %(kind)s.") % values


def _text(booking: Booking, news: News) -> str:
    parts = [_("Hello,"), _opening(booking, news)]
    if news != "cancelled":
        parts += [_practical(booking), *_to_bring(booking)]
        parts.append(
            _("If you cannot come, please move or cancel it: somebody else can have the place.")
        )
    elif booking.reason:
        parts.append(_("The reason given: %(reason)s") % {"reason": booking.reason})
    return "\n\n".join(parts)


def _opening(booking: Booking, news: News) -> str:
    values = {
        "kind": booking.kind.name,
        "institution": booking.kind.unit.institution.name,
        "when": words.moment(booking.starts_at, booking.zone),
    }
    match news:
        case "booked":
            return _("Your appointment is booked: %(kind)s (%(institution)s), %(when)s.") % values
        case "moved":
            return (
                _("Your appointment “%(kind)s” (%(institution)s) now takes place on %(when)s.")
                % values
            )
        case "cancelled":
            return (
                _("Your appointment “%(kind)s” (%(institution)s) of %(when)s is cancelled.")
                % values
            )
        case "reminder":
            return _("You are expected: %(kind)s (%(institution)s), %(when)s.") % values


def _practical(booking: Booking) -> str:
    lines = [
        _("- Where: %(where)s") % {"where": words.where(booking)},
        _("- Length: %(length)s") % {"length": words.length(booking)},
    ]
    if booking.channel == Channel.VIDEO and booking.video_url:
        lines.append(_("- Link: %(url)s") % {"url": booking.video_url})
    return "\n".join(lines)


def _to_bring(booking: Booking) -> list[str]:
    items = words.lines_of(booking.kind.to_bring)
    if not items:
        return []
    return ["\n".join([_("Please have at hand:"), *(f"- {item}" for item in items)])]
