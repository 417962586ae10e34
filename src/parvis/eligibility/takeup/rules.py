"""What a household is counted as, who may see figures and run campaigns, and how often people are
written to. Writes nothing, knows no HTTP."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.directory.models import Institution, Membership
from parvis.directory.rules import manages_in
from parvis.eligibility import precision
from parvis.eligibility.plausible import age as age_of
from parvis.eligibility.plausible import value
from parvis.eligibility.results import CLOSED, Line
from parvis.eligibility.situation import ME, Situation
from parvis.eligibility.takeup.models import ReceivedBenefit, Standing

Answer = ReceivedBenefit.Answer
State = Standing.State

SMALLEST_CELL: Final = 5
SMALLEST_AUDIENCE: Final = 10
MOST_A_YEAR: Final = 2
A_YEAR: Final = timedelta(days=365)
SENT_WITHIN: Final = timedelta(days=7)
"""A message that could not leave for so long leaves no more: what it says may have aged."""

AGES: Final[Mapping[str, str | Promise]] = {
    "-25": gettext_lazy("Under 25"),
    "25-39": gettext_lazy("25 to 39"),
    "40-59": gettext_lazy("40 to 59"),
    "60-": gettext_lazy("60 and over"),
    "": gettext_lazy("Age not said"),
}
FAMILIES: Final[Mapping[str, str | Promise]] = {
    "alone": gettext_lazy("Alone"),
    "couple": gettext_lazy("Couple without children"),
    "single": gettext_lazy("One adult with children"),
    "parents": gettext_lazy("Couple with children"),
    "": gettext_lazy("Household not said"),
}
_AUTHORITIES: Final = ("commune", "epci", "departement", "region")


def age_band(situation: Situation, on: date) -> str:
    """Of the person who answered."""
    years = age_of(situation, ME, on)
    if years is None:
        return ""
    return "-25" if years < 25 else "25-39" if years < 40 else "40-59" if years < 60 else "60-"


def family_kind(situation: Situation) -> str:
    if not situation.is_complete:
        return ""
    couple, children = value(situation, "home.couple"), bool(situation.children)
    if couple:
        return "parents" if children else "couple"
    return "single" if children else "alone"


def state_of(lines: Iterable[Line], answer: str) -> tuple[str, str] | None:
    """Where a household stands with a benefit, and why; None: no right to it as far as is known.

    `lines`: those of that benefit, one for each person concerned. Only what is sure, or remains to
    be verified, of a benefit whose tests support it (`precision`), and for which somebody said that
    they do not receive it, counts as missing: what is not known never does."""
    told = [line for line in lines if is_counted(line)]
    if answer == Answer.YES:
        return State.RECEIVES, _("You said that you receive it.")
    yes = next((line for line in told if line.is_yes), None)
    if yes is None:
        may_be = next((line for line in told if line.sure != CLOSED), None)
        return (State.UNCLEAR, _settled_by(may_be)) if may_be else None
    if answer == Answer.NO and not precision.is_announced(yes.benefit):
        return State.UNCLEAR, _(
            "You may have a right to it, but this was not verified enough to say."
        )
    if answer == Answer.NO:
        return State.MISSING, _resting_on(yes)
    return State.UNCLEAR, _("You have a right to it, as far as is known; do you receive it?")


def is_counted(line: Line) -> bool:
    """A price to pay is no benefit; an example is one in a demonstration only."""
    return not line.is_price and (settings.DEMO or not line.is_example)


def _resting_on(line: Line) -> str:
    if not line.to_verify:
        return _("Your answers leave no doubt, and you said that you do not receive it.")
    return _("You said that you do not receive it. To be verified: %(what)s.") % {
        "what": "; ".join(line.to_verify)
    }


def _settled_by(line: Line) -> str:
    if not line.settles:
        return _("What you told us does not settle it.")
    said = ngettext(
        "An answer would settle it: %(what)s", "Answers would settle it: %(what)s",
        len(line.settles),
    )  # fmt: skip
    return said % {"what": "; ".join(asked.title for asked in line.settles)}


def may_run(memberships: Iterable[Membership], institution: Institution) -> bool:
    """Whoever manages a unit of it: figures and lists of people are nobody else's business, and
    administrators run the site, not campaigns. `memberships`: active ones."""
    return institution.kind in _AUTHORITIES and manages_in(memberships, institution)
