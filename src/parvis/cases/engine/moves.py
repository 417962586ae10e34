"""What somebody may do now on a case: the one answer that feeds the buttons and the refusals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from parvis.cases.engine.facts import Facts
from parvis.cases.engine.hands import is_outside, is_signature
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import Script
from parvis.cases.models import Case, WorkItem
from parvis.catalogue.definition import Field, Transition
from parvis.catalogue.definition.process import APPLICANT, SENT_BACK, SYSTEM
from parvis.catalogue.definition.texts import FieldTexts
from parvis.catalogue.expressions import Unknown

INPUTS = "inputs."


@dataclass(frozen=True, slots=True)
class Move:
    """One thing a party may do. `transition` is the id of a transition, or of a result of an item.

    `correction`: "ask" (choose fields, write what is missing) or "answer" (edit those fields).
    `field_texts`: words of `fields`, by field id. `reviews`: has somebody look
    at what rules decided.
    """

    transition: str
    label: str
    help: str
    kind: Literal["primary", "secondary", "danger"]
    confirm: bool
    fields: tuple[Field, ...]
    field_texts: Mapping[str, FieldTexts]
    correction: Literal["ask", "answer"] | None = None
    waits: bool = False
    """It was made, and takes effect once it is validated."""
    reviews: bool = False
    done: str = ""
    """What the applicant reads once it is made; empty for the result of an item."""


def parts_of(case: Case, party: Party) -> set[str]:
    """The parts this party plays: functions whose unit it belongs to, "applicant", "system".

    The unit that filed the case for somebody acts in that person's name: every channel is equal.
    """
    if party.kind == "system":
        return {SYSTEM}
    parts = {name for name, unit_id in case.bindings.items() if unit_id in party.unit_ids}
    if party.may_answer and (
        party.answers_for(case) or case.filed_by_unit_id in party.all_unit_ids
    ):
        parts.add(APPLICANT)
    return parts


def possible(
    script: Script,
    case: Case,
    facts: Facts,
    party: Party,
    *,
    is_prepared: bool = False,
    is_unsigned: bool = False,
) -> list[Transition]:
    """Transitions the party may make now, in the order of the package. `facts` without inputs: a
    guard that waits only for them leaves the transition open. `is_prepared`: a move waits to be
    validated, no other is made ready meanwhile. `is_unsigned`: somebody's signature is missing; the
    applicant may still withdraw, and what is wrong be corrected."""
    parts = parts_of(case, party)
    return [
        transition
        for transition in script.leaving(case.state)
        if parts.intersection(transition.by)
        # What is closed is taken up again, or left alone.
        and (
            case.automatic in transition.reviews
            if transition.reviews
            else transition.reopens == (case.legal_state == Case.LegalState.CLOSED)
        )
        and (transition.correction != "answer" or case.correction)
        and not (is_prepared and transition.validated_by)
        and (not is_unsigned or APPLICANT in transition.by or transition.correction is not None)
        and _is_open(script, transition, facts)
    ]


def _is_open(script: Script, transition: Transition, facts: Facts) -> bool:
    guard = script.guard(transition)
    if guard is None:
        return True
    outcome = guard.evaluate(facts)
    if isinstance(outcome, Unknown):
        return bool(outcome.facts) and all(fact.startswith(INPUTS) for fact in outcome.facts)
    return outcome.is_true


def in_words(script: Script, transitions: Iterable[Transition], language: str) -> list[Move]:
    words = script.package.words(language).transitions
    return [
        Move(
            transition=transition.id,
            label=words[transition.id].label,
            help=words[transition.id].help,
            kind=transition.kind,
            confirm=transition.confirm,
            fields=tuple(transition.fields),
            field_texts=words[transition.id].fields,
            correction=transition.correction,
            reviews=bool(transition.reviews),
            done=words[transition.id].done,
        )
        for transition in transitions
    ]


def may_conclude(item: WorkItem, party: Party) -> bool:
    """Its unit, while it waits there; whoever outside was asked."""
    waits = item.done_at is None and item.sent_back_at is None
    if is_outside(item):
        return waits and party.guest_of == item.pk
    if "move" in item.asked and not _may_validate(item, party):
        return False
    return waits and item.unit_id in party.unit_ids


def _may_validate(item: WorkItem, party: Party) -> bool:
    """Somebody, not a program, who did not prepare it."""
    return party.actor.kind == "agent" and party.actor.key != item.asked["by_key"]


def may_record(case: Case, item: WorkItem, party: Party) -> bool:
    """Key in what somebody outside said on paper or at the desk: the unit that asked them; for a
    signature, also the one that filed the request."""
    if item.done_at is not None or not is_outside(item):
        return False
    units = {item.asked.get("unit", item.unit_id)}
    if is_signature(item):
        return bool(party.unit_ids & units) or case.filed_by_unit_id in party.all_unit_ids
    return bool(party.unit_ids & units)


def may_send_back(script: Script, case: Case, item: WorkItem, party: Party) -> bool:
    """Its unit may say that it is not theirs, unless the package forbids it. The lead unit gave it:
    it has nobody to send it back to."""
    kind = script.package.process.items[item.kind]
    refusable = kind.kind in SENT_BACK and kind.may_refuse
    return refusable and item.unit_id != case.lead_unit_id and may_conclude(item, party)


def may_ask(script: Script, case: Case, party: Party) -> list[str]:
    """The opinions this party may ask now, freely."""
    parts = {name for name, unit_id in case.bindings.items() if unit_id in party.unit_ids}
    return [
        id_
        for id_ in script.asked_freely
        if case.state in script.package.process.items[id_].asked_in
        and parts.intersection(script.package.process.items[id_].asked_by)
    ]


def may_withdraw(item: WorkItem, party: Party) -> bool:
    """The unit that asked an opinion may take its question back."""
    return item.done_at is None and item.asked.get("unit") in party.unit_ids


def may_answer_return(case: Case, item: WorkItem, party: Party) -> bool:
    """The lead unit, while an item that was sent back waits for its answer."""
    waits = item.done_at is None and item.sent_back_at is not None
    return waits and case.lead_unit_id in party.unit_ids


def results_in_words(script: Script, item: WorkItem, language: str) -> list[Move]:
    """What an item may be concluded with."""
    kind = script.package.process.items[item.kind]
    words = script.package.words(language).items[item.kind]
    return [
        Move(
            transition=result,
            label=words.results.get(result, result),
            help="",
            kind="primary",
            confirm=False,
            fields=tuple(kind.fields),
            field_texts=words.fields,
        )
        for result in kind.results
    ]
