"""By which channels a person is told, and when a failed sending is tried again. Writes nothing."""

from datetime import datetime, timedelta

from parvis.accounts.models import Person
from parvis.notifications.models import Notification, Preference

Channel = Notification.Channel
MAX_ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=35)
"""Whoever waits longer was noted under a clock that was ahead, and does not wait."""


def channels_for(person: Person, preference: Preference | None) -> list[Channel]:
    """Always in the person's space; and by what they chose, among the addresses we know.

    Nobody is left untold: when what was chosen is not possible, by e-mail, else by text message,
    else by letter.
    """
    chosen = preference or Preference(mail=bool(person.email), sms=not person.email)
    possible = {
        Channel.MAIL: bool(person.email),
        Channel.SMS: bool(person.phone),
        Channel.LETTER: bool(person.address_line and person.postal_code),
    }
    wanted = [
        channel
        for channel, is_wanted in ((Channel.MAIL, chosen.mail), (Channel.SMS, chosen.sms))
        if is_wanted and possible[channel]
    ]
    fallback = next((channel for channel, known in possible.items() if known), None)
    outside = wanted or ([fallback] if fallback else [])
    return [Channel.IN_APP, *outside]


def next_attempt_at(attempts: int, now: datetime) -> datetime | None:
    """30 s, 2 min, 8 min, 32 min, 2 h, 8 h, 34 h after a failure; then an administrator looks."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return now + timedelta(seconds=30 * 4 ** (attempts - 1))
