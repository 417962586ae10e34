"""People who stand on a roll under several rows, since proven to be one human being."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from parvis.accounts.models import Person
from parvis.accounts.queries import roots_of
from parvis.participation.models import Election, Participant
from parvis.participation.models.box import RollEntry


def voted_as_several(election: Election) -> list[list[RollEntry]]:
    """Entries of each human being who has more than one. Two queries at most, one as a rule."""
    roll = RollEntry.objects.filter(election=election).select_related("participant__person")
    led = Person.objects.filter(merged_into=OuterRef("participant__person"))
    either = Q(participant__person__merged_into__isnull=False) | Exists(led)
    related = list(roll.filter(either).order_by("pk"))
    tops = roots_of(_person(entry) for entry in related) if related else {}
    found: dict[UUID, list[RollEntry]] = defaultdict(list)
    for entry in related:
        found[tops[_person(entry)]].append(entry)
    return [entries for entries in found.values() if len(entries) > 1]


def counted_twice(election: Election) -> int:
    """How many human beings have more than one ballot that counts."""
    several = voted_as_several(election)
    return sum(sum(not one.is_aside for one in entries) > 1 for entries in several)


def voter_of(election: Election, participant: Participant, persons: Sequence[UUID]) -> Participant:
    """As whom a human being of several rows (`persons`) votes: whoever of them has a ballot that
    counts, so that it is replaced and none is added; else `participant`."""
    if len(persons) < 2:
        return participant
    roll = RollEntry.objects.filter(
        election=election, participant__person__in=persons, is_aside=False
    )
    entry = roll.select_related("participant").order_by("-is_final", "pk").first()
    return entry.participant if entry and entry.participant else participant


def _person(entry: RollEntry) -> UUID:
    assert entry.participant is not None
    assert entry.participant.person_id is not None
    return entry.participant.person_id
