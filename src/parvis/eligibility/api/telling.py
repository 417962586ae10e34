"""Verdicts, questions and explanations told to programs, under their names of people."""

from collections.abc import Iterable
from datetime import date

from parvis.eligibility import local, words
from parvis.eligibility.api import told
from parvis.eligibility.api.reading import Given
from parvis.eligibility.assessing import Assessment
from parvis.eligibility.explaining import Steps
from parvis.eligibility.judging import Judged
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.questions import Question, special_cases
from parvis.eligibility.results import a_month, lines_of, reason_of
from parvis.eligibility.situation import PARTNER
from parvis.eligibility.verdicts import Amount, CannotTell, No, Reason, Yes


def fact_of(given: Given, path: str) -> told.FactRef:
    owner, _dot, key = path.partition(".")
    return told.FactRef(of=given.names.get(owner, owner), fact=key)


def facts_of(given: Given, paths: Iterable[str]) -> list[told.FactRef]:
    return [fact_of(given, path) for path in dict.fromkeys(paths)]


def money(amount: Amount | None, unit: str | None = None) -> told.Money | None:
    if amount is None:
        return None
    return told.Money(low=amount.low, high=amount.high, per=amount.per.value, unit=unit)


def step(given: Given, reason: Reason, text: str = "") -> told.Step:
    return told.Step(
        code=reason.code,
        text=text or reason.text,
        facts=facts_of(given, reason.facts),
        gap=reason.gap,
        law=[told.LegalReference(title=title, url=url) for title, url in reason.law],
    )


def verdict(given: Given, judged: Judged, steps: Steps | None = None) -> told.Verdict:
    """`steps`: what an explanation found; without it, those of a local rule."""
    answer, said = judged.answer, judged.answer.verdict
    found = local.benefit(answer.benefit)
    definition = found.definition if found is not None else None
    amount = said.possible if isinstance(said, CannotTell) else None
    if isinstance(said, Yes):
        amount = said.amount
    failed = said.reason if isinstance(said, No) else None
    if steps is not None and steps.failed is not None:
        failed = steps.failed
    version = found.version_on(answer.on) if found is not None else None
    rule = version.version.amount if version is not None else None
    return told.Verdict(
        benefit=answer.benefit,
        name=found.name if found is not None else str(_national_words(answer.benefit)[0]),
        whom=given.names[answer.whom] if answer.whom else None,
        kind=definition.kind if definition is not None else _kind(answer.benefit),
        level=definition.institution.level if definition is not None else "state",
        verdict="yes" if isinstance(said, Yes) else "no" if failed else "cannot_tell",
        amount=money(amount, str(rule.unit) if rule and rule.unit else None),
        reason=step(given, failed, failed.text or reason_of(said)) if failed else None,
        settled_by=facts_of(given, said.facts) if isinstance(said, CannotTell) else [],
        supposed=facts_of(given, judged.supposed),
        to_verify=list(answer.to_verify),
        steps=[step(given, one) for one in (steps.steps if steps is not None else answer.steps)],
        law=answer.law,
        on=answer.on,
        is_example=definition is not None and definition.example,
    )


def _national_words(benefit: str) -> tuple[words.Words, words.Words]:
    return words.NATIONAL[benefit.removeprefix("state.")]


def _kind(benefit: str) -> told.Kind:
    return national_kind(benefit.removeprefix("state."))


def national_kind(code: str) -> told.Kind:
    if code == "css_paid":
        return "price"
    return "right" if BENEFITS[code].is_flag else "aid"


def assessed(
    given: Given, assessment: Assessment, on: date, steps: dict[tuple[str, str], Steps]
) -> told.Assessed:
    lines = lines_of(assessment, given.interview, on)
    return told.Assessed(
        on=on,
        national=told.NationalLaw(answered=assessment.has_law, version=assessment.law or None),
        monthly=money(a_month(lines)),
        verdicts=[
            verdict(given, each, steps.get((each.answer.benefit, each.answer.whom)))
            for each in assessment.judged
        ],
    )


def question(given: Given, asked: Question, on: date) -> told.Question:
    title, help_text = words.TITLES[asked.slug]
    cases = special_cases(given.interview.situation, on) if asked.topic == "situations" else {}
    about = given.names.get(PARTNER) if asked.who == PARTNER else None
    if all(path.startswith("me.") for path in asked.paths):
        about = given.names["me"]
    return told.Question(
        key=asked.slug,
        title=str(title),
        help=str(help_text),
        about=about,
        cost=asked.cost,
        facts=facts_of(given, asked.paths),
        cases=[
            told.Case(key=key, title=str(words.SPECIAL[key][0]), facts=facts_of(given, paths))
            for key, paths in cases.items()
        ],
    )
