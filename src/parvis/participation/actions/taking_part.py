"""Joining a consultation, choosing the name one shows, withdrawing."""

from django.db import transaction
from django.db.models import Q

from parvis.accounts.models import Person
from parvis.accounts.queries import person_family
from parvis.accounts.rules import root_of
from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.participation.actions.box import forget_voter
from parvis.participation.actions.portraits import take_back_portrait
from parvis.participation.actions.workshop_places import give_up_places
from parvis.participation.models import Act, Consultation, Participant, Phase, Way
from parvis.participation.queries.consultations import visitor_hash
from parvis.participation.rules import Why, may
from parvis.participation.rules.taking_part import may_join


class NotAllowed(Refused):
    """`why` says why, for the person."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.label)
        self.why = why


@transaction.atomic
def join(
    *,
    consultation: Consultation,
    person: Person | None = None,
    token: str = "",
    way: Way | None = None,
    confirmed_by: str = "",
) -> Participant:
    """The participant that a person, or the browser or sheet with this token, is in the
    consultation; made at the first call, once, whatever is pressed at the same time.

    `way` other than the account's (or none's, for a token) is for who verified it: a desk, whose
    SIREN is `confirmed_by`, or a code. It never makes a participant less known. Raises NotAllowed.
    """
    # One at a time in each consultation: two rows of one person cannot both begin.
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    known = _known(consultation, person, token)
    if way is None and (known is None or known.left_at is not None):
        why = may_join(person, consultation)
        if why:
            raise NotAllowed(why)
    if known is None:
        return Participant.objects.create(
            consultation=consultation,
            person=root_of(person) if person else None,
            visitor=None if person else visitor_hash(token),
            way=way or (Way.ACCOUNT if person else Way.NONE),
            confirmed_by=confirmed_by,
            joined_at=clock.now(),
        )
    if way is not None and not known.is_verified:
        known.way, known.confirmed_by = way, confirmed_by
    known.left_at = None
    known.save(update_fields=["way", "confirmed_by", "left_at"])
    return known


def joined_to(
    *, phase: Phase, act: Act, person: Person | None = None, token: str = ""
) -> Participant:
    """`join`, for whoever does `act` in a phase now: for actions to call in their transaction.
    `phase.consultation` is loaded. Raises NotAllowed."""
    known = _known(phase.consultation, person, token)
    verdict = may(known or person, phase, act)
    if not verdict.ok:
        raise NotAllowed(verdict.why)
    return known or join(consultation=phase.consultation, person=person, token=token)


@transaction.atomic
def leave(*, participant: Participant) -> None:
    """Withdraw: nothing more is done in this name. What others built upon stays, without it."""
    participant.left_at = clock.now()
    participant.shown_name = ""
    participant.save(update_fields=["left_at", "shown_name"])
    take_back_portrait(participant=participant)
    forget_voter(participant)
    give_up_places(participant)


@transaction.atomic
def show_name(*, participant: Participant, name: str) -> None:
    """The name beside what they write; empty for none, which is how everybody begins."""
    participant.shown_name = " ".join(name.split())[:80]
    participant.save(update_fields=["shown_name"])


def _known(consultation: Consultation, person: Person | None, token: str) -> Participant | None:
    if person is not None:
        # A person proven to be another one takes part once.
        who = Q(person__in=person_family(root_of(person).pk))
    elif token:
        who = Q(visitor=visitor_hash(token))
    else:
        raise ValueError("neither a person nor a token")
    found = Participant.objects.filter(who, consultation=consultation).order_by("pk")
    return found.select_related("person").first()
