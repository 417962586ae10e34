"""Preparing, launching and measuring campaigns. Messages leave by `sending`. Decision 0365."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from parvis.accounts.models import Account
from parvis.core import clock, jobs
from parvis.core.actor import SYSTEM, Actor
from parvis.directory.models import Membership, Unit
from parvis.eligibility import ports
from parvis.eligibility.models import ReceivedBenefit
from parvis.eligibility.takeup import queries, rules, trials
from parvis.eligibility.takeup.models import Campaign, Recipient
from parvis.eligibility.takeup.names import service_of
from parvis.eligibility.takeup.outcomes import Counted
from parvis.journal import actions as journal

SEND: Final = "eligibility.send_campaigns"
Group = Recipient.Group


class TooFew(ValueError):
    """Fewer people than `rules.SMALLEST_AUDIENCE` can be contacted."""


def actor_of(account: Account, campaign: Campaign) -> Actor:
    return Actor(
        "agent", str(account.pk), str(account), campaign.institution.siren, campaign.unit.name
    )


@transaction.atomic
def prepare(
    *,
    account: Account,
    memberships: Sequence[Membership],
    unit: Unit,
    benefit: str,
    communes: Sequence[str],
    ages: Sequence[str],
    families: Sequence[str],
    channel: str,
    held_percent: int,
) -> Campaign:
    """Write down what is planned, and draw its seed: nobody is chosen yet.

    Raises PermissionDenied, TooFew."""
    if not rules.may_run(memberships, unit.institution):
        raise PermissionDenied
    campaign = Campaign(
        institution=unit.institution,
        unit=unit,
        benefit=benefit,
        communes=list(communes),
        ages=list(ages),
        families=list(families),
        channel=Campaign.Channel(channel),
        held_percent=held_percent,
        seed=secrets.token_hex(8),
        prepared_at=clock.now(),
        by=str(account)[:200],
        by_key=str(account.pk),
    )
    if queries.audience(campaign).count() < rules.SMALLEST_AUDIENCE:
        raise TooFew
    campaign.save()
    _note("campaign_prepared", campaign, actor_of(account, campaign))
    return campaign


@transaction.atomic
def launch(*, campaign: Campaign, account: Account, memberships: Sequence[Membership]) -> Campaign:
    """Choose the people, draw who is held back, and have the messages leave. Pressed twice, or by
    two managers, it is launched once.

    Raises PermissionDenied, TooFew: fewer people than when it was prepared."""
    if not rules.may_run(memberships, campaign.institution):
        raise PermissionDenied
    # Two launches at once would choose the same people: one waits for the other.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE eligibility_recipient IN SHARE ROW EXCLUSIVE MODE")
    held = Campaign.objects.select_for_update(of=("self",)).select_related("institution", "unit")
    found = held.get(pk=campaign.pk)
    if found.launched_at is not None:
        return found
    chosen = list(queries.audience(found).values_list("situation_id", "commune"))
    if len(chosen) < rules.SMALLEST_AUDIENCE:
        raise TooFew
    found.launched_at = clock.now()
    found.ends_at = found.launched_at + timedelta(weeks=found.weeks)
    found.save(update_fields=["launched_at", "ends_at"])
    later = _drawn(found, [commune for _situation, commune in chosen])
    Recipient.objects.bulk_create(
        Recipient(
            campaign=found,
            situation_id=situation,
            number=number,
            commune=commune,
            group=Group.HELD if number in later else Group.CONTACTED,
            code=secrets.token_hex(6),
        )
        for number, (situation, commune) in enumerate(chosen, 1)
    )
    _note(
        "campaign_launched",
        found,
        actor_of(account, found),
        seed=found.seed,
        people=len(chosen),
        held=len(later),
    )
    jobs.wake(SEND)
    return found


def _drawn(campaign: Campaign, communes: Sequence[str]) -> set[int]:
    strata: dict[str, list[int]] = {}
    for number, commune in enumerate(communes, 1):
        strata.setdefault(commune, []).append(number)
    return trials.drawn(strata, campaign.seed, campaign.held_percent)


def measure_ended() -> int:
    """Write the outcome of the campaigns that came to their end; how many."""
    now = clock.now()
    ended = Campaign.objects.filter(ends_at__lte=now, measured_at=None).order_by("pk")
    return sum(measure(campaign=campaign) for campaign in ended)


@transaction.atomic
def measure(*, campaign: Campaign) -> bool:
    """What each group did from the launch to the end, whether or not its message came: by intention
    to treat. Then those held back may be contacted. Once; False when it was done."""
    found = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if found.measured_at is not None or found.launched_at is None or found.ends_at is None:
        return False
    people = list(
        found.recipients.select_for_update(of=("self",))
        .select_related("situation")
        .order_by("number")
    )
    _note_who_asked(found, people, found.launched_at, found.ends_at)
    Recipient.objects.bulk_update(people, ["filed", "said"], batch_size=500)
    found.outcome = {group.value: _counted(people, group) for group in Group}
    found.measured_at = clock.now()
    found.save(update_fields=["outcome", "measured_at"])
    _note("campaign_measured", found, SYSTEM, outcome=found.outcome)
    jobs.wake(SEND)
    return True


def _note_who_asked(
    campaign: Campaign, people: Sequence[Recipient], since: datetime, until: datetime
) -> None:
    known = [one for one in people if one.situation is not None]
    service = service_of(campaign.benefit)
    keys = {one.situation.person_id for one in known if one.situation}
    filed = ports.requests_filed(keys, service, since, until) if service else set()
    said = set(
        ReceivedBenefit.objects.filter(
            situation__in=[one.situation_id for one in known],
            benefit=campaign.benefit,
            answer=ReceivedBenefit.Answer.YES,
            said_at__gt=since,
            said_at__lte=until,
        ).values_list("situation_id", flat=True)
    )
    for one in known:
        one.filed = one.situation is not None and one.situation.person_id in filed
        one.said = one.situation_id in said


def _counted(people: Sequence[Recipient], group: str) -> Mapping[str, int]:
    mine = [one for one in people if one.group == group]
    return Counted(
        people=len(mine),
        lost=sum(one.situation_id is None for one in mine),
        filed=sum(one.filed for one in mine),
        said=sum(one.said for one in mine),
        asked=sum(one.filed or one.said for one in mine),
    ).as_json()


def _note(verb: str, campaign: Campaign, actor: Actor, **detail: object) -> None:
    journal.record(
        actor=actor,
        verb=f"eligibility.{verb}",
        about=campaign,
        detail={"benefit": campaign.benefit} | detail,
    )
