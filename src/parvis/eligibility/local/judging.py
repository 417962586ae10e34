"""What a local benefit comes to for one situation: yes, no with the reason, or cannot tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.catalogue.expressions import Known, Unknown
from parvis.eligibility.facts import FACTS
from parvis.eligibility.local.amounts import bounds
from parvis.eligibility.local.area import covers
from parvis.eligibility.local.benefit import Benefit
from parvis.eligibility.local.compiled import CompiledVersion
from parvis.eligibility.local.environment import LawAmounts, Reader
from parvis.eligibility.situation import Situation
from parvis.eligibility.verdicts import Amount, Answer, CannotTell, No, Reason, Verdict, Yes

# Reasons that no author writes: not there, nobody concerned, a sum of nothing.
AREA: Final = "area"
NOBODY: Final = "nobody"
NOTHING: Final = "amount"
_COSTLIEST: Final = 9


def judge(
    benefit: Benefit, situation: Situation, law_amounts: LawAmounts, on: date
) -> list[Answer]:
    """An answer for each person or child concerned, or one for the household; none when the
    benefit does not exist on that day.

    `law_amounts`: as a LawEngine gives them; what is not there is not known, and `law.<code>` is
    then among the facts that would settle the answer. When nobody yet said how many children there
    are, a last answer, for nobody in particular, asks for that. Texts are in the active language.
    """
    compiled = benefit.version_on(on)
    if compiled is None:
        return []
    blank = Answer(
        benefit=benefit.id,
        verdict=CannotTell(()),
        on=on,
        law=f"{benefit.id}@{compiled.version.since.isoformat()}",
        to_verify=tuple(str(each.text) for each in compiled.version.declared),
    )
    elsewhere = _elsewhere(benefit, situation)
    if elsewhere is not None:
        return [replace(blank, verdict=elsewhere)]
    answers = []
    for whom in _concerned(benefit, situation):
        reader = Reader(situation, whom, law_amounts, on)
        decision = decide(compiled, benefit.definition.kind, reader.facts(compiled.paths))
        verdict, steps = _told(decision, compiled, reader, benefit)
        answers.append(replace(blank, verdict=verdict, whom=whom, steps=steps))
    return answers + _nobody(benefit, situation, blank, answers)


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict before words. `refused`: place of the first condition that is false; `unknown`:
    what rules call the facts they miss; `low`, `high`: the amount, when it holds."""

    is_yes: bool = False
    refused: int | None = None
    is_nothing: bool = False
    unknown: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def is_no(self) -> bool:
        return self.refused is not None or self.is_nothing


def decide(compiled: CompiledVersion, kind: str, facts: Mapping[str, Any]) -> Decision:
    """The three values, on facts as rules read them."""
    outcomes = [rule.evaluate(facts) for rule in compiled.conditions]
    for place, outcome in enumerate(outcomes):
        if outcome.is_false:
            return Decision(refused=place)
    missing = [one for each in outcomes if isinstance(each, Unknown) for one in each.facts]
    settled = not any(isinstance(each, Unknown) for each in outcomes)
    low, high, wanting = _amount(compiled, facts)
    if kind == "aid" and high == 0:
        return Decision(is_nothing=True)
    # An aid that may come to nothing is not yet a right.
    if kind == "aid" and low == 0:
        return Decision(unknown=_once([*missing, *wanting]), low=low, high=high)
    if settled and (low is None or high is not None):
        return Decision(is_yes=True, low=low, high=high, unknown=_once(wanting))
    return Decision(unknown=_once(missing), low=low, high=high)


def _amount(
    compiled: CompiledVersion, facts: Mapping[str, Any]
) -> tuple[int | None, int | None, tuple[str, ...]]:
    if compiled.amount is None or compiled.version.amount is None:
        return None, None, ()
    match compiled.amount.evaluate(facts):
        case Known(value=int() as value):
            return value, value, ()
        case Unknown(facts=wanting):
            return *bounds(compiled, facts), wanting
    return 0, None, ()


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _elsewhere(benefit: Benefit, situation: Situation) -> Verdict | None:
    definition = benefit.definition
    commune = situation.fact("home.commune")
    if commune is None or commune.value is None:
        return CannotTell(("home.commune",))
    if covers(definition.area, definition.institution, commune.value):
        return None
    text = _("You must live where it is granted.")
    return No(Reason(AREA, text, ("home.commune",)))


def _concerned(benefit: Benefit, situation: Situation) -> tuple[str, ...]:
    match benefit.definition.beneficiary:
        case "person":
            return situation.members
        case "child":
            return situation.children
    return ("",)


def _nobody(
    benefit: Benefit, situation: Situation, blank: Answer, answers: list[Answer]
) -> list[Answer]:
    if benefit.definition.beneficiary != "child":
        return []
    if situation.fact("home.children") is None:
        return [replace(blank, verdict=CannotTell(("home.children",)))]
    if answers:
        return []
    reason = Reason(NOBODY, _("There is no child in your home."), ("home.children",))
    return [replace(blank, verdict=No(reason))]


def _told(
    decision: Decision, compiled: CompiledVersion, reader: Reader, benefit: Benefit
) -> tuple[Verdict, tuple[Reason, ...]]:
    rule = compiled.version.amount
    amount = (
        Amount(decision.low, decision.high, rule.per)
        if rule and decision.low is not None and decision.high is not None
        else None
    )
    steps = tuple(
        _reason(compiled, place, reader)
        for place in range(len(compiled.conditions))
        if decision.refused is None or place < decision.refused
    )
    if decision.refused is not None:
        reason = _reason(compiled, decision.refused, reader)
        return No(replace(reason, gap=_gap(compiled, decision.refused, reader))), steps
    if rule is not None and compiled.amount is not None:
        read = _paths(compiled.amount.paths, reader)
        steps += (Reason(NOTHING, str(rule.text), read, law=_law(compiled, "")),)
        if decision.is_nothing:
            return No(steps[-1]), steps[:-1]
    if decision.is_yes:
        return Yes(amount), steps
    return CannotTell(_cheapest(decision.unknown, reader), amount), steps


def _reason(compiled: CompiledVersion, place: int, reader: Reader) -> Reason:
    condition, rule = compiled.version.conditions[place], compiled.conditions[place]
    read = _paths(rule.paths, reader)
    return Reason(condition.id, str(condition.text), read, law=_law(compiled, condition.article))


def _gap(compiled: CompiledVersion, place: int, reader: Reader) -> int | None:
    """Only looked for when somebody is refused: it takes longer than the verdict itself."""
    rule = compiled.conditions[place]
    step = rule.why_not(reader.facts(rule.paths))
    return step.gap if step else None


def _law(compiled: CompiledVersion, article: str) -> tuple[tuple[str, str], ...]:
    text = compiled.version.text
    article = article or text.article
    return ((f"{text.ref}, {article}" if article else text.ref, text.url),)


def _paths(names: Iterable[str], reader: Reader) -> tuple[str, ...]:
    """Facts of the situation that stand behind what rules read, known ones too."""
    return _once(path for name in sorted(names) for path in reader.sources(name))


def _cheapest(names: Iterable[str], reader: Reader) -> tuple[str, ...]:
    asked = _once(path for name in names for path in reader.asked(name))
    return tuple(sorted(asked, key=_cost))


def _cost(path: str) -> int:
    kind = FACTS.get(path.rpartition(".")[2])
    return kind.cost if kind else _COSTLIEST
