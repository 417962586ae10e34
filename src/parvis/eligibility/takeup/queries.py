"""Reads of the count and of campaigns. Nothing here names anybody, `people` of a campaign apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from parvis.core import clock
from parvis.directory.models import Institution, Membership
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.takeup import rules
from parvis.eligibility.takeup.models import Campaign, CountingRun, Recipient, Standing
from parvis.notifications import queries as notifications
from parvis.notifications.models import Notification
from parvis.territory import queries as territory


def to_count(on: date, after: int = 0) -> QuerySet[KeptSituation]:
    """Situations whose people agreed to be counted, and that this night did not look at yet."""
    waiting = KeptSituation.objects.filter(counted_since__isnull=False, pk__gt=after)
    return waiting.exclude(counted_on=on).select_related("person").order_by("pk")


def standings_of(kept: KeptSituation) -> QuerySet[Standing]:
    return kept.standings.order_by("benefit")


def last_run() -> CountingRun | None:
    """The last one that went to its end."""
    return CountingRun.objects.filter(finished_at__isnull=False).order_by("-on").first()


def counted_in(communes: Iterable[str]) -> int:
    """How many households of these communes agreed, and were counted."""
    counted = KeptSituation.objects.filter(counted_since__isnull=False)
    return counted.filter(counted_in__in=list(communes)).count()


def by_benefit(communes: Iterable[str]) -> dict[tuple[str, str], int]:
    """How many households, by (benefit, state)."""
    return _counts(Standing.objects.filter(commune__in=list(communes)), "benefit")


def by(dimension: str, benefit: str, communes: Iterable[str]) -> dict[tuple[str, str], int]:
    """The same of one benefit, by (`commune`, `age` or `family`, state)."""
    mine = Standing.objects.filter(benefit=benefit, commune__in=list(communes))
    return _counts(mine, dimension)


def _counts(standings: QuerySet[Standing], dimension: str) -> dict[tuple[str, str], int]:
    found = standings.values_list(dimension, "state").annotate(number=Count("pk"))
    return {(key, state): number for key, state, number in found.order_by()}


def institutions_of(memberships: Sequence[Membership]) -> list[Institution]:
    """Those whose take-up one may see. Nothing is asked of the database."""
    found = {
        one.unit.institution_id: one.unit.institution
        for one in memberships
        if rules.may_run(memberships, one.unit.institution)
    }
    return sorted(found.values(), key=lambda one: one.name)


def communes_of(institution: Institution) -> dict[str, str]:
    """Names by code of the communes it serves. Two queries at most."""
    area = institution.area
    if area is None:
        return {}
    return dict(territory.communes_of(area).values_list("code", "name"))


def campaigns_of(institutions: Iterable[Institution]) -> QuerySet[Campaign]:
    """The latest first, with their institution and unit."""
    mine = Campaign.objects.filter(institution__in=[one.pk for one in institutions])
    return mine.select_related("institution__area", "unit").order_by("-id")


def audience(campaign: Campaign) -> QuerySet[Standing]:
    """Whom a campaign may choose among, by situation: they seem entitled and do not receive, agreed
    to be contacted, can be by its channel, are in no campaign under way and were not written to too
    often."""
    chosen = Standing.objects.filter(
        benefit=campaign.benefit,
        state=Standing.State.MISSING,
        commune__in=campaign.communes,
        situation__contacted_since__isnull=False,
    )
    if campaign.ages:
        chosen = chosen.filter(age__in=campaign.ages)
    if campaign.families:
        chosen = chosen.filter(family__in=campaign.families)
    chosen = chosen.filter(_reachable(campaign.channel)).exclude(situation__in=_busy())
    return chosen.order_by("situation_id")


def _reachable(channel: str) -> Q:
    if channel == Campaign.Channel.SMS:
        return ~Q(situation__person__phone="")
    return ~Q(situation__person__address_line="") & ~Q(situation__person__postal_code="")


def _busy() -> QuerySet[KeptSituation]:
    """In a campaign that is not measured, or told as often as may be within a year."""
    told = Q(campaigns__told_at__gt=clock.now() - rules.A_YEAR)
    often = KeptSituation.objects.annotate(told=Count("campaigns", filter=told))
    under_way = Recipient.objects.filter(
        campaign__measured_at=None, campaign__launched_at__isnull=False
    )
    return KeptSituation.objects.filter(
        Q(pk__in=under_way.values("situation_id"))
        | Q(pk__in=often.filter(told__gte=rules.MOST_A_YEAR).values("pk"))
    )


def benefit_of(code: str) -> str | None:
    """Which benefit the message that bears this code speaks of; None when none does."""
    found = Recipient.objects.filter(code=code).select_related("campaign").first()
    return found.campaign.benefit if found is not None else None


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a launched campaign, by group: how many people, how many were told."""

    people: dict[str, int]
    told: dict[str, int]


def progress(campaign: Campaign) -> Progress:
    """One query."""
    rows = campaign.recipients.values_list("group").annotate(
        people=Count("pk"), told=Count("told_at")
    )
    found = [(group, people, told) for group, people, told in rows.order_by()]
    return Progress(
        {group: people for group, people, _told in found},
        {group: told for group, _people, told in found},
    )


def letters(campaign: Campaign, at_most: int) -> list[Notification]:
    """Those that wait to be printed and posted, the oldest first."""
    waiting = notifications.letters_of([str(campaign.unit_id)])
    mine = waiting.filter(about_type="eligibility.campaign", about_key=str(campaign.pk))
    return list(mine[:at_most])
