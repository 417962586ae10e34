"""What can be chosen in several sheets."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.workshop.reading import Choices, Reading
from parvis.workshop.sheets.base import Ask, Offered, or_nothing

NONE = gettext_lazy("none")


def hands(reading: Reading) -> Choices:
    """Who may have the hand in a state."""
    return [
        *reading.functions(),
        ("applicant", _("the applicant")),
        ("items", _("whoever has open tasks")),
        ("nobody", _("nobody: it is over")),
    ]


def actors(reading: Reading) -> Choices:
    """Who may take a step."""
    return [
        *reading.functions(),
        ("applicant", _("the applicant")),
        ("system", _("the platform, by itself")),
    ]


def players(reading: Reading) -> Choices:
    """Who may do something in a scenario."""
    return [
        *actors(reading),
        ("outside", _("somebody outside, without an account")),
        ("signatory", _("whoever must sign too")),
    ]


def receivers(reading: Reading) -> Choices:
    """Who may be told something."""
    return [
        ("applicant", _("the applicant")),
        *reading.functions(),
        *((f"item:{key}", label) for key, label in reading.work_items()),
        ("former_applicant", _("who asked, once the request passes to somebody else")),
    ]


def managers(reading: Reading) -> Choices:
    return [("managers", _("whoever manages the unit")), *reading.functions()]


def targets(reading: Reading) -> Choices:
    return [*reading.states(), ("back", _("where it was before the correction"))]


def starts(reading: Reading) -> Choices:
    return [("submission", _("the day of the request")), *reading.transitions()]


def stops(reading: Reading) -> Choices:
    """States of law, then those of the service."""
    from parvis.workshop.words import LEGAL_STATES

    law = [(key, str(label)) for key, label in LEGAL_STATES.items()]
    return [*law, *((key, label) for key, label in reading.states() if key not in LEGAL_STATES)]


def dated(reading: Reading) -> Choices:
    """What has a date: deadlines and tasks."""
    return [*reading.deadlines(), *reading.work_items()]


def questions(*types: str) -> Offered:
    return lambda reading: reading.questions(*types)


def items(*kinds: str) -> Offered:
    return lambda reading: reading.items_of(*kinds)


def former(part: str, section: str) -> Offered:
    """Names of the published version."""
    return lambda reading: [("", "–"), *reading.former_names(part, section)]


def notices(key: str, label: str | Promise) -> Ask:
    """Rows of who is told, and with which message."""
    return Ask(
        key,
        "rows",
        label,
        default=[],
        parts=(
            Ask("to", "choice", gettext_lazy("Whom"), offered=or_nothing(receivers, "–")),
            Ask(
                "message",
                "choice",
                gettext_lazy("Message"),
                offered=or_nothing(Reading.messages, "–"),
            ),
        ),
    )


def refusable(yes: Any, no: Any) -> Offered:
    """A yes that need not be written, a no that must."""
    return lambda reading: [("", str(yes)), ("false", str(no))]
