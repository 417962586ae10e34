"""What is asked about tasks: hand-overs, opinions, visits, approvals."""

from django.utils.translation import gettext_lazy as _

from parvis.workshop.reading import Reading
from parvis.workshop.sheets import offers
from parvis.workshop.sheets.base import Ask, Offered, Sheet, Word, fixed, or_nothing
from parvis.workshop.sheets.dates import REMINDERS
from parvis.workshop.words import ITEM_KINDS, SEEN

_OPINION = frozenset({"opinion"})
_VISIT = frozenset({"visit"})
_SENT = frozenset({"hand_over", "opinion"})
_SIGNED = frozenset({"signature"})


def _named(*kinds: str) -> Offered:
    """Questions of these types, or none."""
    return or_nothing(offers.questions(*kinds), offers.NONE)


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
        *REMINDERS,
        offers.notices("notifies", _("Tells, when it opens")),
        Ask(
            "appointment", "line", _("Kind of appointment (its short name at the unit)"), default=""
        ),
        Ask(
            "on_route",
            "many",
            _("Answers written on the list of the day’s visits"),
            offered=Reading.questions,
            types=_VISIT,
            default=[],
        ),
        Ask(
            "may_refuse",
            "choice",
            _("May they send it back?"),
            offered=offers.refusable(_("yes, for a hand-over or an opinion"), _("no")),
            types=_SENT,
            default=True,
        ),
        Ask(
            "asked_by",
            "many",
            _("Who may ask for it freely, of whom they choose"),
            offered=Reading.functions,
            types=_OPINION,
            default=[],
        ),
        Ask(
            "asked_in",
            "many",
            _("In which states it may be asked for freely"),
            offered=Reading.states,
            types=_OPINION,
            default=[],
        ),
        Ask(
            "outside",
            "bool",
            _("Also of somebody without an account, by a link"),
            types=_OPINION,
            default=False,
        ),
        Ask(
            "applicant_sees",
            "choice",
            _("What the applicant sees of it"),
            offered=fixed(SEEN),
            types=_OPINION,
            default="asked",
        ),
        Ask(
            "signatory",
            "record",
            _("Who must sign, beside the applicant"),
            _("They read the answers shared above, and sign them."),
            types=_SIGNED,
            parts=(
                Ask("name", "choice", _("Their name"), offered=_named("person", "text")),
                Ask("email", "choice", _("Their e-mail address"), offered=_named("email")),
                Ask("phone", "choice", _("Their telephone"), offered=_named("phone")),
                Ask("when", "formula", _("Only if")),
                Ask(
                    "follows",
                    "bool",
                    _("Once they have signed, they read where the request stands"),
                    default=False,
                ),
            ),
        ),
        Ask(
            "adverse",
            "lines",
            _("Results that go against what is asked, by their short names"),
            default=[],
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
