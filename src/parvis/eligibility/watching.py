"""The night's look over those who agreed to be told: only what could have changed, a few at a time.

A situation is looked at again when its facts, the month, the age of somebody, the law or a local
rule changed since (`signature`). Without the law nothing is looked at: a right is never closed, nor
told, because an engine was away. Killed at any point, it goes on where it stopped (decision 0323).
"""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from parvis.core import clock
from parvis.eligibility import actions, ports, precision, queries
from parvis.eligibility.assessing import Assessment, assess_each
from parvis.eligibility.interview import Interview
from parvis.eligibility.local.voted import Votes, benefits_for, votes
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.plausible import age, value
from parvis.eligibility.ports import LawUnavailable
from parvis.eligibility.results import lines_of

log = logging.getLogger(__name__)
AT_ONCE: Final = 20


Seen = Callable[[KeptSituation, Interview, Assessment], None]


def watch(
    goes_on: Callable[[], bool] = lambda: True, seen: Seen = lambda kept, interview, found: None
) -> int:
    """Look over everybody who agreed, from where the last run stopped; how many were told. `seen`:
    given each that was judged, for what else needs it."""
    on, after, told = clock.today(), 0, 0
    try:
        law = law_on(on)
    except LawUnavailable:
        log.warning("nobody is looked over tonight: the law cannot be reached")
        return 0
    while goes_on():
        waiting = list(queries.watched(on, after, AT_ONCE))
        if not waiting:
            break
        after = waiting[-1].pk
        told += _look(waiting, on, law, seen)
    return told


def law_on(on: date) -> str:
    month = on.replace(day=1)
    for one in ports.law().versions():
        if one.since <= month and (one.until is None or month <= one.until):
            return f"{one.package} {one.version}"
    raise LawUnavailable


def _look(waiting: Sequence[KeptSituation], on: date, law: str, seen: Seen) -> int:
    changed, voted = [], votes()
    for kept in waiting:
        interview = Interview.from_json(kept.interview)
        now = signature(interview, on, law, voted)
        if kept.checked != now:
            changed.append((kept, interview, now))
    told = 0
    assessed = assess_each([interview for _kept, interview, _now in changed], on)
    for (kept, interview, now), each in zip(changed, assessed, strict=True):
        if each.has_law:
            lines = lines_of(each, interview, on)
            said = actions.notice(
                kept=kept, lines=lines, signature=now, on=on, since=kept.changed_at
            )
            told += bool(said)
            seen(kept, interview, each)
    return told


def signature(interview: Interview, on: date, law: str, voted: Votes | None = None) -> str:
    """Of all that an answer depends on. `voted`: tariffs already read; else one query."""
    situation = interview.situation
    commune = value(situation, "home.commune") or ""
    rules = [
        f"{each.id}@{version.version.since}"
        for each in benefits_for(commune, on, voted)
        if (version := each.version_on(on))
    ]
    ages = [age(situation, who, on) for who in situation.members]
    whole = [interview.to_json(), f"{on:%Y-%m}", law, rules, ages, precision.told()["on"]]
    text = json.dumps(whole, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
