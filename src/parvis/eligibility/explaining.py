"""Why one benefit comes to what it does: the engine's own steps, or those of the local rule.

Where a fact is unknown the engine is given the middle of what is plausible, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parvis.eligibility import local, ports, words
from parvis.eligibility.assessing import assess, assess_national
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


@dataclass(frozen=True, slots=True)
class Steps:
    """`supposed`: paths of facts that were not said. `failed`: what closed the right, if it is."""

    steps: tuple[Reason, ...] = ()
    supposed: tuple[str, ...] = ()
    failed: Reason | None = None


def why(interview: Interview, benefit: str, whom: str, on: date, commune: str = "") -> Why | None:
    """None: no such benefit for this household. The steps are empty when the law is away."""
    code = benefit.removeprefix("state.")
    is_national = local.benefit(benefit) is None and code in BENEFITS
    assessed = assess_national(interview, [code], on) if is_national else assess(interview, on)
    for line in lines_of(assessed, interview, on):
        if (line.benefit, line.whom) == (benefit, whom):
            answer = next(
                each.answer
                for each in assessed.judged
                if (each.answer.benefit, each.answer.whom) == (benefit, whom)
            )
            found = steps_of(interview, answer, on)
            reasons = (*found.steps, *((found.failed,) if found.failed else ()))
            return Why(
                line,
                found.steps,
                _used(interview, reasons, commune),
                tuple(words.whose(path) for path in found.supposed),
                found.failed,
                answer.law,
            )
    return None


def steps_of(interview: Interview, answer: Answer, on: date) -> Steps:
    """Those of the local rule, which came with the answer, or of the law engine, which is asked:
    one call. None when the law is away."""
    failed = answer.verdict.reason if isinstance(answer.verdict, No) else None
    code = answer.benefit.removeprefix("state.")
    if local.benefit(answer.benefit) is not None or code not in BENEFITS:
        return Steps(answer.steps, (), failed)
    month = on.replace(day=1)
    try:
        engine = ports.law()
        rows = completions(interview.situation, engine.facts_of(code), month, interview.flagged)
        row = rows[min(BASES, len(rows)) - 1]
        explained = engine.explain(row.situation, code, month)
    except (LawUnavailable, LawRefused, KeyError):
        return Steps()
    known = set(interview.situation.paths())
    read = dict.fromkeys(path for step in explained.steps for path in step.facts)
    supposed = tuple(path for path in read if path not in known)
    return Steps(explained.steps, supposed, explained.failed if failed is not None else None)


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
