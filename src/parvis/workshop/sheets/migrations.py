"""What is asked about open cases of an earlier version, which follow this one."""

from django.utils.translation import gettext_lazy as _

from parvis.workshop.reading import Reading
from parvis.workshop.sheets import offers
from parvis.workshop.sheets.base import Ask, Offered, Said, Sheet, or_nothing
from parvis.workshop.sheets.questions import of_form


def _renamed(key: str, label: Said, part: str, now: Offered) -> Ask:
    """Old name → new name; states alone cannot be left behind."""
    is_state = key == "states"
    nothing = "–" if is_state else _("left behind")
    new = Ask("now", "left", _("Is now"), offered=or_nothing(now, nothing))
    if not is_state:
        new = Ask("now", "left", _("Is now"), offered=or_nothing(now, nothing), empty=None)
    was = Ask("was", "choice", _("Was"), offered=offers.former(part, key))
    return Ask(key, "table", label, default={}, parts=(was, new))


MIGRATION = Sheet(
    "migration",
    _("Open cases of an earlier version"),
    (
        Ask(
            "from",
            "lines",
            _("From these versions (one on each line)"),
            _("What is not named below keeps its name. An administrator rehearses it first."),
        ),
        _renamed("states", _("States"), "process", Reading.states),
        _renamed("items", _("Tasks"), "process", Reading.work_items),
        _renamed("deadlines", _("Deadlines"), "process", Reading.deadlines),
        _renamed("fields", _("Questions"), "form", Reading.questions),
        _renamed("functions", _("Parts played"), "service", Reading.functions),
        Ask(
            "defaults",
            "answers",
            _("Answers given to questions that are new"),
            questions=lambda reading, path: of_form(reading),
            default={},
        ),
    ),
)
