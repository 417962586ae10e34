"""Visits of campaigns: entrusted by commune, made by a person, noted once each."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Membership, Unit
from parvis.eligibility.takeup import rules, visiting
from parvis.eligibility.takeup.actions import consents
from parvis.eligibility.takeup.actions.campaigns import actor_of
from parvis.eligibility.takeup.models import Campaign, Recipient, VisitNote, VisitRound
from parvis.eligibility.takeup.names import name_of
from parvis.journal import actions as journal
from parvis.notifications.actions import tell_unit

Visit = Recipient.Visit


class AlreadyNoted(ValueError):
    """Somebody else noted this visit meanwhile."""


class NobodyToVisit(LookupError):
    """They no longer agree to be contacted, or are nobody's visit of this agent."""


@transaction.atomic
def entrust(
    *,
    campaign: Campaign,
    communes: Iterable[str],
    unit: Unit,
    to: Account | None,
    account: Account,
    memberships: Sequence[Membership],
) -> int:
    """Give the visits of these communes to a unit, or to one agent of it, who is told by e-mail
    without a name of anybody; how many communes. Raises PermissionDenied: not the manager of the
    institution; ValueError: a unit or an agent of another."""
    if not rules.may_run(memberships, campaign.institution):
        raise PermissionDenied
    known = visiting.may_take(campaign)
    if unit not in known or (to is not None and to not in known[unit]):
        raise ValueError("unit")
    given = sorted(set(communes) & set(campaign.communes))
    for commune in given:
        VisitRound.objects.update_or_create(
            campaign=campaign,
            commune=commune,
            defaults={"unit": unit, "account": to, "entrusted_at": clock.now()},
        )
    if given:
        journal.record(
            actor=actor_of(account, campaign),
            verb="eligibility.visits_entrusted",
            about=campaign,
            detail={"benefit": campaign.benefit, "communes": given, "unit": unit.name,
                    "to": str(to) if to else ""},
        )  # fmt: skip
        _tell(campaign, unit, [to] if to else known[unit], len(given))
    return len(given)


def _tell(campaign: Campaign, unit: Unit, people: Sequence[Account], communes: int) -> None:
    with translation.override("fr"):
        tell_unit(
            unit_key=str(unit.pk),
            emails=[one.email for one in people if one.email],
            key=f"eligibility.visits.{campaign.pk}:{clock.now().isoformat()}",
            subject=_("Visits to make: %(name)s") % {"name": name_of(campaign.benefit)},
            text=ngettext(
                "The visits of a campaign are entrusted to you, in %(number)s commune.",
                "The visits of a campaign are entrusted to you, in %(number)s communes.",
                communes,
            )
            % {"number": communes},
            link=reverse("eligibility:rounds"),
        )


def note_read(*, people: Sequence[Recipient], actor: Actor) -> None:
    """An agent reads who they are: each of them sees it."""
    journal.record_each(
        actor=actor,
        verb="eligibility.campaign_listed",
        about=[
            (one.campaign, str(one.situation.person_id), {"benefit": one.campaign.benefit})
            for one in people
            if one.situation is not None
        ],
    )


@transaction.atomic
def note(
    *,
    recipient: Recipient,
    number: int,
    result: str,
    text: str,
    no_more: bool,
    actor: Actor,
    memberships: Sequence[Membership],
) -> None:
    """Write down what came of visit `number` (from 1): sent twice, it is noted once. The last note
    says where they stand; all but an absence are a contact made. `no_more`: they asked, there, to
    be contacted no more; that is done at once, and the notes go.

    Raises NobodyToVisit, AlreadyNoted, ValueError: no such result."""
    mine = visiting.still_agree(visiting.entrusted_to(memberships)).filter(pk=recipient.pk)
    # The situation is held: whoever takes their consent back waits, or was here first.
    held = mine.select_for_update(of=("self", "situation"))
    found = held.select_related("campaign", "situation").first()
    if found is None or found.situation is None:
        raise NobodyToVisit
    said = Visit(result)
    before = found.visits.filter(number=number).first()
    if before is not None:
        if (before.by_key, before.result, before.note) != (actor.key, said, text):
            raise AlreadyNoted(before.by)
        return
    if number != found.visits.count() + 1:
        raise AlreadyNoted("")
    now = clock.now()
    VisitNote.objects.create(
        recipient=found, situation=found.situation, number=number, result=said, note=text,
        at=now, by=actor.label[:200], by_key=actor.key,
    )  # fmt: skip
    found.visit = said
    found.told_at = None if said == Visit.ABSENT else (found.told_at or now)
    found.save(update_fields=["visit", "told_at"])
    journal.record(
        actor=actor,
        verb="eligibility.campaign_visited",
        about=found.campaign,
        person=str(found.situation.person_id),
        detail={"benefit": found.campaign.benefit, "result": said.value},
    )
    if no_more:
        consents.set_consents(kept=found.situation, counted=True, contacted=False, actor=actor)


def forget_old_notes() -> int:
    """What was written of visits goes a year after; how many notes."""
    return VisitNote.objects.filter(at__lt=clock.now() - rules.A_YEAR).delete()[0]
