"""What an idea is one with after merges and splits, what it led to, and whom that concerns."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from parvis.participation.models import (
    Authorship,
    Commitment,
    Election,
    Idea,
    Participant,
    ProjectIdea,
)

# Ahead: what an idea was brought into or cut into. Then, behind each of those, what it was made of.
# Two parts cut from one idea share it, but not what only one of them led to.
_KEYS = "SELECT unnest(%s::bigint[])"
_WRITTEN = """
SELECT wrote.idea_id FROM participation_authorship wrote
JOIN participation_participant taking ON taking.id = wrote.participant_id
JOIN accounts_person person ON person.id = taking.person_id
WHERE wrote.state = 'agreed' AND taking.left_at IS NULL
AND %s IN (person.id, person.merged_into_id)"""
_LINEAGE = """
WITH RECURSIVE begun(key) AS ({begun}), done AS (
    SELECT carry.source_id, carry.target_id FROM participation_carry carry
    JOIN participation_gathering gathering ON gathering.id = carry.gathering_id
    WHERE gathering.state = 'done' AND carry.target_id IS NOT NULL
), ahead(root, idea) AS (
    SELECT key, key FROM begun
    UNION
    SELECT ahead.root, done.target_id FROM ahead JOIN done ON done.source_id = ahead.idea
), kin(root, idea) AS (
    SELECT root, idea FROM ahead
    UNION
    SELECT kin.root, done.source_id FROM kin JOIN done ON done.target_id = kin.idea
) SELECT root, idea FROM kin"""


def kin_of(keys: Collection[int]) -> dict[int, set[int]]:
    """For each idea, those it is one with, itself included. One query, none for nothing."""
    return _kin(_KEYS, list(keys)) if keys else {}


def _kin(begun: str, given: list[int] | UUID) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_LINEAGE.format(begun=begun), [given])
        for root, idea in cursor.fetchall():
            found[root].add(idea)
    return found


def lineage(keys: Collection[int]) -> set[int]:
    """All that these ideas are one with."""
    return set().union(*kin_of(keys).values())


def written_by(person: UUID) -> set[int]:
    """Ideas of which somebody is an author, under any of their records, and all that these are one
    with. One query."""
    return set().union(*_kin(_WRITTEN, person).values())


def led_to(keys: Collection[int]) -> dict[int, list[str]]:
    """For each of these ideas, the outcomes of the projects and commitments that took up it, or one
    it is one with. Four queries."""
    kin = kin_of(keys)
    around = set().union(*kin.values()) if kin else set()
    reached: dict[int, list[str]] = defaultdict(list)
    links = ProjectIdea.objects.filter(idea__in=around, ended_at=None)
    for link in links.select_related("election__tally"):
        reached[link.idea_id].append(vote_of(link.election, link.code))
    promised = Commitment.ideas.through.objects.filter(idea__in=around)
    for idea, state in promised.values_list("idea", "commitment__state"):
        reached[idea].append(state)
    return {key: [one for idea in kin[key] for one in reached[idea]] for key in keys}


def vote_of(election: Election, code: str) -> str:
    """Put to the vote, and once results are published chosen or not."""
    if not election.is_published:
        return Idea.Outcome.VOTED
    won = {one["project"] for one in election.tally.manifest["results"]["awards"]}
    return Idea.Outcome.WON if code in won else Idea.Outcome.LOST


def authors_to_tell(keys: Collection[int]) -> list[Participant]:
    """Authors, whom an account or a desk knows, of these ideas and of those they are one with."""
    if not keys:
        return []
    known = Participant.objects.filter(
        authorships__idea__in=lineage(keys),
        authorships__state=Authorship.State.AGREED,
        person__isnull=False,
        left_at=None,
    )
    return list(known.select_related("person").distinct().order_by("pk"))
