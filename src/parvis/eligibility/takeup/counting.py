"""The night's count of those who agreed: incremental, and cut anywhere without harm.

A household is judged again when its facts, what it says it receives, the month, an age, the law or
a local rule changed. Without the law nothing is counted, and what was stands. Decision 0363.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from django.utils import translation

from parvis.core import clock
from parvis.eligibility import watching
from parvis.eligibility.assessing import Assessment, assess_each
from parvis.eligibility.interview import Interview
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.plausible import value
from parvis.eligibility.ports import LawUnavailable
from parvis.eligibility.results import lines_of
from parvis.eligibility.takeup import queries, rules
from parvis.eligibility.takeup.actions import counting as actions
from parvis.eligibility.takeup.models import CountingRun

log = logging.getLogger(__name__)
AT_ONCE: Final = 40
Report = Callable[[int, int], None]


def count(
    report: Report = lambda done, total: None, goes_on: Callable[[], bool] = lambda: True
) -> CountingRun | None:
    """Count everybody who agreed, from where the last run of the night stopped. None: the law
    cannot be reached, nothing was counted."""
    on, after, done = clock.today(), 0, 0
    try:
        law = watching.law_on(on)
    except LawUnavailable:
        log.warning("nobody is counted tonight: the law cannot be reached")
        return None
    run = actions.begin_run(on=on, law=law)
    total = queries.to_count(on).count()
    while goes_on():
        waiting = list(queries.to_count(on, after).prefetch_related("received")[:AT_ONCE])
        if not waiting:
            return _ended(run)
        after, done = waiting[-1].pk, done + len(waiting)
        _look(waiting, run)
        report(done, total)
    return run


def count_seen(kept: KeptSituation, interview: Interview, found: Assessment) -> None:
    """Count a household that the night's watch has just judged, if it agreed to be counted."""
    if kept.counted_since is None or not found.has_law:
        return
    run = actions.begin_run(on=clock.today(), law=found.law)
    mark = _mark(kept, interview, run)
    if kept.counted_mark != mark:
        _count(kept, interview, mark, found, run)


def _ended(run: CountingRun) -> CountingRun:
    """Unless somebody could not be judged, or said something meanwhile: the next run sees them."""
    return run if queries.to_count(run.on).exists() else actions.end_run(run=run)


def _look(waiting: Sequence[KeptSituation], run: CountingRun) -> None:
    same, changed = [], []
    for kept in waiting:
        interview = Interview.from_json(kept.interview)
        mark = _mark(kept, interview, run)
        if kept.counted_mark == mark:
            same.append(kept)
        else:
            changed.append((kept, interview, mark))
    actions.pass_over(run=run, kept=same)
    judged = assess_apart([interview for _kept, interview, _mark in changed], run.on)
    for (kept, interview, mark), each in zip(changed, judged, strict=True):
        if each.has_law or each.refused != ("", ""):
            _count(kept, interview, mark, each, run)


def assess_apart(interviews: Sequence[Interview], on: date) -> list[Assessment]:
    """Together, unless the law refuses one of them: then one by one, so that it spoils no other."""
    found = assess_each(interviews, on)
    if len(interviews) > 1 and any(each.refused != ("", "") for each in found):
        return [assess_each([one], on)[0] for one in interviews]
    return found


def _mark(kept: KeptSituation, interview: Interview, run: CountingRun) -> str:
    said = sorted((row.benefit, row.answer) for row in kept.received.all())
    rest = watching.signature(interview, run.on, run.law)
    return hashlib.sha256(json.dumps([rest, said]).encode()).hexdigest()


def _count(
    kept: KeptSituation,
    interview: Interview,
    mark: str,
    assessed: Assessment,
    run: CountingRun,
) -> None:
    said = {row.benefit: row.answer for row in kept.received.all()}
    situation = interview.situation
    with translation.override(kept.person.language or "fr"):
        lines = sorted(lines_of(assessed, interview, run.on), key=lambda line: line.benefit)
        by_benefit = {name: list(each) for name, each in groupby(lines, lambda one: one.benefit)}
        found = [
            actions.Found(benefit, *stands)
            for benefit in sorted({*by_benefit, *said})
            if (stands := rules.state_of(by_benefit.get(benefit, ()), said.get(benefit, "")))
        ]
    household = actions.Household(
        commune=value(situation, "home.commune") or "",
        age=rules.age_band(situation, run.on),
        family=rules.family_kind(situation),
    )
    actions.count_household(run=run, kept=kept, mark=mark, household=household, found=found)
