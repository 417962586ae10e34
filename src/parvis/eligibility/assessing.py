"""Everything a situation comes to today: the law of the nation and the rules of the place, at once.

When the law cannot be reached, or cannot read the situation, that is said: what depends on it is
neither yes nor no, and the rules of the place answer as far as they can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from parvis.eligibility import ports
from parvis.eligibility.interview import Interview
from parvis.eligibility.judging import Judged, Life, National, judge_nation
from parvis.eligibility.local import judge
from parvis.eligibility.local.voted import Votes, benefits_for, votes
from parvis.eligibility.plausible import value, with_what_follows
from parvis.eligibility.ports import LawRefused, LawUnavailable
from parvis.eligibility.questions import local_judged
from parvis.eligibility.situation import Fact, Situation
from parvis.eligibility.verdicts import Yes

_QUOTIENT: Final = "family.quotient_caf"


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


def assess_national(interview: Interview, codes: Sequence[str], on: date) -> Assessment:
    """Only these rights of the nation. One call to the law engine, none when none is asked for."""
    life = Life(interview.situation, interview.flagged)
    try:
        [nation] = judge_nation(ports.law(), [life], on.replace(day=1), codes, with_quotient=False)
    except LawUnavailable:
        return Assessment(())
    except LawRefused as refusal:
        return Assessment((), "", (refusal.path, refusal.message))
    return Assessment(nation.judged, nation.law)


def assess_each(interviews: Sequence[Interview], on: date) -> list[Assessment]:
    """Several situations, with one call to the law engine for all."""
    if not interviews:
        return []
    lives = [Life(each.situation, each.flagged) for each in interviews]
    voted = votes()
    try:
        nations = judge_nation(ports.law(), lives, on.replace(day=1))
    except LawUnavailable:
        return [_without_the_law(each.situation, on, voted) for each in interviews]
    except LawRefused as refusal:
        refused = (refusal.path, refusal.message)
        return [_without_the_law(each.situation, on, voted, refused) for each in interviews]
    return [
        _with_the_law(each.situation, nation, on, voted)
        for each, nation in zip(interviews, nations, strict=True)
    ]


def _with_the_law(situation: Situation, nation: National, on: date, voted: Votes) -> Assessment:
    local = _local(situation, nation.amounts, on, voted, nation.quotient)
    return Assessment(nation.judged + local, nation.law)


def _without_the_law(
    situation: Situation, on: date, voted: Votes, refused: tuple[str, str] = ("", "")
) -> Assessment:
    return Assessment(_local(situation, {}, on, voted, None), "", refused)


def _local(
    situation: Situation,
    amounts: Mapping[str, int],
    on: date,
    voted: Votes,
    quotient: int | None,
) -> tuple[Judged, ...]:
    """`quotient`: what the law comes to, for rules by quotient where nobody said theirs."""
    commune = value(situation, "home.commune")
    if not commune:
        return ()
    known = computed = with_what_follows(situation, on)
    if quotient is not None and situation.fact(_QUOTIENT) is None:
        computed = known.told(_QUOTIENT, Fact(quotient, on))
    found: list[Judged] = []
    for benefit in benefits_for(commune, on, voted):
        judged = local_judged(judge(benefit, known, amounts, on))
        kind = benefit.definition.quotient
        if computed is not known and kind is not None and kind.kind == "caf":
            with_it = local_judged(judge(benefit, computed, amounts, on))
            judged = [_supposing(*each) for each in zip(judged, with_it, strict=True)]
        found += judged
    return tuple(found)


def _supposing(without: Judged, with_it: Judged) -> Judged:
    """A yes with the quotient that the law comes to, to be verified where that decides: the CAF
    computes it from what it holds itself. It closes nothing."""
    verdict = with_it.answer.verdict
    if verdict == without.answer.verdict or not isinstance(verdict, Yes):
        return without
    return replace(with_it, supposed=(_QUOTIENT,))
