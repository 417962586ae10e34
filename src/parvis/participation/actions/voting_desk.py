"""What an agent does for voters in front of them: a code for the screen, a ballot on paper, help.

Names of helpers go to the journal, choices never. Whether the agent may is for the caller
(`rules.may_receive`).
"""

import secrets
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.accounts.queries import person_family
from parvis.accounts.rules import root_of
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.codes import hashed
from parvis.journal import actions as journal
from parvis.participation.actions.casting import AlreadyVoted, Cast, cast, check_may_vote
from parvis.participation.actions.taking_part import join
from parvis.participation.counting.ballot import Choice
from parvis.participation.models import Election, Participant, Way
from parvis.participation.models.box import Channel, RollEntry, VoterCode, VotingScreen
from parvis.participation.models.paper_votes import Envelope
from parvis.participation.queries.one_each import voter_of
from parvis.participation.rules.elections import ElectionRefused

CODE_LASTS = timedelta(hours=2)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class EnvelopeTwice(ElectionRefused):
    message = _("This envelope has been settled already: see the list below.")


class CodeUnknown(ElectionRefused):
    message = _("This code opens nothing: check it, or ask the desk for another one.")


class CodeSpent(ElectionRefused):
    message = _("This code was used already: a code serves once. Ask the desk for another one.")


def drawn(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _each in range(length))


def typed(text: str) -> str:
    """A code as it was drawn, however it was typed."""
    return "".join(text.split()).replace("-", "").upper()


@transaction.atomic
def receive(*, actor: Actor, election: Election, person: Person) -> Participant:
    """The voter whose papers the agent has seen, who takes part from now on."""
    participant = join(
        consultation=election.phase.consultation,
        person=person,
        way=Way.COUNTER,
        confirmed_by=actor.institution,
    )
    if not participant.confirmed_by:
        participant.confirmed_by = actor.institution
        participant.save(update_fields=["confirmed_by"])
    return _under_one_name(election, participant, person)


@transaction.atomic
def give_code(*, actor: Actor, election: Election, participant: Participant) -> str:
    """A code for the voting screen, shown once; earlier ones not used open nothing any more.

    Raises MayNotVote, VoteClosed, AlreadyVoted.
    """
    check_may_vote(election, participant)
    _check_has_not(election, participant)
    VoterCode.objects.filter(election=election, participant=participant, used_at=None).delete()
    code = drawn(8)
    VoterCode.objects.create(
        election=election,
        participant=participant,
        code_hash=_code_hash(election, code),
        given_at=clock.now(),
        expires_at=clock.now() + CODE_LASTS,
    )
    _note(actor, election, participant, "voter_code_given")
    return code


def code_of(election: Election, text: str) -> VoterCode:
    """Raises CodeUnknown, CodeSpent."""
    found = VoterCode.objects.filter(election=election, code_hash=_code_hash(election, typed(text)))
    code = found.select_related("participant__person").first()
    if code is None or code.expires_at <= clock.now():
        raise CodeUnknown
    if code.used_at is not None:
        raise CodeSpent
    return code


@transaction.atomic
def cast_at_screen(*, election: Election, code: str, choices: tuple[Choice, ...]) -> Cast:
    """The ballot of whoever holds the code, which is spent. Raises what `code_of`, `cast` raise."""
    # Pressed twice at once, the second one finds it spent.
    VoterCode.objects.select_for_update().filter(
        code_hash=_code_hash(election, typed(code))
    ).first()
    held = code_of(election, code)
    voter = _under_one_name(election, held.participant, held.participant.person)
    done = cast(election=election, participant=voter, choices=choices, channel=Channel.KIOSK)
    held.used_at = clock.now()
    held.save(update_fields=["used_at"])
    return done


@transaction.atomic
def help_vote(
    *, actor: Actor, election: Election, participant: Participant, choices: tuple[Choice, ...]
) -> Cast:
    """An agent fills in the ballot of somebody beside them: the journal names the helper, never the
    choice. Raises what `cast` raises."""
    done = cast(election=election, participant=participant, choices=choices, channel=Channel.DESK)
    _note(actor, election, participant, "vote_helped")
    return done


