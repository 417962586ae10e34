"""What is asked about states, steps, tasks, deadlines, letters and messages."""

from django.utils.translation import gettext_lazy as _

from parvis.workshop.reading import Choices, Reading
from parvis.workshop.sheets.base import Ask, Sheet, Word, fixed, or_nothing
from parvis.workshop.words import (
    CORRECTIONS,
    ITEM_KINDS,
    LEGAL_STATES,
    LETTER_KINDS,
    MOVE_KINDS,
    OUTCOMES,
    SILENCES,
)

_NONE = _("none")


def _hands(reading: Reading) -> Choices:
    own = {
        "applicant": _("the applicant"),
        "items": _("whoever has open tasks"),
        "nobody": _("nobody: it is over"),
    }
    return [*reading.functions(), *((key, str(label)) for key, label in own.items())]


def _actors(reading: Reading) -> Choices:
    return [
        *reading.functions(),
        ("applicant", str(_("the applicant"))),
        ("system", str(_("the platform, by itself"))),
    ]


def _targets(reading: Reading) -> Choices:
    return [*reading.states(), ("back", str(_("where it was before the correction")))]


def _starts(reading: Reading) -> Choices:
    return [("submission", str(_("the day of the request"))), *reading.transitions()]


STATE = Sheet(
    "state",
    _("State"),
    (
        Ask("legal", "choice", _("What it means in law"), offered=fixed(LEGAL_STATES)),
        Ask("hand", "choice", _("Who has the hand"), offered=_hands),
        Ask(
            "outcome",
            "choice",
            _("What was decided"),
            offered=or_nothing(fixed(OUTCOMES), _("nothing yet")),
        ),
    ),
    (
        Word("label", _("Name, for the applicant"), needed=True),
        Word("agent", _("Name, for agents, when it differs")),
        Word("explain", _("What it means and what comes next"), long=True, needed=True),
    ),
)

TRANSITION = Sheet(
    "transition",
    _("Step"),
    (
        Ask("from", "many", _("Leaves from"), offered=Reading.states),
        Ask("to", "choice", _("Leads to"), offered=_targets),
        Ask("by", "many", _("Who may take it"), offered=_actors),
        Ask(
            "guard",
            "condition",
            _("Possible only if"),
            _("Leave empty to allow it always. The platform takes a step as soon as this is true."),
        ),
        Ask("opens", "many", _("Opens these tasks"), offered=Reading.work_items, default=[]),
        Ask("cancels", "many", _("Cancels these tasks"), offered=Reading.work_items, default=[]),
        Ask("issues", "many", _("Makes these letters"), offered=Reading.letters, default=[]),
        Ask("notifies", "notices", _("Tells"), default=[]),
        Ask("correction", "choice", _("Correction"), offered=or_nothing(fixed(CORRECTIONS), _NONE)),
        Ask(
            "kind", "choice", _("Look of the button"), offered=fixed(MOVE_KINDS), default="primary"
        ),
        Ask("confirm", "bool", _("Asks to confirm"), default=False),
        Ask("at_expiry_only", "bool", _("Taken by a deadline only"), default=False),
        Ask("reopens", "bool", _("Takes up a closed case again"), default=False),
    ),
    (
        Word("label", _("Words on the button"), needed=True),
        Word("done", _("Said to the applicant once it is done"), needed=True),
        Word("help", _("Help for whoever presses it")),
    ),
    has_fields=True,
)

ITEM = Sheet(
    "item",
    _("Task"),
    (
        Ask("kind", "choice", _("Kind of task"), offered=fixed(ITEM_KINDS)),
        Ask("function", "choice", _("Who does it"), offered=Reading.functions),
        Ask(
            "shares", "many", _("The only answers they read"), offered=Reading.questions, default=[]
        ),
        Ask("due", "length", _("To be done within")),
        Ask(
            "at_expiry",
            "line",
            _("Result taken when nobody answers"),
            _("The short name of one of the results below; empty: the task is only late."),
        ),
        Ask("remind_before", "length", _("Reminded before that date")),
        Ask("notifies", "notices", _("Tells, when it opens"), default=[]),
        Ask(
            "appointment", "line", _("Kind of appointment (its short name at the unit)"), default=""
        ),
        Ask(
            "may_refuse",
            "choice",
            _("May they send it back?"),
            offered=fixed({"": _("yes, for a hand-over or an opinion"), "false": _("no")}),
            default=True,
        ),
    ),
    (
        Word("label", _("Name"), needed=True),
        Word("ask", _("What they are asked"), long=True, needed=True),
        Word("opened", _("Said to the applicant when it opens"), needed=True),
        Word("silence", _("Said when nobody answered in time")),
    ),
    listed="results",
    has_fields=True,
)

DEADLINE = Sheet(
    "deadline",
    _("Deadline"),
    (
        Ask("starts", "choice", _("Runs from"), offered=_starts, default="submission"),
        Ask("length", "length", _("Length")),
        Ask("suspended_in", "many", _("Stands still in"), offered=Reading.states, default=[]),
        Ask(
            "stops_in",
            "many",
            _("Is kept once the case is"),
            offered=fixed(LEGAL_STATES),
            default=["decided", "closed"],
        ),
        Ask(
            "at_expiry",
            "choice",
            _("Step taken when it passes"),
            offered=or_nothing(Reading.transitions, _NONE),
        ),
        Ask(
            "silence", "choice", _("What silence means"), offered=fixed(SILENCES), default="nothing"
        ),
        Ask(
            "legal",
            "number_choice",
            _("Text of law"),
            offered=or_nothing(Reading.legal_texts, _NONE),
        ),
        Ask("remind_before", "length", _("Reminded before that date")),
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
        Ask("signed_by", "choice", _("Signed by"), offered=Reading.functions),
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

PROCESS_SHEET = Sheet(
    "process",
    _("Beginning"),
    (
        Ask("initial", "choice", _("First state"), offered=Reading.states),
        Ask("on_submission", "notices", _("Told when a request arrives"), default=[]),
    ),
)
