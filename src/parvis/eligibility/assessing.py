"""Everything a situation comes to today: the law of the nation and the rules of the place, at once.

When the law cannot be reached, or cannot read the situation, that is said: what depends on it is
neither yes nor no, and the rules of the place answer as far as they can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parvis.eligibility import ports
from parvis.eligibility.interview import Interview
from parvis.eligibility.judging import Judged, Life, National, judge_nation
from parvis.eligibility.local import benefits_for, judge
from parvis.eligibility.plausible import value, with_what_follows
from parvis.eligibility.ports import LawRefused, LawUnavailable
from parvis.eligibility.questions import local_judged
from parvis.eligibility.situation import Situation


@dataclass(frozen=True, slots=True)
class Assessment:
    """`law`: package and version that answered, "" when none did. `refused`: the fact it could not
    read and why."""

    judged: tuple[Judged, ...]
    law: str = ""
    refused: tuple[str, str] = ("", "")

    @property
    def has_law(self) -> bool:
        return bool(self.law)


def assess(interview: Interview, on: date) -> Assessment:
    """One call to the law engine."""
    return assess_each([interview], on)[0]


def assess_each(interviews: Sequence[Interview], on: date) -> list[Assessment]:
    """Several situations, with one call to the law engine for all."""
    if not interviews:
        return []
    lives = [Life(each.situation, each.flagged) for each in interviews]
    try:
        nations = judge_nation(ports.law(), lives, on.replace(day=1))
    except LawUnavailable:
        return [_without_the_law(each.situation, on) for each in interviews]
    except LawRefused as refusal:
        refused = (refusal.path, refusal.message)
        return [_without_the_law(each.situation, on, refused) for each in interviews]
    return [
        _with_the_law(each.situation, nation, on)
        for each, nation in zip(interviews, nations, strict=True)
    ]


def _with_the_law(situation: Situation, nation: National, on: date) -> Assessment:
    return Assessment(nation.judged + _local(situation, nation.amounts, on), nation.law)


def _without_the_law(
    situation: Situation, on: date, refused: tuple[str, str] = ("", "")
) -> Assessment:
    return Assessment(_local(situation, {}, on), "", refused)


def _local(situation: Situation, amounts: Mapping[str, int], on: date) -> tuple[Judged, ...]:
    commune = value(situation, "home.commune")
    if not commune:
        return ()
    known = with_what_follows(situation, on)
    answers = [
        answer
        for benefit in benefits_for(commune, on)
        for answer in judge(benefit, known, amounts, on)
    ]
    return tuple(local_judged(answers))
