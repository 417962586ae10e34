"""What a situation comes to, as a page shows it: by level, yes first, each line with its why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from parvis.core.ui.words import euros
from parvis.eligibility import local, words
from parvis.eligibility.assessing import Assessment
from parvis.eligibility.interview import Interview
from parvis.eligibility.judging import Judged
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.plausible import value
from parvis.eligibility.questions import Question, question_for
from parvis.eligibility.situation import PARTNER, Situation
from parvis.eligibility.verdicts import Amount, CannotTell, No, Per, Yes

LEVELS: Final[dict[str, str | Promise]] = {
    "state": gettext_lazy("The State and Social Security"),
    "region": gettext_lazy("The région"),
    "departement": gettext_lazy("The département"),
    "epci": gettext_lazy("The agglomération"),
    "commune": gettext_lazy("Your commune"),
}
SURE: Final = "sure"
LIKELY: Final = "likely"
OPEN: Final = "open"
CLOSED: Final = "closed"
SHOWN_AT_ONCE: Final = 3
"""Rights of each level; the others are folded below, counted."""
_RANK: Final = {SURE: 0, LIKELY: 1, OPEN: 2, CLOSED: 3}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that would settle something: its address and its words."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit for one person or household. `sure`: "sure", "likely", "open" (cannot tell yet)
    or "closed"; `low`, `high`: cents a year, for sums. `price`: to pay rather than to receive.
    `service`: of the catalogue, where it is asked for; "": elsewhere."""

    benefit: str
    whom: str
    name: str
    summary: str
    level: str
    sure: str
    amount: str
    reason: str
    for_whom: str
    law: tuple[tuple[str, str], ...] = ()
    to_verify: tuple[str, ...] = ()
    settles: tuple[Asked, ...] = ()
    based_on: str = ""
    low: int = 0
    high: int = 0
    is_price: bool = False
    is_example: bool = False
    service: str = ""

    @property
    def is_condition(self) -> bool:
        """The reason of a no is the condition that failed, as the local rule writes it."""
        return self.sure == CLOSED and not self.benefit.startswith("state.")

    @property
    def is_yes(self) -> bool:
        return self.sure in (SURE, LIKELY)


@dataclass(frozen=True, slots=True)
class Group:
    level: str
    title: str
    yes: tuple[Line, ...]
    unsure: tuple[Line, ...]
    no: tuple[Line, ...]

    @property
    def first(self) -> tuple[Line, ...]:
        """The surest and largest, shown at once. Nothing is folded to hide one line."""
        return self.yes if len(self.yes) <= SHOWN_AT_ONCE + 1 else self.yes[:SHOWN_AT_ONCE]

    @property
    def others(self) -> tuple[Line, ...]:
        return self.yes[len(self.first) :]


def lines_of(assessment: Assessment, interview: Interview, on: date) -> list[Line]:
    """The best first. Of a benefit that somebody has or may have, what others of the household have
    not or may have is not said again."""
    found = [_line(each, interview.situation, on) for each in assessment.judged]
    found.sort(key=lambda line: (_RANK[line.sure], -line.high, line.name))
    said: set[str] = set()
    kept = []
    for line in found:
        if line.is_yes or line.benefit not in said:
            kept.append(line)
        said.add(line.benefit)
    return kept


def groups_of(lines: Iterable[Line]) -> list[Group]:
    by_level: dict[str, list[Line]] = {}
    for line in lines:
        by_level.setdefault(line.level, []).append(line)
    return [_group(level, by_level[level]) for level in LEVELS if level in by_level]


def _group(level: str, lines: list[Line]) -> Group:
    return Group(
        level,
        str(LEVELS[level]),
        tuple(line for line in lines if line.is_yes),
        tuple(line for line in lines if line.sure == OPEN),
        tuple(line for line in lines if line.sure == CLOSED),
    )


