"""Statements said and settled, answers given, maps drawn."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.core.text import fold
from parvis.journal import actions as journal
from parvis.notifications.actions import tell
from parvis.participation import queries
from parvis.participation.actions.taking_part import joined_to
from parvis.participation.models import Act, KeptMap, Participant, Phase, Reaction, Statement
from parvis.participation.opinion_process import drawn_from
from parvis.participation.rules import rules_of

State = Statement.State
LONGEST = 200


class AlreadySaid(Refused):
    """`statement` says the same, to answer instead."""

    message = gettext_lazy("Somebody said this already: answer it instead.")

    def __init__(self, statement: Statement | None) -> None:
        super().__init__()
        self.statement = statement


class SaidEnough(Refused):
    message = gettext_lazy("You have put as many statements as this phase allows.")


class NotShown(Refused):
    message = gettext_lazy("This statement is not shown any more.")


@transaction.atomic
def say(*, phase: Phase, text: str, person: Person | None = None, token: str = "") -> Statement:
    """Put a statement to everybody: shown at once, or once read where the rules say so.

    Raises NotAllowed, AlreadySaid, SaidEnough."""
    author = joined_to(phase=phase, act=Act.STATE, person=person, token=token)
    rules = rules_of(phase)
    most = rules.most.get(Act.STATE)
    if most and author.statements.filter(phase=phase).count() >= most:
        raise SaidEnough
    state = State.WAITING if rules.reads_before else State.SHOWN
    return _added(phase, text, author, state)


@transaction.atomic
def add_statements(*, actor: Actor, phase: Phase, texts: Iterable[str]) -> list[Statement]:
    """What organisers begin with; those that were said already are left out. Journalled."""
    added = []
    for text in texts:
        try:
            with transaction.atomic():
                added.append(_added(phase, text, None, State.SHOWN))
        except AlreadySaid:
            continue
    journal.record(
        actor=actor,
        verb="participation.statements_added",
        about=phase.consultation,
        detail={"title": phase.consultation.title, "what": str(len(added))},
    )
    return added


def _added(phase: Phase, text: str, author: Participant | None, state: str) -> Statement:
    # One at a time in each phase: numbers follow one another.
    Phase.objects.select_for_update(no_key=True).get(pk=phase.pk)
    last = Statement.objects.filter(phase=phase).aggregate(last=Max("number"))["last"]
    plain = " ".join(text.split())[:LONGEST]
    now = clock.now()
    try:
        with transaction.atomic():
            return Statement.objects.create(
                phase=phase,
                number=(last or 0) + 1,
                text=plain,
                folded=fold(plain)[:LONGEST],
                author=author,
                state=state,
                said_at=now,
                settled_at=now if state == State.SHOWN else None,
            )
    except IntegrityError:
        known = Statement.objects.filter(
            phase=phase, folded=fold(plain)[:LONGEST], state=State.SHOWN
        )
        raise AlreadySaid(known.first()) from None


@transaction.atomic
def settle_statement(
    *, actor: Actor, statement: Statement, show: bool, criterion: str = "", reason: str = ""
) -> Statement:
    """Show a statement, or refuse it by one of the criteria; its author is told. Answers given to a
    refused one are kept, and count again if it is shown again. Raises AlreadySaid."""
    held = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    state = State.SHOWN if show else State.REFUSED
    if (held.state, held.criterion, held.reason) == (state, criterion, reason):
        return held
    held.state, held.criterion, held.reason = state, "" if show else criterion, reason
    held.settled_at = clock.now()
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        raise AlreadySaid(None) from None
    consultation = statement.phase.consultation
    journal.record(
        actor=actor,
        verb=f"participation.statement_{state}",
        about=consultation,
        detail={
            "title": consultation.title,
            "what": held.text,
            "criterion": held.criterion,
            "reason": reason,
        },
    )
    _tell_author(held)
    return held


def _tell_author(statement: Statement) -> None:
    author = statement.author
    if author is None or author.person is None or author.left_at is not None:
        return
    consultation = statement.phase.consultation
    with override(author.person.language or "fr"):
        told = {"text": statement.text, "title": consultation.title}
        if statement.state == State.SHOWN:
            subject = _("Your statement is put to everybody")
            text = _("“%(text)s” is now put to everybody in “%(title)s”.") % told
        else:
            subject = _("Your statement is not put to the others")
            why = statement.get_criterion_display()
            text = _("“%(text)s” is not put to the others in “%(title)s”.") % told
            text = "\n\n".join(part for part in (text, why, statement.reason) if part)
        tell(
            person=author.person,
            key=f"participation.statement:{statement.pk}:{statement.settled_at}",
            subject=subject,
            text=text,
            about=("participation.statement", str(statement.pk)),
        )


@transaction.atomic
def react(
    *, statement: Statement, value: int, person: Person | None = None, token: str = ""
) -> Participant:
    """Answer a statement, or answer it otherwise: the last counts.

    `statement.phase.consultation` is loaded. Raises NotAllowed, NotShown."""
    who = joined_to(phase=statement.phase, act=Act.REACT, person=person, token=token)
    if statement.state != State.SHOWN:
        raise NotShown
    answer = Reaction(
        phase=statement.phase,
        statement=statement,
        participant=who,
        value=Reaction.Value(value),
        reacted_at=clock.now(),
    )
    Reaction.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["value", "reacted_at"],
    )
    return who


def draw_map(*, phase: Phase) -> KeptMap:
    """Draw the map of all answers so far, in a process of its own, and keep it instead of the last.

    Run twice, it gives the same map. Raises `opinion_process.MapFailed`."""
    began, seed = clock.now(), phase.pk
    told = queries.snapshot(phase)
    drawn = drawn_from(told.votes, seed)
    pk_of = {number: pk for pk, number in told.people.items()}
    places = {queries.place_key(pk_of[number]): place for number, place in drawn.places.items()}
    kept, _is_new = KeptMap.objects.update_or_create(
        phase=phase,
        defaults={
            # Answers that came meanwhile are for the next one.
            "drawn_at": began,
            "seed": seed,
            "content": drawn.content,
            "places": places,
            "weights": drawn.weights,
        },
    )
    return kept


def numbered(texts: str) -> Sequence[str]:
    """One statement a line, without the dashes and numbers of lists."""
    lines = (line.strip().lstrip("-•*0123456789.) ").strip() for line in texts.splitlines())
    return [line for line in lines if line]
