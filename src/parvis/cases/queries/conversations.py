"""What was said without a request: for its person, for the units that noted it or see to it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.cases.engine.party import Party
from parvis.cases.models import Conversation

SHOWN = 20


def of_persons(person_ids: Iterable[UUID]) -> QuerySet[Conversation]:
    """All that was noted of somebody, under every row proven to be theirs, the latest first."""
    return _whole().filter(person__in=list(person_ids)).order_by("-at", "-pk")


def told_to(party: Party, person_ids: Iterable[UUID]) -> QuerySet[Conversation]:
    """Of those, what this agent's units noted or were asked to see to. Others' do not exist."""
    return of_persons(person_ids).filter(_of_units(party))[:SHOWN]


def awaiting(party: Party) -> QuerySet[Conversation]:
    """Follow-ups asked of this agent's units, the oldest first."""
    asked = _whole().filter(follow_up_unit__in=list(party.all_unit_ids), followed_up_at=None)
    return asked.order_by("at", "pk")


def seen_to_by(party: Party) -> QuerySet[Conversation]:
    """Those that were asked of this agent's units, answered or not."""
    return _whole().filter(follow_up_unit__in=list(party.all_unit_ids))


def _of_units(party: Party) -> Q:
    units = list(party.all_unit_ids)
    return Q(unit__in=units) | Q(follow_up_unit__in=units)


def _whole() -> QuerySet[Conversation]:
    return Conversation.objects.select_related(
        "unit__institution", "follow_up_unit", "installation", "person"
    )
