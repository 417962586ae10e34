"""Why one benefit comes to what it does: the engine's own steps, or those of the local rule.

Where a fact is unknown the engine is given the middle of what is plausible, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parvis.eligibility import local, ports, words
from parvis.eligibility.assessing import assess
from parvis.eligibility.completing import BASES, completions
from parvis.eligibility.interview import Interview
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.plausible import value
from parvis.eligibility.ports import LawRefused, LawUnavailable
from parvis.eligibility.results import Line, lines_of
from parvis.eligibility.verdicts import Answer, No, Reason


@dataclass(frozen=True, slots=True)
class Why:
    """`used`: facts and their values, in words. `supposed`: facts that were not said and were given
    a plausible value in the steps."""

    line: Line
    steps: tuple[Reason, ...]
    used: tuple[tuple[str, str], ...]
    supposed: tuple[str, ...] = ()
    failed: Reason | None = None
    law: str = ""


def why(interview: Interview, benefit: str, whom: str, on: date, commune: str = "") -> Why | None:
    """None: no such benefit for this household. The steps are empty when the law is away."""
    assessed = assess(interview, on)
    line = next(
        (
            one
            for one in lines_of(assessed, interview, on)
            if (one.benefit, one.whom) == (benefit, whom)
        ),
        None,
    )
    if line is None:
        return None
    answer = next(
        each.answer
        for each in assessed.judged
        if (each.answer.benefit, each.answer.whom) == (benefit, whom)
    )
    if local.benefit(benefit) is not None:
        return _local(interview, line, answer, commune)
    return _national(interview, line, answer, on, commune)


def _local(interview: Interview, line: Line, answer: Answer, commune: str) -> Why:
    failed = answer.verdict.reason if isinstance(answer.verdict, No) else None
    reasons = (*answer.steps, *((failed,) if failed else ()))
    return Why(line, answer.steps, _used(interview, reasons, commune), (), failed, answer.law)


def _national(interview: Interview, line: Line, answer: Answer, on: date, commune: str) -> Why:
    code = line.benefit.removeprefix("state.")
    assert code in BENEFITS
    month = on.replace(day=1)
    try:
        engine = ports.law()
        rows = completions(interview.situation, engine.facts_of(code), month, interview.flagged)
        row = rows[min(BASES, len(rows)) - 1]
        explained = engine.explain(row.situation, code, month)
    except (LawUnavailable, LawRefused, KeyError):
        return Why(line, (), (), law=answer.law)
    known = set(interview.situation.paths())
    read = dict.fromkeys(path for step in explained.steps for path in step.facts)
    supposed = tuple(words.whose(path) for path in read if path not in known)
    return Why(
        line,
        explained.steps,
        _used(interview, explained.steps, commune),
        supposed,
        explained.failed if line.sure == "closed" else None,
        answer.law,
    )


def _used(
    interview: Interview, reasons: Sequence[Reason], commune: str
) -> tuple[tuple[str, str], ...]:
    said = {path: value(interview.situation, path) for path in interview.situation.paths()}
    known = {path for path, found in said.items() if found is not None}
    read = dict.fromkeys(path for reason in reasons for path in reason.facts)
    return tuple(
        (words.whose(path), words.value_in_words(interview.situation, path, commune))
        for path in read
        if path in known
    )
