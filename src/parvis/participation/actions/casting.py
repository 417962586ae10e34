"""Putting a ballot in the box, whatever the channel: one statement (decision 0410).

The roll and the box are two tables that nothing joins. A second ballot of the same voter takes the
place of the first, or is refused, by the constraints of the two tables; so a request sent twice,
or again after a crash, leaves one ballot.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.participation.bundle.receipts import Opening
from parvis.participation.bundle.receipts import cast as commit_to
from parvis.participation.counting.ballot import Choice
from parvis.participation.models import Act, Election, Participant
from parvis.participation.models.box import Channel
from parvis.participation.rules.ballots import checked
from parvis.participation.rules.elections import (
    is_identified,
    terms_of,
    traits_of,
    voter_mark,
)
from parvis.participation.rules.taking_part import may


class MayNotVote(Refused):
    """Why this person does not vote here now."""


class VoteClosed(Refused):
    message = _("The vote is closed: this ballot came too late and does not count.")


class AlreadyVoted(Refused):
    message = _("A ballot of yours is in the box already, and it counts. It cannot be replaced.")


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot in the box. `times`: how many this voter cast; the last one counts."""

    opening: Opening
    times: int


def cast(
    *,
    election: Election,
    participant: Participant,
    choices: tuple[Choice, ...],
    channel: Channel = Channel.WEB,
    with_traits: bool = True,
) -> Cast:
    """Put a voter's ballot in the box. `election.phase.consultation` and `participant.person` are
    loaded. `with_traits`: commune and age band go with the ballot, for results by group.

    Raises BallotRefused, MayNotVote, VoteClosed, AlreadyVoted.
    """
    check_may_vote(election, participant)
    opening = commit_to(checked(terms_of(election), choices))
    today = clock.today()
    area, age = traits_of(participant.person, today.year) if with_traits else ("", "")
    values: dict[str, str | int | bool | date | None] = {
        "election": election.pk,
        "participant": participant.pk,
        "channel": channel.value,
        "today": today,
        "may_revote": election.may_revote,
        "mark": voter_mark(election, participant),
        "choice": opening.choice,
        "salt": opening.salt,
        "area": area,
        "age": age,
        "named": None if election.is_secret else participant.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CAST, values)
        is_open, times = cursor.fetchone()
    if not is_open:
        raise VoteClosed
    if times is None:
        raise AlreadyVoted
    return Cast(opening, times)


def check_may_vote(
    election: Election, participant: Participant, now: datetime | None = None
) -> None:
    """Raises MayNotVote, VoteClosed."""
    if election.state != Election.State.OPEN:
        raise VoteClosed
    verdict = may(participant, election.phase, Act.VOTE, now)
    if not verdict.ok:
        raise MayNotVote(verdict.why.label)
    if election.needs_identity and not is_identified(participant):
        raise MayNotVote(
            _(
                "This vote is for people whose identity is certified: sign in with FranceConnect,"
                " or come to a desk with an identity document."
            )
        )


# The lock is shared between voters; closing waits for it, and whoever waited for closing finds the
# new state (PostgreSQL evaluates the condition again).
_CAST = """
WITH box AS (
    SELECT id FROM participation_election
    WHERE id = %(election)s AND state = 'open' FOR KEY SHARE
), entry AS (
    INSERT INTO participation_rollentry AS held
        (election_id, participant_id, channel, voted_on, times, is_final, told)
    SELECT id, %(participant)s, %(channel)s, %(today)s, 1, false, 0 FROM box
    ON CONFLICT (election_id, participant_id) DO UPDATE
    SET channel = excluded.channel, voted_on = excluded.voted_on, times = held.times + 1
    WHERE %(may_revote)s AND NOT held.is_final AND held.times < 1000
    RETURNING election_id, times
), put AS (
    INSERT INTO participation_ballot
        (id, election_id, mark, choice, salt, channel, area, age, participant_id)
    SELECT gen_random_uuid(), election_id, %(mark)s, %(choice)s, %(salt)s, %(channel)s, %(area)s,
        %(age)s, %(named)s
    FROM entry
    ON CONFLICT (election_id, mark) DO UPDATE
    SET choice = excluded.choice, salt = excluded.salt, channel = excluded.channel,
        area = excluded.area, age = excluded.age
)
SELECT EXISTS (SELECT FROM box), (SELECT times FROM entry)
"""
