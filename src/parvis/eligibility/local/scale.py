"""A price by quotient as somebody is told it, and as a service charges it: the same rule, read by
both (decision 0356)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parvis.catalogue.expressions import Known
from parvis.core.ui.words import euros
from parvis.eligibility.local.compiled import CompiledVersion, compiled
from parvis.eligibility.local.definition import (
    AmountRule,
    Effort,
    TextReference,
    Tier,
    Tiers,
    Version,
    Words,
)
from parvis.eligibility.local.environment import environment_for
from parvis.eligibility.verdicts import Per

Kind = Literal["caf", "tax"]
QUOTIENTS: Final[dict[Kind, tuple[str, str]]] = {
    "caf": ("family", "quotient_caf"),
    "tax": ("tax", "quotient_tax"),
}
"""Where rules read each of the two quotients: they differ (decision 0310)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The tariff that holds. `text`: what granted it, "" when it is that of the service's package;
    `since`: its first day."""

    version: CompiledVersion
    kind: Kind
    text: str
    since: date | None

    def price(self, quotient: int | None) -> int | None:
        """Cents of one unit for a quotient in cents; None: the person has none, or keeps it to
        themselves. No price when the rule reads more than the quotient."""
        if self.version.amount is None:
            return None
        owner, fact = QUOTIENTS[self.kind]
        outcome = self.version.amount.evaluate({owner: {fact: quotient}})
        value = outcome.value if isinstance(outcome, Known) else None
        return value if isinstance(value, int) else None

    def lines(self) -> list[str]:
        """The scale in the reader's language, a price a line."""
        rule = self.version.version.amount
        return lines_of(rule) if rule is not None else []


@lru_cache(maxsize=64)
def of_bands(steps: tuple[tuple[int | None, int], ...], absent: int, kind: Kind) -> Scale:
    """Bands that no institution granted: (highest quotient, price) in cents, the last without end;
    `absent`: the price of who has no quotient."""
    tiers = Tiers(
        of=".".join(QUOTIENTS[kind]),
        steps=tuple(Tier(up_to=up_to, amount=price) for up_to, price in steps),
        absent=absent,
    )
    nothing = Words.model_construct(fr="", en="")
    version = Version.model_construct(
        since=date.min,
        text=TextReference.model_construct(ref=""),
        amount=AmountRule(per=Per.UNIT, text=nothing, tiers=tiers),
    )
    return Scale(compiled(version, environment_for("family")), kind, "", None)


def lines_of(rule: AmountRule) -> list[str]:
    """A sentence for each price; the file's own words for any other calculation."""
    if rule.flat is not None:
        return [_("One price: %(price)s") % {"price": _price(rule.flat)}]
    if rule.tiers is not None:
        return _of_tiers(rule.tiers)
    if rule.effort is not None:
        return _of_effort(rule.effort)
    return [str(rule.text)]


def _of_tiers(tiers: Tiers) -> list[str]:
    *steps, last = tiers.steps
    found = [
        _("Quotient up to %(bound)s: %(price)s")
        % {"bound": euros(step.up_to or 0, short=True), "price": _price(step.amount)}
        for step in steps
    ]
    below = steps[-1].up_to or 0
    found.append(
        _("Quotient above %(bound)s: %(price)s")
        % {"bound": euros(below, short=True), "price": _price(last.amount)}
    )
    return found + _without(tiers.absent)


def _of_effort(effort: Effort) -> list[str]:
    said = _("%(rate)s %% of the quotient, at least %(floor)s, at most %(cap)s")
    rate = number_format(effort.percent.normalize())
    return [
        said % {"rate": rate, "floor": _price(effort.floor), "cap": _price(effort.cap)},
        *_without(effort.absent),
    ]


def _without(absent: int | None) -> list[str]:
    if absent is None:
        return []
    return [_("Without a quotient: %(price)s") % {"price": _price(absent)}]


def _price(cents: int) -> str:
    return euros(cents) if cents else _("free of charge")
