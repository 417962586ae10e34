"""What is asked about pages and questions."""

from django.utils.translation import gettext_lazy as _

from parvis.catalogue.definition import FIELD_TYPES
from parvis.workshop.reading import Reading
from parvis.workshop.sheets.base import Ask, Sheet, Word, fixed, or_nothing
from parvis.workshop.sheets.offers import refusable
from parvis.workshop.words import BIRTH_DATES, FILE_KINDS, PREFILLS, TYPES

_BOUNDED = frozenset({"text", "long_text", "number", "amount", "date", "group", "files"})
_PREFILLED = frozenset({"person", "address", "commune", "email", "phone"})
_ANSWERED = frozenset(FIELD_TYPES) - {"information"}

FIELD = Sheet(
    "field",
    _("Question"),
    (
        Ask("type", "choice", _("Kind of answer"), offered=fixed(TYPES)),
        Ask("required", "required", _("Must it be answered?"), types=_ANSWERED, default=True),
        Ask("show_if", "condition", _("Asked only if"), _("Leave empty to ask it always.")),
        Ask(
            "valid_if",
            "condition",
            _("Accepted only if"),
            _("Leave empty to accept any answer."),
            types=_ANSWERED,
        ),
        Ask(
            "min",
            "bound",
            _("Least"),
            _("Characters, value, cents, date (or today), number of entries or files."),
            types=_BOUNDED,
        ),
        Ask("max", "bound", _("Most"), types=_BOUNDED),
        Ask("decimals", "int", _("Digits after the comma"), types=frozenset({"number"}), default=0),
        Ask(
            "accept",
            "many",
            _("Kinds of files"),
            offered=fixed(FILE_KINDS),
            types=frozenset({"files"}),
            default=["image", "pdf"],
        ),
        Ask(
            "max_megabytes",
            "int",
            _("Largest size of a file, in megabytes"),
            types=frozenset({"files"}),
            default=20,
        ),
        Ask(
            "birth_date",
            "choice",
            _("Date of birth"),
            offered=fixed(BIRTH_DATES),
            types=frozenset({"person"}),
            default="required",
        ),
        Ask(
            "anywhere",
            "bool",
            _("The place may lie outside the territory"),
            types=frozenset({"place"}),
            default=False,
        ),
        Ask(
            "prefill",
            "choice",
            _("Filled in beforehand with"),
            offered=or_nothing(fixed(PREFILLS), _("nothing")),
            types=_PREFILLED,
        ),
        Ask(
            "locked",
            "bool",
            _("What a verified identity gives cannot be changed"),
            types=_PREFILLED,
            default=False,
        ),
        Ask(
            "capitals",
            "bool",
            _("Kept in capital letters, however it is typed"),
            types=frozenset({"text"}),
            default=False,
        ),
        Ask(
            "tariff",
            "choice",
            _("Shows the prices in force of this tariff"),
            offered=or_nothing(Reading.tariffs, _("none")),
            types=frozenset({"information"}),
        ),
        Ask(
            "summary",
            "bool",
            _("Shown beside the case in agents’ lists"),
            types=_ANSWERED,
            default=False,
        ),
    ),
    (
        Word("label", _("Question"), needed=True),
        Word("help", _("Help under the question")),
        Word(
            "body",
            _("Text"),
            long=True,
            needed=True,
            types=frozenset({"information", "declaration"}),
        ),
        Word("invalid", _("Said when the answer is refused"), types=_ANSWERED),
        Word("entry", _("Title of one entry"), types=frozenset({"group"})),
    ),
    listed="options",
    has_fields=True,
)

FORM_SHEET = Sheet(
    "form",
    _("The form on paper"),
    (
        Ask(
            "prints",
            "choice",
            _("Can it be printed, to be filled in by hand?"),
            offered=refusable(_("yes"), _("no")),
            default=True,
        ),
    ),
)

PAGE = Sheet(
    "page",
    _("Page"),
    (Ask("show_if", "condition", _("Shown only if"), _("Leave empty to show it always.")),),
    (Word("title", _("Title"), needed=True), Word("intro", _("Introduction"), long=True)),
    has_fields=True,
)
