"""Asking an institution for a fact on behalf of the person it is about, and what is kept of it.

The page asks nobody: the worker does, and again later when no answer comes. A declared value is
never replaced unless its person says so."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction

from parvis.accounts.models import Person
from parvis.core import clock, jobs
from parvis.core.actor import SYSTEM, Actor
from parvis.eligibility import ports
from parvis.eligibility.institutions.models import AskedFact
from parvis.eligibility.interview import Interview
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.noting import note
from parvis.eligibility.situation import Fact, Origin, Situation

QUOTIENT: Final = "family.quotient_caf"
ASK: Final = "eligibility.ask_institutions"
AGAIN_AFTER: Final = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
FRANCE: Final = "99100"
_SEXES: Final = {"female": "F", "male": "M"}
State = AskedFact.State


class CannotAsk(ValueError):
    """No agreement is declared, or nobody checked who this person is."""


def identity_of(person: Person) -> ports.Identity | None:
    """None: not checked, or not whole. Without it anybody could ask for somebody else's."""
    sex = _SEXES.get(person.gender)
    country = person.birth_country_code or (FRANCE if person.birth_place_code else "")
    names = tuple(person.given_names.replace(",", " ").split())
    try:
        born = date.fromisoformat(person.birth_date)
    except ValueError:
        return None
    is_whole = person.family_name and names and sex and country
    if (
        not person.is_certified
        or not is_whole
        or (country == FRANCE and not person.birth_place_code)
    ):
        return None
    commune = person.birth_place_code if country == FRANCE else ""
    return ports.Identity(person.family_name, names, born, sex or "", country, commune)


@transaction.atomic
def ask(*, kept: KeptSituation, actor: Actor) -> AskedFact:
    """Have the worker ask for the quotient of this household. Pressed twice, it is asked once.

    Raises CannotAsk."""
    source = ports.quotient_source()
    if source is None or identity_of(kept.person) is None:
        raise CannotAsk
    KeptSituation.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    found = AskedFact.objects.filter(situation=kept, path=QUOTIENT).first()
    if found is not None and found.state == State.WAITING:
        return found
    now = clock.now()
    AskedFact.objects.filter(situation=kept, path=QUOTIENT).delete()
    made = AskedFact.objects.create(
        situation=kept, path=QUOTIENT, agreement=source.agreement[:200], asked_at=now, next_at=now
    )
    note("institution_asked", kept, actor, path=QUOTIENT, agreement=made.agreement)
    jobs.wake(ASK)
    return made


def ask_waiting(is_over: jobs.IsOver = jobs.never) -> int:
    """Ask what is due; how many were answered, whatever the answer."""
    answered = 0
    due = AskedFact.objects.filter(state=State.WAITING, next_at__lte=clock.now())
    for key in list(due.order_by("next_at").values_list("pk", flat=True)):
        if is_over():
            jobs.wake(ASK)
            break
        answered += _ask_one(key)
    return answered


def _ask_one(key: int) -> bool:
    source, claimed = ports.quotient_source(), _claim(key)
    if claimed is None or source is None:
        return False
    who = identity_of(claimed.situation.person)
    if who is None:
        return _answered(claimed, state=State.REFUSED)
    try:
        told = source.quotient(who)
    except ports.NotKnownThere:
        return _answered(claimed, state=State.UNKNOWN)
    except ports.InstitutionRefused:
        return _answered(claimed, state=State.REFUSED)
    except ports.InstitutionAway:
        is_last = claimed.attempts > len(AGAIN_AFTER)
        return _answered(claimed, state=State.AWAY) if is_last else False
    return _answered(
        claimed, state=State.CAME, value=told.cents, month=told.month, provider=told.provider
    )


@transaction.atomic
def _claim(key: int) -> AskedFact | None:
    """Before anybody is asked, the time of the next attempt is written down: a worker killed while
    it waits for an answer leaves nothing that is never asked again."""
    waiting = AskedFact.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk=key, state=State.WAITING, next_at__lte=clock.now()
    )
    found = waiting.select_related("situation__person").first()
    if found is not None:
        found.next_at = clock.now() + AGAIN_AFTER[min(found.attempts, len(AGAIN_AFTER) - 1)]
        found.attempts += 1
        found.save(update_fields=["next_at", "attempts"])
    return found


@transaction.atomic
def _answered(asked: AskedFact, **told: Any) -> bool:
    """Keep the answer; False when its person erased the question meanwhile: nothing is kept."""
    kept = (
        KeptSituation.objects.select_for_update(of=("self",)).filter(pk=asked.situation_id).first()
    )
    waiting = AskedFact.objects.filter(pk=asked.pk, state=State.WAITING)
    if kept is None or not waiting.update(answered_at=clock.now(), next_at=None, **told):
        return False
    found = AskedFact.objects.get(pk=asked.pk)
    if found.state == State.CAME:
        known = _situation(kept).fact(QUOTIENT)
        if known is None or known.value == found.value:
            _tell(kept, found)
    note("institution_told", kept, SYSTEM, path=found.path, state=found.state,
          provider=found.provider)  # fmt: skip
    return True


@transaction.atomic
def take(*, kept: KeptSituation, actor: Actor) -> bool:
    """What the institution told replaces what was declared: its person says so. False: nothing
    came."""
    held = KeptSituation.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    found = AskedFact.objects.filter(situation=held, path=QUOTIENT, state=State.CAME).first()
    if found is None:
        return False
    _tell(held, found)
    note("situation_changed", held, actor)
    return True


@transaction.atomic
def erase(*, kept: KeptSituation, actor: Actor) -> None:
    """The question and its answer go, and the fact with them when it was the institution's."""
    held = KeptSituation.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    gone, _each = AskedFact.objects.filter(situation=held, path=QUOTIENT).delete()
    known = _situation(held).fact(QUOTIENT)
    if known is not None and known.origin is Origin.INSTITUTION:
        _write(held, _situation(held).told(QUOTIENT, None))
    if gone:
        note("institution_erased", held, actor, path=QUOTIENT)


def _situation(kept: KeptSituation) -> Situation:
    return Interview.from_json(kept.interview).situation


def _tell(kept: KeptSituation, asked: AskedFact) -> None:
    fact = Fact(asked.value, clock.today(), Origin.INSTITUTION)
    _write(kept, _situation(kept).told(QUOTIENT, fact))


def _write(kept: KeptSituation, situation: Situation) -> None:
    interview: Mapping[str, Any] = kept.interview
    told = Interview.from_json(interview)
    changed = Interview(situation, told.asked, told.skipped, told.flagged)
    kept.interview, kept.changed_at = changed.to_json(), clock.now()
    kept.save(update_fields=["interview", "changed_at"])
