"""Visits of campaigns, as those see them who make them: rounds by commune, then people.

Who no longer agrees to be contacted is nowhere here, from that very moment. Reading names is to be
noted (`actions.visits.note_read`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.directory.models import Membership, Unit
from parvis.eligibility.takeup import queries
from parvis.eligibility.takeup.models import Campaign, Recipient, Standing, VisitNote, VisitRound
from parvis.eligibility.takeup.protection import row_told
from parvis.territory.models import Area

Group, Visit = Recipient.Group, Recipient.Visit
LAST: Final = timedelta(weeks=13)
"""Those held back may be visited for so long after the measure; the others until it."""
TO_DO: Final = Q(visit__in=["", Visit.ABSENT])
_NUMBER: Final = "^[0-9]+ *(bis|ter|quater)?,? *"


def their_turn() -> QuerySet[Recipient]:
    """Of campaigns by visit under way: whose turn it is, whether or not they still agree."""
    turn = Q(group=Group.CONTACTED, campaign__measured_at=None) | Q(
        group=Group.HELD, campaign__measured_at__gt=clock.now() - LAST
    )
    return Recipient.objects.filter(
        turn, campaign__channel=Campaign.Channel.VISIT, campaign__launched_at__isnull=False
    )


def entrusted_to(memberships: Sequence[Membership]) -> QuerySet[Recipient]:
    """Of those, the ones who are theirs to visit: entrusted to them or to all of their unit; and to
    whoever manages the institution, which runs the campaign."""
    round_ = VisitRound.objects.filter(campaign=OuterRef("campaign"), commune=OuterRef("commune"))
    units = {one.unit_id for one in memberships}
    accounts = {one.account_id for one in memberships}
    mine = round_.filter(Q(account=None) | Q(account__in=accounts), unit__in=units)
    return their_turn().filter(
        Exists(mine)
        | (~Exists(round_) & Q(campaign__unit__in=units))
        | Q(campaign__institution__in=queries.institutions_of(memberships))
    )


def still_agree(people: QuerySet[Recipient]) -> QuerySet[Recipient]:
    """Those who may be visited, or were: not who takes their consent back, nor, before a visit, who
    no longer seems to go without."""
    missing = Standing.objects.filter(
        situation=OuterRef("situation"),
        benefit=OuterRef("campaign__benefit"),
        state=Standing.State.MISSING,
    )
    return people.filter(Exists(missing) | ~TO_DO, situation__contacted_since__isnull=False)


@dataclass(frozen=True, slots=True)
class Round:
    """The visits of a campaign in a commune, as somebody may see them."""

    campaign: int
    benefit: str
    commune: str
    commune_name: str
    to_do: int
    done: int


def rounds(memberships: Sequence[Membership]) -> list[Round]:
    """Theirs, those with most to do first. Three queries at most."""
    found = entrusted_to(memberships).values_list("campaign", "campaign__benefit", "commune")
    keys = list(found.order_by("campaign", "commune").distinct())
    counts = still_agree(entrusted_to(memberships)).values_list("campaign", "commune")
    told = {
        (campaign, commune): (to_do, done)
        for campaign, commune, to_do, done in counts.annotate(
            to_do=Count("pk", filter=TO_DO), done=Count("pk", filter=~TO_DO)
        ).order_by()
    }
    names = _names({commune for _campaign, _benefit, commune in keys})
    made = [
        Round(campaign, benefit, commune, names.get(commune, commune),
              *told.get((campaign, commune), (0, 0)))
        for campaign, benefit, commune in keys
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.to_do, one.commune_name, one.campaign))


def round_people(
    memberships: Sequence[Membership], campaign: int, commune: str
) -> QuerySet[Recipient] | None:
    """By street, those to see first; None: no such round of theirs. One query, and one for the
    people."""
    mine = entrusted_to(memberships).filter(campaign=campaign, commune=commune)
    if not mine.exists():
        return None
    line = F("situation__person__address_line")
    people = still_agree(mine).annotate(
        street=_text("regexp_replace", line, Value(_NUMBER), Value("")),
        house=Cast(_text("substring", line, Value("^[0-9]{1,6}")), IntegerField()),
    )
    return people.select_related("situation__person").order_by("visit", "street", "house", "number")


def _text(function: str, *arguments: F | Value) -> Func:
    return Func(*arguments, function=function, output_field=CharField())


def person_to_visit(memberships: Sequence[Membership], pk: int) -> Recipient | None:
    """None: nobody of theirs, or who no longer agrees."""
    mine = still_agree(entrusted_to(memberships)).filter(pk=pk)
    return mine.select_related(
        "campaign__institution", "campaign__unit", "situation__person"
    ).first()


def notes_of(recipient: Recipient) -> list[VisitNote]:
    """What came of the visits made, the latest first."""
    return list(recipient.visits.order_by("-number"))


def notes_about(situation: int) -> list[VisitNote]:
    """What its person may read of visits made to them, the latest first; the last ten."""
    mine = VisitNote.objects.filter(situation=situation).select_related("recipient__campaign")
    return list(mine.order_by("-at")[:10])


def results(campaign: Campaign) -> dict[str, int | None] | None:
    """Of those whose turn it is or was: how many by `Visit` ("": not visited yet). A number of one
    to four, or that would give one back, is None; None instead of the whole: too few to say
    anything. One query."""
    turn = [Group.CONTACTED] if campaign.measured_at is None else list(Group)
    rows = campaign.recipients.filter(group__in=turn).values_list("visit")
    counts = {f"s{state}": n for state, n in rows.annotate(n=Count("pk")).order_by()}
    told = row_told(counts)
    if told is None:
        return None
    return {name[1:]: number for name, number in told.items() if name}


@dataclass(frozen=True, slots=True)
class Charge:
    """Who has the visits of a commune, for whoever entrusts them. None: too few people to say."""

    commune: str
    name: str
    to_do: int | None
    done: int | None
    who: str


def charges(campaign: Campaign) -> list[Charge]:
    """By name of commune. Three queries."""
    entrusted = {
        one.commune: f"{one.unit.name}, {one.account}" if one.account else one.unit.name
        for one in campaign.rounds.select_related("unit", "account")
    }
    names = _names(set(campaign.communes))
    counts = still_agree(their_turn().filter(campaign=campaign)).values_list("commune")
    rows = counts.annotate(to_do=Count("pk", filter=TO_DO), done=Count("pk", filter=~TO_DO))
    found = {commune: (to_do, done) for commune, to_do, done in rows.order_by()}
    to_do = row_told({commune: each[0] for commune, each in found.items()}) or {}
    done = row_told({commune: each[1] for commune, each in found.items()}) or {}
    made = [
        Charge(
            commune,
            names.get(commune, commune),
            to_do.get(commune),
            done.get(commune),
            entrusted.get(commune, campaign.unit.name),
        )
        for commune in found
    ]
    return sorted(made, key=lambda one: one.name)


def may_take(campaign: Campaign) -> dict[Unit, list[Account]]:
    """The units of the institution where somebody works today, and who. One query."""
    today, found = clock.today(), dict[Unit, list[Account]]()
    active = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        starts_on__lte=today,
        unit__institution=campaign.institution_id,
        account__is_active=True,
    )
    for one in active.select_related("unit", "account").order_by("unit__name", "account"):
        people = found.setdefault(one.unit, [])
        if one.account not in people:
            people.append(one.account)
    return found


def _names(codes: set[str]) -> dict[str, str]:
    communes = Area.objects.filter(level=Area.Level.COMMUNE, code__in=codes)
    return dict(communes.values_list("code", "name"))