def a_month(lines: Iterable[Line]) -> Amount | None:
    """What all that is paid each month comes to, certain or likely; None when nothing is."""
    paid = [line for line in lines if line.is_yes and line.high and not line.is_price]
    monthly = [line for line in paid if line.benefit in _MONTHLY]
    if not monthly:
        return None
    return Amount(
        sum(line.low for line in monthly) // 12, sum(line.high for line in monthly) // 12, Per.MONTH
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rights are as sure as that, and what those paid each month come to."""

    sure: str
    title: str
    count: int
    amount: str


def by_certainty(lines: Iterable[Line]) -> list[Sum]:
    """The surest first; none of what nobody has."""
    kept = list(lines)
    found = []
    for sure, title in _CERTAINTY.items():
        mine = [line for line in kept if line.sure == sure]
        total = a_month(mine)
        if mine:
            shown = amount_in_words(total) if total else ""
            found.append(Sum(sure, str(title), len(mine), shown))
    return found


def certainty(sure: str) -> str:
    """In words, as on the badges."""
    return str(_CERTAINTY[sure])


_CERTAINTY: Final[dict[str, str | Promise]] = {
    SURE: gettext_lazy("Yes"),
    LIKELY: gettext_lazy("Yes, to be verified"),
    OPEN: gettext_lazy("Cannot tell yet"),
    CLOSED: gettext_lazy("No"),
}
_MONTHLY: Final = frozenset(
    each.name for each in BENEFITS.values() if each.per is Per.MONTH and each.code != "css_paid"
)


def _line(judged: Judged, situation: Situation, on: date) -> Line:
    answer = judged.answer
    if answer.benefit.startswith("state.") and answer.benefit[6:] in BENEFITS:
        return _national(judged, situation, on)
    return _local(judged, situation, on)


def _national(judged: Judged, situation: Situation, on: date) -> Line:
    answer = judged.answer
    benefit = BENEFITS[answer.benefit.removeprefix("state.")]
    name, summary = words.NATIONAL[benefit.code]
    verdict = answer.verdict
    amount = verdict.possible if isinstance(verdict, CannotTell) else None
    if isinstance(verdict, Yes):
        amount = verdict.amount
    verify = tuple(_supposed(path) for path in judged.supposed)
    low, high = _a_year(amount)
    return Line(
        answer.benefit,
        answer.whom,
        str(name),
        str(summary),
        "state",
        _sure(verdict, bool(verify)),
        _amount(amount, is_sure=isinstance(verdict, Yes)),
        str(_SWINGS) if judged.swings else reason_of(verdict),
        _for_whom(answer.whom, situation),
        ((benefit.law, ""),),
        verify,
        _settling(verdict, situation, on),
        _based_on(judged, situation),
        low,
        high,
        is_price=benefit.code == "css_paid",
    )


_SWINGS: Final = gettext_lazy(
    "Your RSA and your housing aid answer each other from one month to the next: as it is written, "
    "the rule gives one amount a month and another the next. The CAF, which reviews them every "
    "three months, will tell you which."
)


def _local(judged: Judged, situation: Situation, on: date) -> Line:
    answer = judged.answer
    found = local.benefit(answer.benefit)
    assert found is not None
    definition, verdict = found.definition, answer.verdict
    # Of the file: a vote changes the scale, not what is counted.
    rule = (found.version_on(on) or found.versions[-1]).version.amount
    unit = str(rule.unit) if rule and rule.unit else ""
    amount = verdict.possible if isinstance(verdict, CannotTell) else None
    if isinstance(verdict, Yes):
        amount = verdict.amount
    verify = (*answer.to_verify, *(_supposed(path) for path in judged.supposed))
    low, high = _a_year(amount)
    law = answer.steps[-1].law if answer.steps else ()
    return Line(
        answer.benefit,
        answer.whom,
        found.name,
        str(definition.summary),
        definition.institution.level,
        _sure(verdict, bool(verify)),
        _amount(amount, is_sure=isinstance(verdict, Yes), unit=unit),
        reason_of(verdict),
        _for_whom(answer.whom, situation),
        law,
        verify,
        _settling(verdict, situation, on),
        "",
        low,
        high,
        is_price=definition.kind == "price",
        is_example=definition.example,
        service=definition.ask.service or "",
    )


def _sure(verdict: object, must_verify: bool) -> str:
    if isinstance(verdict, Yes):
        return LIKELY if must_verify else SURE
    return CLOSED if isinstance(verdict, No) else OPEN


def reason_of(verdict: object) -> str:
    """Why not, in words; empty for what is no no."""
    if not isinstance(verdict, No):
        return ""
    if not verdict.reason.text:
        return _("With what you told us, the law grants nothing.")
    return verdict.reason.text


def _a_year(amount: Amount | None) -> tuple[int, int]:
    if amount is None:
        return 0, 0
    times = 12 if amount.per is Per.MONTH else 1
    return amount.low * times, amount.high * times


def _amount(amount: Amount | None, *, is_sure: bool, unit: str = "") -> str:
    if amount is None or amount.high <= 0:
        return ""
    if not is_sure:
        shown = _("up to %(most)s") % {"most": euros(amount.high, short=True)}
    elif amount.low == amount.high:
        shown = euros(amount.low)
    else:
        values = {"least": euros(amount.low, short=True), "most": euros(amount.high, short=True)}
        shown = _("between %(least)s and %(most)s") % values
    match amount.per:
        case Per.MONTH:
            return _("%(amount)s a month") % {"amount": shown}
        case Per.YEAR:
            return _("%(amount)s a year") % {"amount": shown}
        case Per.UNIT:
            return _("%(amount)s for %(unit)s") % {"amount": shown, "unit": unit or "…"}
    return _("%(amount)s, once") % {"amount": shown}


def amount_in_words(amount: Amount) -> str:
    return _amount(amount, is_sure=True)


def _for_whom(whom: str, situation: Situation) -> str:
    if whom in ("", "me"):
        return ""
    if whom == PARTNER:
        return _("for your partner")
    born = value(situation, f"{whom}.birth_date")
    return _("for the child born on %s") % f"{born:%d/%m/%Y}" if born else ""


def _supposed(path: str) -> str:
    """What a yes takes for granted until somebody says otherwise, as a sentence."""
    key = path.partition(".")[2]
    text = str(_SUPPOSED.get(key) or words.whose(path))
    return f"{text[:1].upper()}{text[1:]}."


_SUPPOSED: Final[dict[str, str | Promise]] = {
    "nationality": gettext_lazy("you are French, or have long had a residence permit"),
    "savings": gettext_lazy("your savings bring in little"),
    "other_property": gettext_lazy("you own neither a building nor land besides your home"),
    "incomes_steady": gettext_lazy("your incomes have been about the same for two years"),
    "shared_custody": gettext_lazy("your children live with you all the time"),
    "flat_share": gettext_lazy("you do not share the flat with others"),
    "disability_rate": gettext_lazy("nobody at home has a recognised disability"),
    "due_date": gettext_lazy("no child is awaited"),
    "child_support_unpaid": gettext_lazy("the other parent pays maintenance"),
    "apprentice": gettext_lazy("nobody at home is an apprentice"),
    "scholarship": gettext_lazy("nobody at home has a student grant"),
    "quotient_caf": gettext_lazy("your quotient at the CAF is what your answers come to"),
}


def _settling(verdict: object, situation: Situation, on: date) -> tuple[Asked, ...]:
    if not isinstance(verdict, CannotTell):
        return ()
    asked: dict[str, Asked] = {}
    for path in verdict.facts:
        found = question_for(situation, path, on)
        if found is not None and found.slug not in asked:
            asked[found.slug] = Asked(found.slug, title_of(found))
    return tuple(asked.values())


def title_of(question: Question) -> str:
    return str(words.TITLES[question.slug][0])


def _based_on(judged: Judged, situation: Situation) -> str:
    return pgettext("law", "Computed by %(law)s.") % {"law": judged.answer.law}
