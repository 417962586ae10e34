"""What was voted here is a later version of the benefit's file, from its first day on.

Who is told a price, who is charged it and who tries another one read the same version.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from parvis.eligibility.local import library
from parvis.eligibility.local.benefit import Benefit, benefit_of
from parvis.eligibility.local.definition import (
    AmountRule,
    Effort,
    Rounding,
    TextReference,
    Tier,
    Tiers,
    Version,
    Words,
)
from parvis.eligibility.local.scale import lines_of
from parvis.eligibility.reforms import seals
from parvis.eligibility.reforms.models import AdoptedTariff
from parvis.eligibility.reforms.tariffs import Bands, Tariff, of_data


@dataclass(frozen=True, slots=True)
class Vote:
    """A tariff of a benefit, and what granted it."""

    starts_on: date
    tariff: Tariff
    deliberation: str
    voted_on: date


Votes = Mapping[str, tuple[Vote, ...]]
"""By benefit, the oldest first."""


def votes(benefits: Iterable[str] | None = None) -> Votes:
    """Those kept for these benefits, or for all; a row that is not what was adopted is not one.
    One query."""
    rows = AdoptedTariff.objects.order_by("starts_on")
    found: dict[str, tuple[Vote, ...]] = {}
    for row in rows if benefits is None else rows.filter(benefit__in=list(benefits)):
        if seals.is_whole(row):
            vote = Vote(row.starts_on, of_data(row.tariff), row.deliberation, row.voted_on)
            found[row.benefit] = (*found.get(row.benefit, ()), vote)
    return found


def benefits_for(commune: str, on: date, voted: Votes | None = None) -> list[Benefit]:
    """The benefits of where one lives as they hold, votes of this site included. `voted`: those
    already read; else one query."""
    here = library.benefits_for(commune, on)
    if voted is None:
        voted = votes(one.id for one in here if one.definition.kind == "price")
    return [as_voted(one, voted) for one in here]


def as_voted(benefit: Benefit, voted: Votes) -> Benefit:
    """The benefit with its votes among its versions. A version of the file that begins later than
    a vote takes its place."""
    mine = voted.get(benefit.id)
    return _with(benefit, mine, get_language()) if mine else benefit


@lru_cache(maxsize=512)
def _with(benefit: Benefit, mine: tuple[Vote, ...], _language: str | None) -> Benefit:
    """Compiled once for a process and a language: neither files nor votes ever change."""
    days = {one.starts_on for one in mine}
    held = [one.version for one in benefit.versions]
    told = {one.since: one for one in held if one.since not in days}
    for vote in mine:
        before = [one for one in held if one.since <= vote.starts_on and _has_scale(one)]
        if before:
            told[vote.starts_on] = _version(before[-1], vote)
    versions = tuple(told[since] for since in sorted(told))
    return benefit_of(benefit.definition.model_copy(update={"versions": versions}))


def _has_scale(version: Version) -> bool:
    return version.amount is not None and bool(version.amount.tiers or version.amount.effort)


def _version(base: Version, vote: Vote) -> Version:
    """The scale changes; who is concerned, and how it is counted, stay as in the file."""
    assert base.amount is not None
    until = base.until if base.until is None or base.until >= vote.starts_on else None
    return base.model_copy(
        update={
            "since": vote.starts_on,
            "until": until,
            "text": TextReference(ref=reference_of(vote)),
            "amount": amount_of(base.amount, vote.tariff),
        }
    )


def reference_of(vote: Vote) -> str:
    """ "Délibération 2026-118 du 12 novembre 2026", in the reader's language."""
    return _("Deliberation %(reference)s of %(day)s") % {
        "reference": vote.deliberation,
        "day": date_format(vote.voted_on, "DATE_FORMAT"),
    }


def amount_of(rule: AmountRule, tariff: Tariff) -> AmountRule:
    """The same amount by another scale. Who says no quotient still pays the highest price where it
    was so: keeping it to oneself must not become a way of paying less."""
    before = rule.tiers or rule.effort
    assert before is not None
    absent = before.absent
    if absent is not None and absent == _highest(rule):
        absent = max(tariff.prices) if isinstance(tariff, Bands) else tariff.cap
    made: dict[str, object] = _scaled(before.of, absent, tariff)
    rule = rule.model_copy(update={"tiers": None, "effort": None, "round": Rounding()} | made)
    return rule.model_copy(update={"text": _in_words(rule)})


def _scaled(of: str, absent: int | None, tariff: Tariff) -> dict[str, object]:
    if isinstance(tariff, Bands):
        if not tariff.bounds:
            return {"flat": tariff.prices[0]}
        bounds = (*tariff.bounds, None)
        steps = tuple(Tier(up_to=b, amount=p) for b, p in zip(bounds, tariff.prices, strict=True))
        return {"tiers": Tiers(of=of, steps=steps, absent=absent)}
    effort = Effort(
        of=of, percent=tariff.percent, floor=tariff.floor, cap=tariff.cap, absent=absent
    )
    return {"effort": effort, "round": Rounding(to=tariff.to, how=tariff.how)}


def _highest(rule: AmountRule) -> int:
    if rule.tiers is not None:
        return max(step.amount for step in rule.tiers.steps)
    return rule.effort.cap if rule.effort is not None else 0


def _in_words(rule: AmountRule) -> Words:
    with override("fr"):
        french = ". ".join(lines_of(rule))
    with override("en"):
        english = ". ".join(lines_of(rule))
    return Words(fr=f"{french}.", en=f"{english}.")
