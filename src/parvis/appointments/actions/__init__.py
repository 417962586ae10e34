"""The only writer of appointments. One function is one transaction."""

from parvis.appointments.actions.agendas import (
    NoHours,
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
    "Outcome",
    "SlotTaken",
    "TooManyAppointments",
    "Wish",
    "be_away",
    "be_back",
    "book",
    "cancel",
    "close_feed",
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
]
