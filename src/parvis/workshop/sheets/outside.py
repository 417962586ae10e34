"""What is asked about payments and about what other systems know."""

from django.utils.translation import gettext_lazy as _

from parvis.cases.ports import source_names
from parvis.workshop.reading import Choices, Reading
from parvis.workshop.sheets import offers
from parvis.workshop.sheets.base import Ask, Sheet, Word, fixed
from parvis.workshop.words import FACTS, QUOTIENTS


def _sources(reading: Reading) -> Choices:
    return [(name, name) for name in source_names()]


CHARGE = Sheet(
    "charge",
    _("Payment"),
    (
        Ask("function", "choice", _("Whose regie receives it"), offered=Reading.functions),
        Ask(
            "amount",
            "formula",
            _("Amount, in cents"),
            _("A number, or worked out of the answers: answers.nombre * 1500 is 15 € each."),
            needed=True,
        ),
        Ask(
            "repeats",
            "bool",
            _("Each time it is asked for is a new bill"),
            default=False,
        ),
    ),
    (
        Word("label", _("What is paid for, on the receipt"), needed=True),
        Word("explain", _("Why this amount, read before paying"), long=True),
    ),
)

TARIFF = Sheet(
    "tariff",
    _("Tariff by household quotient"),
    (
        Ask(
            "code",
            "line",
            _("Its name at the institution"),
            _("As in the file of its benefit: cantine, of jurancon.cantine."),
            needed=True,
        ),
        Ask(
            "quotient",
            "choice",
            _("The answer that says the quotient"),
            offered=offers.questions("number", "amount"),
        ),
        Ask("kind", "choice", _("Which quotient"), offered=fixed(QUOTIENTS)),
        Ask(
            "day",
            "formula",
            _("The day whose tariff applies"),
            _("That of the request, unless what is paid for comes later."),
            default="case.submitted_on",
        ),
        Ask("otherwise.absent", "euros", _("Where none was voted: price without a quotient")),
        Ask(
            "otherwise.steps",
            "rows",
            _("Where none was voted: bands"),
            _("In ascending order; the last has no highest quotient."),
            parts=(
                Ask("price", "euros", _("Price")),
                Ask("up_to", "euros", _("Quotient up to")),
            ),
        ),
    ),
)

LOOKUP = Sheet(
    "lookup",
    _("Look-up"),
    (
        Ask(
            "source",
            "choice",
            _("Asked of which system"),
            _("Those that are connected to this site."),
            offered=_sources,
        ),
        Ask(
            "given",
            "table",
            _("What is given to it"),
            _("Its own name for each thing, and the answer that holds it: answers.numero."),
            parts=(Ask("name", "line", _("Name")), Ask("value", "formula", _("What is answered"))),
            default={},
        ),
        Ask(
            "gives",
            "table",
            _("What it answers"),
            _("Conditions then read it as facts.(short name of the look-up).(name)."),
            parts=(
                Ask("name", "line", _("Name")),
                Ask("value", "choice", _("Kind"), offered=fixed(FACTS)),
            ),
            default={},
        ),
    ),
)