@transaction.atomic
def hand_paper(*, actor: Actor, election: Election, participant: Participant) -> None:
    """Somebody takes any ballot on paper and puts it in the urn before the agent: they have voted,
    for good. Which ballot is written nowhere. Raises MayNotVote, VoteClosed, AlreadyVoted."""
    check_may_vote(election, participant)
    if not _sign(election, participant):
        raise AlreadyVoted
    _note(actor, election, participant, "paper_handed")


@transaction.atomic
def settle_envelope(
    *, actor: Actor, election: Election, participant: Participant, number: str
) -> Envelope:
    """A closed envelope given where the network was down: it counts unless the person has voted by
    another way meanwhile. Raises EnvelopeTwice, MayNotVote, VoteClosed."""
    # The desk may find the network again after closing: the envelope was given before.
    given = min(clock.now(), election.phase.closes_at - timedelta(seconds=1))
    check_may_vote(election, participant, now=given)
    number = " ".join(number.split()).upper()[:20]
    if Envelope.objects.filter(election=election, number=number).exists():
        raise EnvelopeTwice
    counts = _sign(election, participant)
    state = Envelope.State.COUNTS if counts else Envelope.State.REFUSED
    try:
        made = Envelope.objects.create(
            election=election,
            number=number,
            participant=participant,
            state=state,
            settled_at=clock.now(),
        )
    except IntegrityError:  # settled by a colleague in the same second
        raise EnvelopeTwice from None
    _note(actor, election, participant, "envelope_settled", number=number)
    return made


@transaction.atomic
def open_screen(*, actor: Actor, election: Election, label: str) -> tuple[VotingScreen, str]:
    """A voting screen, and the secret of its address, shown once."""
    token = secrets.token_urlsafe(18)
    made = VotingScreen.objects.create(
        election=election, label=label[:80], token_hash=screen_hash(token), opened_at=clock.now()
    )
    _note(actor, election, None, "screen_opened", label=made.label)
    return made, token


@transaction.atomic
def end_screen(*, actor: Actor, screen: VotingScreen) -> None:
    screen.ended_at = clock.now()
    screen.save(update_fields=["ended_at"])
    _note(actor, screen.election, None, "screen_ended", label=screen.label)


def _under_one_name(
    election: Election, participant: Participant, person: Person | None
) -> Participant:
    """As whom they vote, should two records of theirs have been brought together."""
    if person is None:
        return participant
    voter = voter_of(election, participant, person_family(person.pk))
    voter.person = root_of(person)
    return voter


def screen_hash(token: str) -> str:
    return hashed("parvis.participation.screen", "", token)


def _code_hash(election: Election, code: str) -> str:
    return hashed("parvis.participation.voter_code", election.pk, code)


def _check_has_not(election: Election, participant: Participant) -> None:
    entry = RollEntry.objects.filter(election=election, participant=participant).first()
    if entry and (entry.is_final or not election.may_revote):
        raise AlreadyVoted


def _sign(election: Election, participant: Participant) -> bool:
    """Sign the roll for a ballot on paper; False when they have voted already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO participation_rollentry"
            " (election_id, participant_id, channel, voted_on, times, is_final, told)"
            " SELECT id, %s, 'paper', %s, 1, true, 0 FROM participation_election"
            " WHERE id = %s AND state = 'open' FOR KEY SHARE"
            " ON CONFLICT (election_id, participant_id) DO NOTHING",
            [participant.pk, clock.today(), election.pk],
        )
        return bool(cursor.rowcount)


def _note(
    actor: Actor, election: Election, voter: Participant | None, verb: str, **detail: str
) -> None:
    journal.record(
        actor=actor,
        verb=f"participation.{verb}",
        about=election,
        person=str(voter.person_id or "") if voter else "",
        detail={"title": election.title, **detail},
    )
