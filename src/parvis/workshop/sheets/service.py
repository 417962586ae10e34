"""What is asked about the service itself."""

from django.utils.translation import gettext_lazy as _

from parvis.catalogue.definition.themes import THEMES
from parvis.core.ui.icons import NAMES
from parvis.workshop.reading import Choices, Reading
from parvis.workshop.sheets.base import Ask, Sheet, Word, fixed
from parvis.workshop.sheets.offers import refusable
from parvis.workshop.words import AUDIENCES, CHANNELS, IDENTITIES, LEVELS, OPENERS, SEES, THENS

ICONS = {name: name for name in sorted(NAMES)}


def _places(reading: Reading) -> Choices:
    fields = [one for one in reading.fields() if one.type in {"address", "place", "commune"}]
    own = [(one.id, reading.word((*one.words, "label")) or one.id) for one in fields]
    return [("", str(_("the applicant’s own commune"))), *own]


FUNCTION = Sheet(
    "function",
    _("Part played"),
    (
        Ask("sees", "choice", _("Sees"), offered=fixed(SEES), default="shared"),
        Ask("by_area", "bool", _("Another unit in each commune"), default=False),
    ),
    (Word("name", _("Name, as in a sentence: “the waste department”"), needed=True),),
)

PURPOSE = Sheet(
    "purpose",
    _("Why it is asked"),
    (Ask("fields", "many", _("Questions"), offered=Reading.questions),),
    (Word("", _("Reason, in words"), needed=True),),
)

LEGAL = Sheet(
    "legal",
    _("Text of law"),
    (
        Ask("title", "line", _("Text, as it is cited")),
        Ask("url", "line", _("Address on Légifrance"), default=""),
    ),
)

SERVICE_SHEET = Sheet(
    "service",
    _("The service"),
    (
        Ask("audience", "many", _("For whom"), offered=fixed(AUDIENCES)),
        Ask("level", "choice", _("Who is competent"), offered=fixed(LEVELS)),
        Ask("lead", "choice", _("Who answers for the request"), offered=Reading.functions),
        Ask("channels", "many", _("How it can be asked for"), offered=fixed(CHANNELS)),
        Ask("without_web", "line", _("Why not on the web, if so"), default=""),
        Ask(
            "web_only",
            "record",
            _("Why on the web alone, if so: people read it"),
            parts=(
                Ask("because.fr", "line", _("In French")),
                Ask("because.en", "line", _("In English")),
            ),
        ),
        Ask(
            "identity",
            "choice",
            _("Least identity of the applicant"),
            offered=fixed(IDENTITIES),
            default="declared",
        ),
        Ask(
            "opened_by",
            "many",
            _("Who may open a request"),
            offered=fixed(OPENERS),
            default=["resident", "agent"],
        ),
        Ask("located_by", "choice", _("The commune of the case is that of"), offered=_places),
        Ask("delay", "length", _("Usual time, announced")),
        Ask(
            "duplicates.same",
            "many",
            _("Seems to repeat another request when these answers are the same"),
            _("None ticked: when the same person asks. Nobody is stopped."),
            offered=Reading.questions,
            default=[],
        ),
        Ask("duplicates.within", "length", _("Sent at most so long before")),
        Ask(
            "duplicates.flagged",
            "choice",
            _("Are repeated requests pointed out?"),
            offered=refusable(_("yes"), _("no: people rightly ask again and again")),
            default=True,
        ),
        Ask("retention.months", "int", _("Months kept after the end")),
        Ask("retention.then", "choice", _("Then"), offered=fixed(THENS), default="anonymise"),
        Ask("themes", "many", _("Themes"), offered=fixed(THEMES), default=[]),
        Ask("icon", "choice", _("Icon"), offered=fixed(ICONS), default="file"),
        Ask("licence", "line", _("Licence given to others")),
        Ask("origin", "line", _("Where it comes from"), default=""),
    ),
    (
        Word("name", _("Name"), needed=True),
        Word("summary", _("In one sentence"), needed=True),
        Word("description", _("Description"), long=True),
        Word("before", _("What to have at hand (one on each line)"), lines=True),
        Word("after", _("What happens next"), long=True),
        Word("cost", _("Price")),
        Word("keywords", _("Other words people type (one on each line)"), lines=True),
    ),
)
