"""What is asked about deadlines, letters and messages."""

from django.utils.translation import gettext_lazy as _

from parvis.workshop.reading import Reading
from parvis.workshop.sheets import offers
from parvis.workshop.sheets.base import Ask, Sheet, Word, fixed, or_nothing
from parvis.workshop.words import LETTER_KINDS, SILENCES

REMINDERS = (
    Ask("remind_before", "length", _("Reminded before that date")),
    Ask("escalate_before", "length", _("Soon late: others are warned before that date")),
    Ask("escalate_to", "choice", _("Who is warned"), offered=offers.managers, default="managers"),
)

DEADLINE = Sheet(
    "deadline",
    _("Deadline"),
    (
        Ask("starts", "choice", _("Runs from"), offered=offers.starts, default="submission"),
        Ask("length", "length", _("Length")),
        Ask("suspended_in", "many", _("Stands still in"), offered=Reading.states, default=[]),
        Ask(
            "stops_in",
            "many",
            _("Is kept once the case is"),
            offered=offers.stops,
            default=["decided", "closed"],
        ),
        Ask(
            "at_expiry",
            "choice",
            _("Step taken when it passes"),
            offered=or_nothing(Reading.transitions, offers.NONE),
        ),
        Ask(
            "silence", "choice", _("What silence means"), offered=fixed(SILENCES), default="nothing"
        ),
        Ask(
            "legal",
            "number_choice",
            _("Text of law"),
            offered=or_nothing(Reading.legal_texts, offers.NONE),
        ),
        *REMINDERS,
    ),
    (
        Word("label", _("Name"), needed=True),
        Word("explain", _("Why this deadline"), long=True, needed=True),
        Word("silence", _("What silence means, in words"), long=True),
    ),
)

LETTER = Sheet(
    "letter",
    _("Letter"),
    (
        Ask("kind", "choice", _("Kind of letter"), offered=fixed(LETTER_KINDS)),
        Ask("signed_by", "choice", _("Signed for"), offered=Reading.functions),
    ),
    (
        Word("title", _("Title"), needed=True),
        Word("body", _("Text"), long=True, needed=True),
        Word("appeal", _("How to contest it"), long=True),
    ),
)

MESSAGE = Sheet(
    "message",
    _("Message"),
    (Ask("attaches", "many", _("With these letters"), offered=Reading.letters, default=[]),),
    (
        Word("subject", _("Subject"), needed=True),
        Word("body", _("Text"), long=True, needed=True),
        Word("sms", _("Text message, if any")),
    ),
)
