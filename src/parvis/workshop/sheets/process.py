"""What is asked about states and steps."""

from django.utils.translation import gettext_lazy as _

from parvis.workshop.reading import Reading
from parvis.workshop.sheets import offers
from parvis.workshop.sheets.base import Ask, Offered, Sheet, Word, fixed, or_nothing
from parvis.workshop.words import (
    CORRECTIONS,
    LEGAL_STATES,
    MOVE_KINDS,
    OUTCOMES,
)


def _named(kind: str) -> Offered:
    """Questions of a type, or none."""
    return or_nothing(offers.questions(kind), offers.NONE)


STATE = Sheet(
    "state",
    _("State"),
    (
        Ask("legal", "choice", _("What it means in law"), offered=fixed(LEGAL_STATES)),
        Ask("hand", "choice", _("Who has the hand"), offered=offers.hands),
        Ask(
            "outcome",
            "choice",
            _("What was decided"),
            offered=or_nothing(fixed(OUTCOMES), _("nothing yet")),
        ),
        Ask(
            "renewable",
            "bool",
            _("The applicant may begin a new request from this one, its answers filled in"),
            default=False,
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
        Ask("to", "choice", _("Leads to"), offered=offers.targets),
        Ask("by", "many", _("Who may take it"), offered=offers.actors),
        Ask(
            "guard",
            "condition",
            _("Possible only if"),
            _("Leave empty to allow it always. The platform takes a step as soon as this is true."),
        ),
        Ask("opens", "many", _("Opens these tasks"), offered=Reading.work_items, default=[]),
        Ask("cancels", "many", _("Cancels these tasks"), offered=Reading.work_items, default=[]),
        Ask("issues", "many", _("Makes these letters"), offered=Reading.letters, default=[]),
        offers.notices("notifies", _("Tells")),
        Ask(
            "correction",
            "choice",
            _("Correction"),
            offered=or_nothing(fixed(CORRECTIONS), offers.NONE),
        ),
        Ask(
            "kind", "choice", _("Look of the button"), offered=fixed(MOVE_KINDS), default="primary"
        ),
        Ask("confirm", "bool", _("Asks to confirm"), default=False),
        Ask("at_expiry_only", "bool", _("Taken by a deadline only"), default=False),
        Ask("reopens", "bool", _("Takes up a closed case again"), default=False),
        Ask("charges", "many", _("Asks for these payments"), offered=Reading.charges, default=[]),
        Ask(
            "pays",
            "record",
            _("Pays the applicant, by bank transfer"),
            _("The conditions’ names serve here too: answers.montant, answers.iban."),
            parts=(
                Ask(
                    "function",
                    "choice",
                    _("Who pays"),
                    offered=or_nothing(Reading.functions, _("nobody")),
                ),
                Ask("amount", "formula", _("Amount, in cents")),
                Ask("iban", "formula", _("Account (IBAN)")),
                Ask("holder", "formula", _("Holder of the account")),
                Ask("label", "line", _("Words on the bank statement"), default=""),
            ),
        ),
        Ask(
            "validated_by",
            "rows",
            _("Takes effect once approved by"),
            _("One after the other; without a condition, always."),
            default=[],
            parts=(
                Ask(
                    "item",
                    "choice",
                    _("Approval"),
                    offered=or_nothing(offers.items("validation"), "–"),
                ),
                Ask("when", "formula", _("Only if")),
            ),
        ),
        Ask(
            "reviews",
            "many",
            _("Has somebody look again at these decisions of the platform"),
            offered=Reading.automatic,
            default=[],
        ),
        Ask(
            "minutes",
            "int",
            _("Minutes an agent would have spent, when the platform does it"),
            default=0,
        ),
        Ask(
            "gives_to",
            "record",
            _("The request becomes that of the person it is about"),
            parts=(
                Ask("identity", "choice", _("Who"), offered=_named("person")),
                Ask("address", "choice", _("Their address"), offered=_named("address")),
                Ask("phone", "choice", _("Their telephone"), offered=_named("phone")),
                Ask("email", "choice", _("Their e-mail address"), offered=_named("email")),
            ),
        ),
        Ask(
            "erases",
            "many",
            _("Erases these answers, with their files"),
            offered=Reading.questions,
            default=[],
        ),
    ),
    (
        Word("label", _("Words on the button"), needed=True),
        Word("done", _("Said to the applicant once it is done"), needed=True),
        Word("help", _("Help for whoever presses it")),
        Word("rules", _("The rules, when the platform alone decides: published"), long=True),
    ),
    has_fields=True,
)

PROCESS_SHEET = Sheet(
    "process",
    _("Beginning"),
    (
        Ask("initial", "choice", _("First state"), offered=Reading.states),
        offers.notices("on_submission", _("Told when a request arrives")),
    ),
)
