"""What is asked about scenarios: what is given, and each step."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from parvis.workshop.reading import PROCESS, Choices, Reading
from parvis.workshop.sheets import offers
from parvis.workshop.sheets.base import Ask, Sheet, fixed, or_nothing
from parvis.workshop.sheets.questions import of_form, of_lookups, of_step
from parvis.workshop.words import CHANNELS, IDENTITIES, PAYMENTS


def step_types(reading: Reading, step: Mapping[str, Any]) -> str:
    """Which questions concern this step: what it is, by its keys."""
    if "move" in step:
        asked = reading.get(PROCESS, ("transitions", str(step["move"]), "correction"))
        return f"move {asked}" if asked in {"ask", "answer"} else "move"
    if "item" in step:
        turns = ("not_ours", "insist", "pass_on")
        return f"item {next((one for one in turns if one in step), 'result')}"
    known = {"ask": "opinion", "pays": "pays", "wait": "wait", "until": "until"}
    return next((kind for key, kind in known.items() if key in step), "expect")


def _told_with(reading: Reading) -> Choices:
    return [("receipt", str(_("the receipt"))), *reading.messages()]


def _on(*types: str) -> frozenset[str]:
    return frozenset(types)


_LOOK = _on("expect")
_ITEM, _MOVE = _on("item"), _on("move")

SCENARIO = Sheet(
    "scenario",
    _("Scenario"),
    (
        Ask("name", "line", _("What it shows, in a sentence"), needed=True),
        Ask("given.at", "moment", _("Day and hour of the request"), needed=True),
        Ask(
            "given.channel",
            "choice",
            _("How it is asked for"),
            offered=fixed(CHANNELS),
            default="web",
        ),
        Ask(
            "given.commune",
            "line",
            _("Where the applicant lives (INSEE code of the commune)"),
            default="64445",
        ),
        Ask(
            "given.identity",
            "choice",
            _("Identity of the applicant"),
            offered=fixed(IDENTITIES),
            default="declared",
        ),
        Ask(
            "given.answers",
            "answers",
            _("Answers to the form"),
            questions=lambda reading, path: of_form(reading),
            default={},
        ),
        Ask(
            "given.facts",
            "answers",
            _("What other systems will answer"),
            questions=of_lookups,
            default={},
        ),
        Ask(
            "given.tariffs",
            "table",
            _("What each tariff comes to"),
            _("Without a price here, the bands of the service itself."),
            parts=(
                Ask("name", "choice", _("Tariff"), offered=or_nothing(Reading.tariffs, _("none"))),
                Ask("value", "euros", _("Price")),
            ),
            default={},
        ),
    ),
)

LOOKS = _("One looks how the request stands")

STEP = Sheet(
    "step_of_scenario",
    _("Step of the scenario"),
    (
        Ask(
            "who",
            "choice",
            _("Who"),
            offered=offers.players,
            types=_on("move", "item", "opinion", "pays"),
        ),
        Ask("move", "choice", _("Takes this step"), offered=Reading.transitions, types=_MOVE),
        Ask(
            "ask_fields",
            "many",
            _("What is to be corrected"),
            offered=Reading.questions,
            types=_on("ask"),
            default=[],
        ),
        Ask("item", "choice", _("Task"), offered=Reading.work_items, types=_ITEM),
        Ask("result", "choice", _("Result"), offered=Reading.results, types=_on("result")),
        Ask("not_ours", "line", _("Why it is sent back"), types=_on("not_ours")),
        Ask("insist", "line", _("Written to the unit that sent it back"), types=_on("insist")),
        Ask(
            "pass_on", "bool", _("It is given to another unit"), types=_on("pass_on"), default=False
        ),
        Ask(
            "ask",
            "choice",
            _("Asks this opinion"),
            offered=offers.items("opinion"),
            types=_on("opinion"),
        ),
        Ask("of", "many", _("Of whom"), offered=offers.players, types=_on("opinion"), default=[]),
        Ask("pays", "choice", _("Pays"), offered=Reading.charges, types=_on("pays")),
        Ask(
            "payment",
            "choice",
            _("What becomes of the payment"),
            offered=fixed(PAYMENTS),
            types=_on("pays"),
            default="paid",
        ),
        Ask("wait", "length", _("Time that passes"), types=_on("wait")),
        Ask("until", "moment", _("Time passes until"), types=_on("until"), needed=True),
        Ask(
            "inputs",
            "answers",
            _("What they type"),
            questions=of_step,
            types=_on("move", "item", "opinion"),
            default={},
        ),
        Ask(
            "correct",
            "answers",
            _("The corrected answers"),
            questions=lambda reading, path: of_form(reading),
            types=_on("answer"),
            default={},
        ),
        Ask(
            "expect.state",
            "choice",
            _("State"),
            offered=or_nothing(Reading.states, _("not looked at")),
            types=_LOOK,
        ),
        Ask(
            "expect.hand",
            "choice",
            _("Who has the hand"),
            offered=or_nothing(offers.hands, _("not looked at")),
            types=_LOOK,
        ),
        Ask(
            "expect.told",
            "told",
            _("Who was told since the last look"),
            types=_LOOK,
            parts=(
                Ask("to", "choice", _("Whom"), offered=or_nothing(offers.receivers, "–")),
                Ask("message", "choice", _("Message"), offered=or_nothing(_told_with, "–")),
            ),
        ),
        Ask(
            "expect.documents",
            "exactly",
            _("Letters made so far"),
            offered=Reading.letters,
            types=_LOOK,
        ),
        Ask(
            "expect.open_items", "exactly", _("Open tasks"), offered=Reading.work_items, types=_LOOK
        ),
        Ask(
            "expect.sent_back",
            "exactly",
            _("Tasks that were sent back"),
            offered=Reading.work_items,
            types=_LOOK,
        ),
        Ask(
            "expect.escalated", "exactly", _("What is soon late"), offered=offers.dated, types=_LOOK
        ),
        Ask(
            "expect.results",
            "table",
            _("Results of tasks"),
            types=_LOOK,
            default={},
            parts=(
                Ask("item", "choice", _("Task"), offered=or_nothing(Reading.work_items, "–")),
                Ask("result", "choice", _("Result"), offered=or_nothing(Reading.results, "–")),
            ),
        ),
        Ask(
            "expect.due",
            "table",
            _("Dates"),
            types=_LOOK,
            default={},
            parts=(
                Ask("name", "choice", _("Of what"), offered=or_nothing(offers.dated, "–")),
                Ask("day", "day", _("Day, as 31/12/2026")),
            ),
        ),
        Ask(
            "expect.can",
            "table",
            _("What somebody can do now, and nothing else"),
            types=_LOOK,
            default={},
            parts=(
                Ask("who", "choice", _("Who"), offered=or_nothing(offers.actors, "–")),
                Ask("moves", "many", _("Steps"), offered=Reading.transitions, empty=[]),
            ),
        ),
        Ask("expect.owed", "euros", _("Still to be paid"), types=_LOOK),
        Ask("expect.paid", "euros", _("Paid to the applicant"), types=_LOOK),
        Ask(
            "expect.timeline_says",
            "lines",
            _("Words the applicant can read in their story (one on each line)"),
            types=_LOOK,
            default=[],
        ),
        Ask(
            "expect.refused",
            "table",
            _("Answers that are refused when the request is sent"),
            types=_LOOK,
            default={},
            parts=(
                Ask("field", "choice", _("Question"), offered=or_nothing(Reading.questions, "–")),
                Ask("said", "line", _("Words of the refusal"), empty=""),
            ),
        ),
    ),
)
