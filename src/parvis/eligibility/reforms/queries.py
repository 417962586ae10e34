"""The tariffs one may try, those that hold, and what was kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from parvis.accounts.models import Account
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.core.maps import Point
from parvis.directory.models import Institution, Membership, Place
from parvis.eligibility.local import Benefit, shipped
from parvis.eligibility.local.definition import AmountRule
from parvis.eligibility.local.voted import as_voted, votes
from parvis.eligibility.reforms import rules
from parvis.eligibility.reforms.models import AdoptedTariff, Scenario
from parvis.eligibility.reforms.tariffs import Bands, Effort, Tariff
from parvis.eligibility.verdicts import Per

QUOTIENT: Final = "family.quotient_caf"
_A_YEAR: Final = {Per.UNIT: 120, Per.MONTH: 12, Per.YEAR: 1, Per.ONCE: 1}
_LEVELS: Final = ("commune", "epci", "departement", "region")


@dataclass(frozen=True, slots=True)
class Priced:
    """A price by quotient of an institution. `since`: the day the tariff of the day began, `text`
    what granted it. `communes`: where it holds; empty: the whole area of the institution."""

    benefit: Benefit
    institution: Institution
    rule: AmountRule
    tariff: Tariff
    since: date
    text: str
    communes: frozenset[str]

    @property
    def for_children(self) -> bool:
        return self.benefit.definition.beneficiary == "child"

    @property
    def times(self) -> int:
        """Units a year, to begin with."""
        return _A_YEAR[self.rule.per]

    @property
    def area(self) -> str:
        """As populations name theirs."""
        who = self.benefit.definition.institution
        return f"{who.level}:{who.code}"


def tariff_of(rule: AmountRule) -> Tariff | None:
    """What may be tried: bands or a rate on the quotient of the CAF, one unit at a time."""
    if rule.tiers is not None and rule.tiers.of == QUOTIENT:
        bounds = [step.up_to for step in rule.tiers.steps[:-1]]
        if None in bounds:
            return None
        prices = tuple(step.amount for step in rule.tiers.steps)
        return Bands(tuple(bound for bound in bounds if bound is not None), prices)
    if rule.effort is not None and rule.effort.of == QUOTIENT:
        effort, to = rule.effort, rule.round
        return Effort(effort.percent, effort.floor, effort.cap, to.to, to.how)
    return None


def priced(institutions: Iterable[Institution], on: date) -> list[Priced]:
    """The prices by quotient of these institutions as of a day. One query, besides theirs."""
    known = [one for one in institutions if one.kind in _LEVELS]
    by_area = {f"{one.kind}:{one.area.code}": one for one in known if one.area}
    found = [
        (benefit, by_area[key])
        for benefit in shipped()
        if benefit.definition.kind == "price"
        and (key := _area_of(benefit)) in by_area
        and benefit.version_on(on) is not None
    ]
    voted = votes([benefit.id for benefit, _ in found])
    return [
        one
        for benefit, who in found
        if (one := _priced(as_voted(benefit, voted), who, on, benefit.id in voted)) is not None
    ]


def _area_of(benefit: Benefit) -> str:
    who = benefit.definition.institution
    return f"{who.level}:{who.code}"


def _priced(benefit: Benefit, who: Institution, on: date, was_voted: bool) -> Priced | None:
    held = benefit.version_on(on)
    rule = held.version.amount if held else None
    tariff = tariff_of(rule) if rule else None
    if rule is not None and was_voted and rule.flat is not None:
        tariff = Bands((), (rule.flat,))
    if held is None or rule is None or tariff is None:
        return None
    grants = benefit.definition.institution
    alone = (grants.code,) if grants.level == "commune" else ()
    communes = benefit.definition.area.communes or alone
    since, text = held.version.since, held.version.text.ref
    return Priced(benefit, who, rule, tariff, since, text, frozenset(communes))


def institutions_of(account: Account, memberships: Sequence[Membership]) -> QuerySet[Institution]:
    """Those whose tariffs one may try, with their area."""
    mine = [
        one.unit.institution_id
        for one in memberships
        if rules.may_try(account, [one], one.unit.institution)
    ]
    seen = Q() if account.is_administrator else Q(pk__in=mine)
    return Institution.objects.filter(seen, kind__in=_LEVELS).select_related("area")


def tries_tariffs(account: Account, memberships: Sequence[Membership], on: date) -> bool:
    """For the menu: whether there is something to try. Nothing is asked of the database."""
    if account.is_administrator:
        return True
    areas = {_area_of(one) for one in shipped() if one.definition.kind == "price"}
    levels = {area.partition(":")[0] for area in areas}
    return any(
        rules.may_try(account, [one], one.unit.institution) and one.unit.institution.kind in levels
        for one in memberships
    )


def scenarios(institutions: Iterable[Institution], benefit: str = "") -> QuerySet[Scenario]:
    """Kept for these institutions, the latest first."""
    mine = Scenario.objects.filter(institution__in=[one.pk for one in institutions])
    mine = mine.filter(benefit=benefit) if benefit else mine
    return mine.select_related("institution__area").order_by("-id")


def adopted(benefit: str) -> QuerySet[AdoptedTariff]:
    """What was voted, the latest first."""
    return AdoptedTariff.objects.filter(benefit=benefit).order_by("-starts_on")


def charging(institution: Institution, benefit: str) -> list[Installation]:
    """The services that charge by this tariff, by name: those of the institution itself, and those
    of others in which one of its units is in charge. One query, and packages kept in memory."""
    code = benefit.partition(".")[2]
    mine = Q(institution=institution) | Q(bindings__unit__institution=institution)
    return [
        one
        for one in Installation.objects.filter(mine, is_open=True).distinct().order_by("name")
        if any(
            tariff.code == code for tariff in package_of(one.version_id).process.tariffs.values()
        )
    ]


def town_halls(communes: Iterable[str]) -> dict[str, Point]:
    """Where each commune is drawn on a map: its town hall. One query."""
    halls = Place.objects.filter(
        kind=Place.Kind.TOWN_HALL, commune__code__in=list(communes), latitude__isnull=False
    ).select_related("commune")
    return {
        hall.commune.code: Point(hall.latitude or 0.0, hall.longitude or 0.0, hall.commune.name)
        for hall in halls.order_by("-pk")
    }
