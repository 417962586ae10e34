"""Merging, splitting and grouping ideas: asked for with a reason, agreed to by every author, done,
and undone as well. Supports never move (`models.gathering`)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.participation.actions.ideas import begin_idea
from parvis.participation.actions.index import index, unindex
from parvis.participation.actions.outcomes import follow_ideas
from parvis.participation.actions.supporting import recount
from parvis.participation.actions.telling import tell_authors
from parvis.participation.models import (
    Act,
    Authorship,
    Carry,
    Consent,
    Gathering,
    Idea,
    Participant,
)
from parvis.participation.rules.ideas import phase_for

State = Gathering.State
Kind = Gathering.Kind
MOST = 20


class NotGathered(Refused):
    message = gettext_lazy("This was settled already.")


class CountsSettled(Refused):
    message = gettext_lazy(
        "The time to support these ideas is over: their counts stand as they are. Group them"
        " instead."
    )


class NotTogether(Refused):
    message = gettext_lazy(
        "Choose published ideas of one consultation, two at least, twenty at most."
    )


class NotAsked(Refused):
    message = gettext_lazy("Only an author of one of these ideas answers.")


class Entangled(Refused):
    message = gettext_lazy("What came of it was gathered again since: undo that first.")


@transaction.atomic
def propose_merge(*, ideas: Sequence[Idea], into: Idea, why: str, unit: Unit) -> Gathering:
    """Ask the authors that `ideas` be one with `into`, whose words stay and which counts all
    supporters once; they become its authors. Raises NotTogether, CountsSettled."""
    sources = [one for one in ideas if one.pk != into.pk]
    _check([*sources, into])
    return _ask(Kind.MERGE, why, unit, [(one, into) for one in sources])


@transaction.atomic
def propose_group(*, ideas: Sequence[Idea], title: str, why: str, unit: Unit) -> Gathering:
    """Ask that ideas be read together under a title; each stays itself. Raises NotTogether."""
    _check(ideas, counts=False)
    return _ask(Kind.GROUP, why, unit, [(one, None) for one in ideas], title=title)


@transaction.atomic
def propose_split(*, idea: Idea, parts: Sequence[str], why: str, unit: Unit) -> Gathering:
    """Ask that an idea become several, named `parts`, each counting its supporters; they wait as
    drafts until its authors agree. Raises NotTogether, CountsSettled."""
    if not 2 <= len(parts) <= MOST:
        raise NotTogether
    _check([idea], least=1)
    drafts = [
        begin_idea(
            phase=idea.phase,
            author=idea.author,
            title=title[:120],
            text=idea.text,
            theme=idea.theme,
            commune=idea.commune,
            place=idea.place,
            latitude=idea.latitude,
            longitude=idea.longitude,
        )
        for title in parts
    ]
    return _ask(Kind.SPLIT, why, unit, [(idea, part) for part in drafts])


@transaction.atomic
def answer_gathering(*, gathering: Gathering, by: Participant, agrees: bool) -> Gathering:
    """An author agrees or declines; with the last one agreed it is done, with one declined it is
    not. Raises NotGathered, NotAsked, CountsSettled."""
    found = _locked(gathering)
    if found.state != State.ASKED:
        raise NotGathered
    asked = Consent.objects.filter(gathering=found, participant=by)
    if not asked.update(agrees=agrees, at=clock.now()):
        raise NotAsked
    if not agrees:
        return _settle(found, State.DECLINED)
    if not Consent.objects.filter(gathering=found, agrees=None).exists():
        _do(found)
    return found


@transaction.atomic
def undo_gathering(*, gathering: Gathering, why: str) -> Gathering:
    """Everything is as it was, supports given since to the merged idea staying with it. The trace
    stays. Raises NotGathered, CountsSettled, Entangled."""
    found = _locked(gathering)
    if found.state not in {State.DONE, State.ASKED}:
        raise NotGathered
    if found.state == State.DONE and found.kind != Kind.GROUP:
        _refuse_settled(found)
        _refuse_entangled(found)
    was_done = found.state == State.DONE
    found.undone_at, found.undone_why = clock.now(), why
    _settle(found, State.UNDONE, text=why)
    if was_done and found.kind != Kind.GROUP:
        _bring_back(found)
    return found


def _bring_back(found: Gathering) -> None:
    carries = list(found.carries.select_related("source__consultation", "target__consultation"))
    for carry in carries:
        assert carry.target is not None  # of a group only
        target = carry.target
        if found.kind == Kind.SPLIT:
            _put(target, Idea.State.WITHDRAWN)
        else:
            target.authorships.filter(invitation__startswith=_mark(found)).delete()
            recount(target)
    for source in {carry.source_id: carry.source for carry in carries}.values():
        _put(source, Idea.State.SHOWN)
        recount(source)
    follow_ideas([key for carry in carries for key in (carry.source_id, carry.target_id) if key])


def _ask(
    kind: str,
    why: str,
    unit: Unit,
    pairs: Sequence[tuple[Idea, Idea | None]],
    title: str = "",
) -> Gathering:
    made = Gathering.objects.create(
        consultation_id=pairs[0][0].consultation_id,
        kind=kind,
        title=title[:120],
        why=why,
        by_unit=unit,
        asked_at=clock.now(),
    )
    Carry.objects.bulk_create(
        Carry(gathering=made, source=source, target=target) for source, target in pairs
    )
    ideas = {one.pk: one for pair in pairs for one in pair if one is not None}
    if kind == Kind.SPLIT:
        ideas = {pairs[0][0].pk: pairs[0][0]}
    # Sheets of paper and visitors cannot be asked: nobody knows where to find them.
    people = Participant.objects.filter(
        authorships__idea__in=ideas,
        authorships__state=Authorship.State.AGREED,
        person__isnull=False,
        left_at=None,
    )
    Consent.objects.bulk_create(
        Consent(gathering=made, participant=one) for one in people.distinct().order_by("pk")
    )
    for idea in ideas.values():
        tell_authors(
            idea,
            key=f"gathering.{made.pk}.asked",
            subject=str(_ASKED[Kind(made.kind)]) % {"title": idea.title},
            text=why + "\n\n" + _("Answer on the page of your idea. Nothing is done without you."),
        )
    if not Consent.objects.filter(gathering=made).exists():
        _do(made)
    return made


def _do(found: Gathering) -> None:
    if found.kind != Kind.GROUP:
        _refuse_settled(found)
    carries = list(found.carries.select_related("source__consultation", "target__consultation"))
    if any(carry.source.state != Idea.State.SHOWN for carry in carries):
        raise NotGathered
    _settle(found, State.DONE)
    if found.kind == Kind.GROUP:
        return
    for carry in carries:
        assert carry.target is not None  # of a group only
        _put(carry.source, Idea.State.GATHERED)
        if found.kind == Kind.SPLIT:
            _put(carry.target, Idea.State.SHOWN)
        else:
            _join_authors(found, carry)
    for target in {carry.target_id: carry.target for carry in carries}.values():
        if target is not None:
            recount(target)
    follow_ideas([carry.source_id for carry in carries])


def _join_authors(found: Gathering, carry: Carry) -> None:
    """The authors of what was merged write the merged idea, as long as it is."""
    assert carry.target is not None  # of a group only
    known = Authorship.objects.filter(idea=carry.target).values("participant")
    agreed = Authorship.objects.filter(idea=carry.source, state=Authorship.State.AGREED)
    for one in agreed.exclude(participant__in=known):
        Authorship.objects.create(
            idea=carry.target,
            participant_id=one.participant_id,
            state=Authorship.State.AGREED,
            invitation=_mark(found, one.participant_id),
            at=clock.now(),
        )


def _mark(found: Gathering, participant: int | None = None) -> str:
    return f"gathering:{found.pk}:{participant or ''}"


def _put(idea: Idea, state: Idea.State) -> None:
    idea.state = state
    if state == Idea.State.SHOWN:
        idea.published_at = idea.published_at or clock.now()
        index(idea)
    else:
        unindex(idea)
    Idea.objects.filter(pk=idea.pk).update(state=state, published_at=idea.published_at)


def _settle(found: Gathering, state: State, text: str = "") -> Gathering:
    found.state, found.settled_at = state, clock.now()
    found.save(update_fields=["state", "settled_at", "undone_at", "undone_why"])
    carries = list(found.carries.select_related("source__consultation", "target__consultation"))
    if state in {State.DECLINED, State.UNDONE} and found.kind == Kind.SPLIT:
        drafts = [carry.target_id for carry in carries if carry.target_id]
        Idea.objects.filter(pk__in=drafts, state=Idea.State.DRAFT).update(
            state=Idea.State.WITHDRAWN
        )
    told = {carry.source_id: carry.source for carry in carries}
    if found.kind == Kind.MERGE:
        told |= {carry.target.pk: carry.target for carry in carries if carry.target}
    for idea in told.values():
        tell_authors(
            idea,
            key=f"gathering.{found.pk}.{state}",
            subject=_said_of(found) % {"title": idea.title},
            text=text or found.why,
        )
    return found


_ASKED = {
    Kind.MERGE: gettext_lazy("Do you agree? Make “%(title)s” one with another idea"),
    Kind.SPLIT: gettext_lazy("Do you agree? Make several ideas of “%(title)s”"),
    Kind.GROUP: gettext_lazy("Do you agree? Put “%(title)s” in a group of ideas"),
}
_DONE = {
    Kind.MERGE: gettext_lazy("Your idea “%(title)s” is now one with another idea"),
    Kind.SPLIT: gettext_lazy("Your idea “%(title)s” is now several ideas"),
    Kind.GROUP: gettext_lazy("Your idea “%(title)s” is now in a group of ideas"),
}


def _said_of(found: Gathering) -> str:
    if found.state == State.DONE:
        return str(_DONE[Kind(found.kind)])
    if found.state == State.DECLINED:
        return _("Your idea “%(title)s” stays as it is: one of the authors said no")
    return _("Your idea “%(title)s” is again as it was before")


def _check(ideas: Sequence[Idea], *, counts: bool = True, least: int = 2) -> None:
    keys = {one.pk for one in ideas}
    rows = list(Idea.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    one_place = len({row.consultation_id for row in rows}) == 1
    if not least <= len(rows) <= MOST or not one_place:
        raise NotTogether
    if any(row.state != Idea.State.SHOWN for row in rows):
        raise NotTogether
    if counts:
        _refuse_if_counted(ideas[0])


def _refuse_settled(found: Gathering) -> None:
    carry = found.carries.select_related("source__consultation").first()
    if carry is not None:
        _refuse_if_counted(carry.source)


def _refuse_if_counted(idea: Idea) -> None:
    """Where supports were given and can be given no more, nobody's count changes any more."""
    phase = phase_for(idea.consultation, Act.SUPPORT)
    if phase is not None and phase.has_opened and not phase.is_open:
        raise CountsSettled


def _refuse_entangled(found: Gathering) -> None:
    """What came of it must still stand by itself."""
    targets = found.carries.values("target")
    if Idea.objects.filter(pk__in=targets).exclude(state=Idea.State.SHOWN).exists():
        raise Entangled


def _locked(gathering: Gathering) -> Gathering:
    rows = Gathering.objects.select_for_update(of=("self",)).select_related("consultation")
    return rows.get(pk=gathering.pk)
