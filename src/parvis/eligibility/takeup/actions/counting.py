"""What a night's count finds, household by household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.takeup.models import CountingRun, Standing
from parvis.journal import actions as journal


@dataclass(frozen=True, slots=True)
class Found:
    """Where a household stands with a benefit."""

    benefit: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Household:
    """What it is counted by."""

    commune: str
    age: str
    family: str


def begin_run(*, on: date, law: str) -> CountingRun:
    """The night's run, begun or gone on with."""
    run, _is_new = CountingRun.objects.get_or_create(
        on=on, defaults={"law": law, "started_at": clock.now()}
    )
    return run


@transaction.atomic
def count_household(
    *,
    run: CountingRun,
    kept: KeptSituation,
    mark: str,
    household: Household,
    found: Sequence[Found],
) -> bool:
    """Replace what was counted of a household. False, and nothing, when its person changed,
    took back or erased something meanwhile. Its rows and its mark stand or fall together."""
    held = KeptSituation.objects.select_for_update(of=("self",)).filter(
        pk=kept.pk,
        counted_since__isnull=False,
        changed_at=kept.changed_at,
        counted_mark=kept.counted_mark,
    )
    if held.first() is None:
        return False
    Standing.objects.filter(situation=kept).delete()
    Standing.objects.bulk_create(
        Standing(
            situation=kept,
            benefit=one.benefit,
            state=one.state,
            why=one.why,
            law=run.law[:80],
            commune=household.commune,
            age=household.age,
            family=household.family,
            on=run.on,
        )
        for one in found
    )
    KeptSituation.objects.filter(pk=kept.pk).update(
        counted_mark=mark, counted_on=run.on, counted_in=household.commune
    )
    CountingRun.objects.filter(pk=run.pk).update(judged=F("judged") + 1)
    return True


def pass_over(*, run: CountingRun, kept: Sequence[KeptSituation]) -> None:
    """Nothing they depend on changed since they were counted."""
    keys = [one.pk for one in kept]
    same = KeptSituation.objects.filter(pk__in=keys, counted_since__isnull=False)
    same.exclude(counted_mark="").update(counted_on=run.on)


@transaction.atomic
def end_run(*, run: CountingRun) -> CountingRun:
    """It went through everybody; the journal says how many. Twice changes nothing."""
    held = CountingRun.objects.select_for_update().get(pk=run.pk)
    if held.finished_at is None:
        held.finished_at = clock.now()
        held.looked = KeptSituation.objects.filter(counted_on=held.on).count()
        held.save(update_fields=["finished_at", "looked"])
        journal.record(
            actor=SYSTEM,
            verb="eligibility.take_up_counted",
            about=held,
            detail={"law": held.law, "looked": held.looked, "judged": held.judged},
        )
    return held
