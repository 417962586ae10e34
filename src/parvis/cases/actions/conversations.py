"""Noting what was said without a request, seeing to it, forgetting it in time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from parvis.accounts.models import Person
from parvis.accounts.rules import root_of
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import Conversation
from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.directory.models import Unit
from parvis.journal import actions as journal

KEPT = timedelta(days=365)
"""A year: as long as people come back to what they were told (GDPR art. 5-1-e)."""
AT_ONCE = 1000


class AlreadyFollowedUp(Exception):
    """A colleague saw to it first: what they wrote stays."""


@transaction.atomic
def note_conversation(
    *,
    party: Party,
    unit: Unit,
    channel: str,
    person: Person | None = None,
    installation: Installation | None = None,
    subject: str = "",
    said: str = "",
    answer: str = "",
    follow_up_unit: Unit | None = None,
) -> Conversation:
    """Write down a call or a visit; with a person, in their journal. Without one, only what is
    counted is kept: raises ValueError for words of nobody. Raises NotAllowed.
    """
    if unit.pk not in party.all_unit_ids:
        raise NotAllowed
    if person is None and (said or answer or follow_up_unit):
        raise ValueError("a conversation of nobody keeps no words")
    noted = Conversation.objects.create(
        at=clock.now(),
        channel=channel,
        unit=unit,
        noted_by=party.actor.label,
        person=root_of(person) if person else None,
        installation=installation,
        subject=subject,
        said=said,
        answer=answer,
        follow_up_unit=follow_up_unit,
    )
    if noted.person_id:
        _journal("noted", noted, party)
    return noted


def note_reading(*, conversation: Conversation, party: Party) -> None:
    """An agent opened it to see to it: the person can know."""
    _journal("read", conversation, party)


@transaction.atomic
def follow_up(*, conversation: Conversation, party: Party, outcome: str) -> Conversation:
    """Say what was done about it. Raises NotAllowed unless the party works in the unit that was
    asked, AlreadyFollowedUp."""
    found = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    if found.follow_up_unit_id not in party.all_unit_ids:
        raise NotAllowed
    if found.followed_up_at is not None:
        raise AlreadyFollowedUp
    found.followed_up_at = clock.now()
    found.followed_up_by = party.actor.label
    found.outcome = outcome
    found.save(update_fields=["followed_up_at", "followed_up_by", "outcome"])
    _journal("followed_up", found, party)
    return found


def forget_conversations() -> int:
    """Those whose keeping time is over, and that nobody waits for: no person, no word is left of
    them. Answers how many."""
    over = Conversation.objects.filter(at__lt=clock.now() - KEPT, person__isnull=False).filter(
        Q(follow_up_unit=None) | Q(followed_up_at__isnull=False)
    )
    keys = list(over.order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    return Conversation.objects.filter(pk__in=keys).update(
        person=None, subject="", said="", answer="", outcome="", follow_up_unit=None
    )


def _journal(verb: str, conversation: Conversation, party: Party) -> None:
    journal.record(
        actor=party.actor,
        verb=f"cases.conversation_{verb}",
        about=conversation,
        person=str(conversation.person_id),
        detail={"channel": conversation.channel},
    )
