"""Loosening what ties a ballot to its voter: for one who withdraws, and for all at closing."""

import secrets

from django.db import connection, transaction

from parvis.participation.models import Election, Participant
from parvis.participation.models.box import Ballot, RollEntry
from parvis.participation.rules.elections import voter_mark

SMALLEST = 11
"""Traits that fewer ballots share are blanked for good, as `bundle.publishing` would."""


def forget_ballots(election: Election) -> None:
    """Write every ballot that counts anew, in an order drawn at random, under a new key and a
    random mark, without traits that too few share: for `close_vote`, which holds the box locked."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"election": election.pk, "smallest": SMALLEST})


@transaction.atomic
def forget_voter(participant: Participant) -> None:
    """Somebody withdraws, or their account is erased: their ballots stay and count, nothing leads
    to them any more, and nobody votes again in that name."""
    entries = RollEntry.objects.select_for_update().filter(participant=participant)
    open_ones = [e.election for e in entries.select_related("election") if e.election.box_key]
    entries.update(is_final=True)
    for election in open_ones:
        ballots = Ballot.objects.filter(election=election, mark=voter_mark(election, participant))
        ballots.update(mark=secrets.token_hex(32))
    Ballot.objects.filter(participant=participant).update(participant=None)


_FORGET = """
WITH taken AS (
    DELETE FROM participation_ballot WHERE election_id = %(election)s RETURNING *
), shared AS (
    SELECT area, age, channel FROM taken WHERE NOT is_aside
    GROUP BY 1, 2, 3 HAVING count(*) >= %(smallest)s
)
INSERT INTO participation_ballot
    (id, election_id, mark, choice, salt, channel, area, age, participant_id)
SELECT gen_random_uuid(), taken.election_id,
    replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
    taken.choice, taken.salt, taken.channel,
    CASE WHEN shared.area IS NULL THEN '' ELSE taken.area END,
    CASE WHEN shared.area IS NULL THEN '' ELSE taken.age END,
    taken.participant_id
FROM taken LEFT JOIN shared
    ON (shared.channel, shared.area, shared.age) = (taken.channel, taken.area, taken.age)
WHERE NOT taken.is_aside
ORDER BY random()
"""
