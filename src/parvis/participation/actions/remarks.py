"""Ratings of what was promised and delivered, and the right of reply, moderated like ideas."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.notifications.actions import tell
from parvis.participation.actions.moderation import hold
from parvis.participation.actions.outcomes import address_of
from parvis.participation.actions.sorting import NoReason
from parvis.participation.actions.telling import QUIETLY
from parvis.participation.models import Commitment, Decision, Idea, Milestone, Participant, Remark
from parvis.participation.queries.lineage import lineage
from parvis.participation.rules.ideas import SHORT_WHILE, Signal, signals

State = Idea.State
Kind = Remark.Kind


class NotRatedYet(Refused):
    message = gettext_lazy("A step is rated once it is done, a commitment once it is delivered.")


class NotYourRating(Refused):
    message = gettext_lazy("Sign in, or come to a desk, to rate: it is not open to visitors.")


class NotYourIdea(Refused):
    message = gettext_lazy("Only an author of the idea that was decided on replies here.")


class SaidAlready(Refused):
    message = gettext_lazy("An answer was given already.")


class NoStars(Refused):
    message = gettext_lazy("Choose from one to five stars.")


@transaction.atomic
def rate(
    *,
    commitment: Commitment,
    by: Participant,
    stars: int,
    text: str = "",
    milestone: Milestone | None = None,
) -> Remark:
    """One rating a person of a step, or of what was delivered; given again, it replaces the first.

    The stars count at once; a text may be held for a moderator. Raises NotRatedYet, NotYourRating,
    NoStars.
    """
    if by.consultation_id != commitment.consultation_id:
        raise ValueError("a participant of another consultation")
    if not by.is_verified or by.left_at is not None:
        raise NotYourRating
    if not 1 <= stars <= 5:
        raise NoStars
    # Two presses of one person follow one another.
    Participant.objects.select_for_update(no_key=True).get(pk=by.pk)
    is_over = (
        milestone.done_on is not None
        if milestone
        else commitment.state == Commitment.State.DELIVERED
    )
    if not is_over:
        raise NotRatedYet
    given = {"commitment": commitment, "milestone": milestone, "participant": by}
    known = Remark.objects.filter(kind=Kind.RATING, **given).first()
    if known is not None and known.text == text:
        known.stars, known.changed_at = stars, clock.now()
        known.save(update_fields=["stars", "changed_at"])
        return known
    one = known or Remark(
        kind=Kind.RATING, consultation_id=commitment.consultation_id, at=clock.now(), **given
    )
    if known is not None:
        one.changed_at = clock.now()
    one.stars = stars
    return _said(one, by, text)


@transaction.atomic
def answer_remark(*, actor: Actor, unit: Unit, remark: Remark, text: str) -> Remark:
    """The owner's right of reply, signed by a unit, beside what was said. Its author
    reads it in their space at once, and in the letter of the week. Raises NoReason, SaidAlready."""
    if not text.strip():
        raise NoReason
    found = Remark.objects.select_for_update(of=("self",)).select_related(
        "consultation", "commitment__consultation", "participant__person"
    )
    asked = found.get(pk=remark.pk)
    if asked.answered_by.exists():
        raise SaidAlready
    made = Remark.objects.create(
        kind=Kind.ANSWER,
        consultation_id=asked.consultation_id,
        commitment_id=asked.commitment_id,
        decision_id=asked.decision_id,
        answers=asked,
        unit=unit,
        text=text.strip(),
        at=clock.now(),
    )
    journal.record(
        actor=actor,
        verb="participation.remark_answered",
        about=asked.consultation,
        detail={"title": asked.consultation.title},
    )
    person = asked.participant.person if asked.participant else None
    if person is not None and asked.commitment is not None:
        tell(
            person=person,
            key=f"participation.remark.{made.pk}",
            subject=_("You are answered about “%(title)s”") % {"title": asked.commitment.title},
            text=made.text,
            link=address_of(asked.commitment),
            link_label=_("See the answer"),
            channels=QUIETLY,
            about=("participation.remark", str(made.pk)),
        )
    return made


@transaction.atomic
def reply_to_decision(*, decision: Decision, by: Participant, text: str) -> Remark:
    """What an author says of a decision about their idea, in public and once. Raises NotYourIdea,
    SaidAlready, NoReason."""
    if not text.strip():
        raise NoReason
    Participant.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not may_reply(decision, by):
        raise NotYourIdea
    if Remark.objects.filter(decision=decision, participant=by).exists():
        raise SaidAlready
    one = Remark(
        kind=Kind.REPLY,
        consultation_id=decision.consultation_id,
        decision=decision,
        participant=by,
        at=clock.now(),
    )
    return _said(one, by, text.strip())


def may_reply(decision: Decision, by: Participant | None) -> bool:
    """Authors of the idea decided on, or of those a commitment comes from."""
    if by is None or by.left_at is not None:
        return False
    keys = [decision.idea_id] if decision.idea_id else []
    if decision.commitment is not None:
        keys += decision.commitment.ideas.values_list("pk", flat=True)
    mine = set(
        by.authorships.filter(state="agreed", idea__isnull=False).values_list("idea", flat=True)
    )
    return bool(mine & lineage(keys))


def _said(one: Remark, by: Participant, text: str) -> Remark:
    """Keep what was said; held first where it shows a sign of abuse."""
    lately = by.remarks.filter(at__gte=clock.now() - SHORT_WHILE).exclude(pk=one.pk)
    said = list(lately.exclude(text="").values_list("text", flat=True))
    why = signals(text, sent_lately=len(said), said_lately=said) if text else []
    if one.state == State.HIDDEN:
        why.append(Signal.HIDDEN)
    one.text, one.state = text, State.HELD if why else State.SHOWN
    one.save()
    if why:
        hold(idea=one, why=why)
    return one
