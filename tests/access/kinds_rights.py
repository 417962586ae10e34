"""What the addresses of rights need to be visited."""

from datetime import timedelta

from parvis.core import clock
from parvis.eligibility.models import Campaign, KeptSituation, Recipient
from tests.access.world import World


def to_visit(world: World) -> Recipient:
    """Somebody of a campaign by visit, which the unit of the agent runs."""
    campaign, now = world.campaign(), clock.now()
    Campaign.objects.filter(pk=campaign.pk).update(
        channel="visit", launched_at=now, ends_at=now + timedelta(weeks=13)
    )
    kept = KeptSituation.objects.create(
        person=world.cases.person, interview={}, kept_at=now, changed_at=now, seen_at=now,
        counted_since=now, contacted_since=now,
    )  # fmt: skip
    kept.standings.create(benefit=campaign.benefit, state="missing", why="", on=now.date())
    return campaign.recipients.create(
        situation=kept, number=1, commune="64335", group="now", code="a1"
    )
