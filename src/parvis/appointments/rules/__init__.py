"""What is legal and who may. Writes nothing, reads no table."""

from parvis.appointments.rules.queue import (
    USUAL,
    Waiting,
    in_order,
    next_to_call,
    wait_in_words,
    wait_minutes,
)
from parvis.appointments.rules.reminders import QUIET, next_reminder, reminders
from parvis.appointments.rules.rights import (
    OPEN,
    Agent,
    agent,
    channels_of,
    is_over,
    may_book,
    may_change,
    may_see,
    may_set_up,
)
from parvis.appointments.rules.slots import fits, slots, window
from parvis.appointments.rules.spans import Length, Span, gaps, joined
from parvis.appointments.rules.teams import Hours, Team, chosen, hours

__all__ = [
    "OPEN",
    "QUIET",
    "USUAL",
    "Agent",
    "Hours",
    "Length",
    "Span",
    "Team",
    "Waiting",
    "agent",
    "channels_of",
    "chosen",
    "fits",
    "gaps",
    "hours",
    "in_order",
    "is_over",
    "joined",
    "may_book",
    "may_change",
    "may_see",
    "may_set_up",
    "next_reminder",
    "next_to_call",
    "reminders",
    "slots",
    "wait_in_words",
    "wait_minutes",
    "window",
]
