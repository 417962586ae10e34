"""Supporting ideas and arguing about them; what the authority answers."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.actions.moderation import hold
from parvis.participation.actions.taking_part import NotAllowed
from parvis.participation.actions.telling import QUIETLY, note_argued, tell_authors
from parvis.participation.models import Act, Argument, Carry, Gathering, Idea, Participant, Support
from parvis.participation.queries.ideas import counts_of, family
from parvis.participation.rules.ideas import SHORT_WHILE, Signal, phase_for, signals
from parvis.participation.rules.phase_rules import rules_of
from parvis.participation.rules.taking_part import Why, may

State = Idea.State


class Elsewhere(Refused):
    """It was brought into another: what is done is done there."""

    message = gettext_lazy("This idea was brought into another one: support that one.")


class Unread(Refused):
    message = gettext_lazy("This idea is not published.")


@transaction.atomic
def support(*, idea: Idea, by: Participant) -> None:
    """Once each, twice is once. Raises NotAllowed (over, not yet…), Elsewhere, Unread."""
    found = _open(idea, by, Act.SUPPORT)
    if not Support.objects.filter(idea__in=family(found), participant=by).exists():
        Support.objects.create(idea=found, participant=by, at=clock.now())
        recount(found)


@transaction.atomic
def stop_supporting(*, idea: Idea, by: Participant) -> None:
    """Take one's support back, of this idea only: what was cut from the same one keeps it.

    Raises NotAllowed, Elsewhere, Unread.
    """
    found = _open(idea, by, Act.SUPPORT)
    given = list(Support.objects.filter(idea__in=family(found), participant=by))
    others = Carry.objects.filter(
        source__in=[one.idea_id for one in given], gathering__state=Gathering.State.DONE
    )
    for other in others.exclude(target__in=family(found)).select_related("target"):
        if other.target is not None:
            Support.objects.get_or_create(
                idea=other.target, participant=by, defaults={"at": clock.now()}
            )
    Support.objects.filter(pk__in=[one.pk for one in given]).delete()
    recount(found)


@transaction.atomic
def argue(*, idea: Idea, by: Participant, side: str, text: str) -> Argument:
    """For or against. Held for a moderator where the phase, or a sign of abuse, asks so.

    Raises NotAllowed, Elsewhere, Unread.
    """
    found = _open(idea, by, Act.ARGUE)
    phase = phase_for(found.consultation, Act.ARGUE)
    lately = clock.now() - SHORT_WHILE
    sent = list(by.arguments.filter(at__gte=lately).values_list("text", flat=True))
    why = signals(text, sent_lately=len(sent), said_lately=sent)
    if phase is not None and rules_of(phase).reads_before:
        why.insert(0, Signal.BEFORE)
    made = Argument.objects.create(
        idea=found,
        participant=by,
        side=Argument.Side(side),
        text=text,
        state=State.HELD if why else State.SHOWN,
        at=clock.now(),
    )
    if why:
        hold(idea=made, why=why)
    else:
        recount(found)
        note_argued(made)
    return made


@transaction.atomic
def answer(*, idea: Idea, actor: Actor, unit: Unit, text: str) -> Argument:
    """What the authority says of an idea, signed by a unit. Its authors read it in
    their space at once, and in the letter of the week."""
    made = Argument.objects.create(
        idea=idea, unit=unit, side=Argument.Side.ANSWER, text=text, at=clock.now()
    )
    journal.record(
        actor=actor, verb="participation.answered", about=idea, detail={"title": idea.title}
    )
    tell_authors(
        idea,
        key=f"answer.{made.pk}",
        subject=_("The authority answers your idea “%(title)s”") % {"title": idea.title},
        text=text,
        channels=QUIETLY,
    )
    return made


def recount(idea: Idea) -> None:
    """Count again who supports it, people once, and what is said of it."""
    verified, visitors, said = counts_of(idea.pk)
    Idea.objects.filter(pk=idea.pk).update(
        supports=verified, visitor_supports=visitors, arguments=said
    )


def _open(idea: Idea, by: Participant, act: Act) -> Idea:
    """The idea, locked so that counts follow one another. Raises NotAllowed, Elsewhere, Unread."""
    rows = Idea.objects.select_for_update(of=("self",)).select_related("consultation")
    found = rows.get(pk=idea.pk)
    if found.state == State.GATHERED:
        raise Elsewhere
    if found.state != State.SHOWN:
        raise Unread
    phase = phase_for(found.consultation, act)
    if phase is None:
        raise NotAllowed(Why.NOT_HERE)
    phase.consultation = found.consultation
    verdict = may(by, phase, act)
    if not verdict.ok:
        raise NotAllowed(verdict.why)
    return found
