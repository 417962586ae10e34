"""The only writer of appointments. One function is one transaction."""

from parvis.appointments.actions.agendas import (
    NoHours,
    NotNeeded,
    be_away,
    be_back,
    define_kind,
    open_agenda,
    receive,
)
from parvis.appointments.actions.booking import (
    MOST_OF_A_KIND,
    Outcome,
    Wish,
    book,
    cancel,
    move,
    note,
    note_list,
    note_reading,
)
from parvis.appointments.actions.feeds import close_feed, fingerprint, open_feed
from parvis.appointments.actions.queue import arrive, call_next, close_ticket, take_ticket
from parvis.appointments.actions.refusals import (
    MissingDetail,
    NotChangeable,
    SlotTaken,
    TooManyAppointments,
)
from parvis.appointments.actions.reminding import remind

__all__ = [
    "MOST_OF_A_KIND",
    "MissingDetail",
    "NoHours",
    "NotChangeable",
    "NotNeeded",
    "Outcome",
    "SlotTaken",
    "TooManyAppointments",
    "Wish",
    "arrive",
    "be_away",
    "be_back",
    "book",
    "call_next",
    "cancel",
    "close_feed",
    "close_ticket",
    "define_kind",
    "fingerprint",
    "move",
    "note",
    "note_list",
    "note_reading",
    "open_agenda",
    "open_feed",
    "receive",
    "remind",
    "take_ticket",
]
