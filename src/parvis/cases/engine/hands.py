"""Whose turn it is, who sees the case, and the date that presses. Pure: rows in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from parvis.cases.engine.script import Script
from parvis.cases.models import Case, Deadline, WorkItem
from parvis.catalogue.definition import DeadlineRule
from parvis.catalogue.definition.process import APPLICANT

ITEMS, NOBODY = "items", "nobody"
SIGNATORY = "signatory"
"""Somebody else must sign before the request is complete."""
NOTHING_PRESSES = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class TurnKey:
    """A unit awaited on the case (no item) or on one of its items."""

    unit_id: int
    item_id: int | None


@dataclass(frozen=True, slots=True)
class TurnValue:
    due_on: date
    assigned_to_id: UUID | None
    is_escalated: bool = False


Turns = dict[TurnKey, TurnValue]


def hand_of(script: Script, case: Case, items: Sequence[WorkItem]) -> str:
    """A function, "applicant", "items", "signatory" or "nobody".

    A case that is not closed is always in somebody's hand: when its state waits for items and none
    is open, or names nobody, the lead function has it.
    """
    state = script.package.process.states[case.state]
    if state.legal == "closed":
        return NOBODY
    if unsigned(script, items) and state.hand != APPLICANT:
        return SIGNATORY
    if prepared(script, items):
        return ITEMS
    if state.hand == NOBODY or (state.hand == ITEMS and not open_items(items)):
        return script.package.service.lead
    return state.hand


def open_items(items: Iterable[WorkItem]) -> list[WorkItem]:
    return [item for item in items if item.done_at is None]


def prepared(script: Script, items: Iterable[WorkItem]) -> list[WorkItem]:
    """Open validations: a move was made ready, and waits for somebody's agreement."""
    if not script.validations:
        return []
    return [item for item in open_items(items) if item.kind in script.validations]


def unsigned(script: Script, items: Iterable[WorkItem]) -> list[WorkItem]:
    """Open signatures: the request is not complete, and nothing goes on."""
    if not script.signatures:
        return []
    return [item for item in open_items(items) if item.kind in script.signatures]


def is_signature(item: WorkItem) -> bool:
    return "signatory" in item.asked


def is_outside(item: WorkItem) -> bool:
    """Asked of somebody who belongs to no unit: the unit of the item is the one that asked."""
    return "expert" in item.asked


def inside(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Open items that a unit is expected to act on."""
    return [item for item in open_items(items) if not is_outside(item)]


def holder_of(case: Case, item: WorkItem) -> int:
    """The unit expected to act on an open item: the lead unit when it was sent back."""
    return case.lead_unit_id if item.sent_back_at else item.unit_id


def due_of(
    script: Script,
    case: Case,
    hand: str,
    items: Iterable[WorkItem],
    deadlines: Iterable[Deadline],
) -> date | None:
    """The next date whoever has the hand must keep."""
    if hand == NOBODY:
        return None
    dates = [
        deadline.due_on
        for deadline in deadlines
        if is_running(script, deadline)
        and (hand == APPLICANT) == binds_applicant(script, deadline.rule)
    ]
    if hand in {ITEMS, SIGNATORY}:
        dates += [item.due_on for item in open_items(items) if item.due_on]
    return min(dates, default=None)


def is_running(script: Script, deadline: Deadline) -> bool:
    """Still to be kept. One that expired without any effect is overdue: it goes on running."""
    rule = script.package.process.deadlines[deadline.rule]
    return (
        deadline.met_at is None
        and deadline.suspended_since is None
        and (deadline.expired_at is None or rule.at_expiry is None)
    )


def binds_applicant(script: Script, rule_id: str) -> bool:
    """A clock started by giving the hand to the applicant is the applicant's; others bind the
    administration."""
    process = script.package.process
    rule: DeadlineRule = process.deadlines[rule_id]
    transition = script.transition(rule.starts)
    if transition is None or transition.target == "back":
        return False
    return process.states[transition.target].hand == APPLICANT


def is_escalated(script: Script, deadlines: Iterable[Deadline]) -> bool:
    """A date that binds the administration comes near, and its managers were warned."""
    return any(one.escalated_at is not None and is_running(script, one) for one in deadlines)


def turns_of(
    script: Script,
    case: Case,
    hand: str,
    due_on: date | None,
    items: Iterable[WorkItem],
    deadlines: Iterable[Deadline] = (),
) -> Turns:
    """The rows the inbox must hold for this case."""
    if hand == NOBODY:
        return {}
    turns = {
        TurnKey(holder_of(case, item), item.pk): TurnValue(
            item.due_on or NOTHING_PRESSES, item.assigned_to_id, item.escalated_at is not None
        )
        for item in inside(items)
    }
    unit_id = case.bindings.get(hand)
    if hand == ITEMS and not turns:
        # Only people outside are awaited: the lead unit keeps an eye on it.
        unit_id = case.lead_unit_id
    if unit_id is not None:
        assigned = case.assigned_to_id if case.assigned_unit_id == unit_id else None
        turns[TurnKey(unit_id, None)] = TurnValue(
            due_on or NOTHING_PRESSES, assigned, is_escalated(script, deadlines)
        )
    return turns


def units_of(
    script: Script, case: Case, hand: str, items: Iterable[WorkItem]
) -> tuple[list[int], list[int]]:
    """(units that see all, units that see what items share), sorted.

    A function that only sees what is shared appears once an item was opened for it, and while it
    has the hand or may make a transition.
    """
    functions = script.package.service.functions
    full = {case.lead_unit_id} | {
        case.bindings[name] for name, function in functions.items() if function.sees == "all"
    }
    acting = {hand}.union(*(t.by for t in script.leaving(case.state)))
    part = {item.unit_id for item in items} | {
        case.bindings[name] for name in acting if name in functions
    }
    return sorted(full), sorted(part - full)
