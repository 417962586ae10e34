"""How a case moves: one transition, what it opens and closes, then all that follows by itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from parvis.cases.engine import charges, clock, effects, hands, opinions, owners
from parvis.cases.engine.facts import Facts, with_inputs
from parvis.cases.engine.items import open_row
from parvis.cases.engine.live import Live
from parvis.cases.engine.refusals import Refused
from parvis.cases.models import Deadline, Suspension, WorkItem
from parvis.catalogue.definition import DeadlineRule, Transition
from parvis.catalogue.definition.process import SYSTEM

MOST_STEPS = 25


class ProcessLoops(Refused):
    """The package's system transitions follow each other without end."""


def move(
    live: Live,
    transition: Transition,
    *,
    inputs: Mapping[str, Any],
    facts: Facts | None = None,
    silence_of: str = "",
    on: date | None = None,
    **noted: Any,
) -> None:
    """Make a transition; whether it is allowed was checked. `facts` include its inputs.

    `silence_of`: the deadline that passed; `on`: the day clocks that go on do so, else today;
    `noted`: more to keep with the event.
    """
    case = live.case
    if facts is None:
        facts = with_inputs(live.facts(), transition.fields, inputs)
    noted |= {"inputs": dict(inputs)} if inputs else {}
    noted |= {"silence_of": silence_of} if silence_of else {}
    target = _target(live, transition)
    event = live.note(
        "moved",
        transition.id,
        unit_id=live.acting_unit([*transition.by, *live.script.validators(transition)]),
        **{"from": case.state, "to": target},
        **noted,
    )
    if transition.correction == "ask":
        # Asked again where the first answer did not come: back to where it was asked first.
        case.state_before_correction = case.state_before_correction or case.state
    if transition.gives_to is not None:
        owners.give(live, transition.gives_to)
    enter(live, target, on)
    for item in hands.prepared(live.script, live.items):
        close_item(live, item)
    _note_who_decides(live, transition)
    for kind in transition.cancels:
        _cancel(live, kind)
    if case.legal_state != "closed":
        for kind in transition.opens:
            open_item(live, kind)
        start_clocks(live, transition.id)
    effects.follow(live, event, transition, inputs, facts)
    if not _still_asked(live, transition):
        case.correction = {}
        case.state_before_correction = ""
    if transition.erases:
        owners.erase(live, transition.erases)


def _still_asked(live: Live, made: Transition) -> bool:
    """Neither answered, nor gone on to where no answer is taken."""
    if made.correction is not None:
        return made.correction == "ask"
    return any(one.correction == "answer" for one in live.script.leaving(live.case.state))


def _note_who_decides(live: Live, transition: Transition) -> None:
    """Rules alone; until somebody looks at it again, or decides otherwise."""
    if transition.id in live.script.decides_alone:
        live.case.automatic = transition.id
    elif transition.reviews or SYSTEM not in transition.by:
        live.case.automatic = ""


def _target(live: Live, transition: Transition) -> str:
    if transition.target != "back":
        return transition.target
    return live.case.state_before_correction or live.script.package.process.initial


def enter(live: Live, state_id: str, on: date | None = None) -> None:
    """Be in a state: its legal meaning, its outcome, the clocks it stops, suspends, or lets go on
    today, or `on` that day."""
    case = live.case
    state = live.script.package.process.states[state_id]
    case.state, case.legal_state = state_id, state.legal
    settled = state.legal in {"decided", "closed"}
    outcome = state.outcome or (case.outcome if settled else "")
    if settled and (case.decided_at is None or outcome != case.outcome):
        case.decided_at = live.now
    case.outcome = outcome
    case.closed_at = live.now if state.legal == "closed" else None
    if state.legal != "closed":
        case.duplicate_of_id = None
    if state.legal == "closed":
        for item in live.open_items():
            close_item(live, item)
        charges.cancel(live)
    run_clocks(live, state_id, state.legal, on)


def open_item(live: Live, kind_id: str) -> WorkItem:
    """Ask a unit to do something; the same kind may be opened again."""
    kind = live.script.package.process.items[kind_id]
    unit_id = live.unit_of(kind.function)
    assert unit_id is not None, "bound at submission"
    item, event = open_row(live, kind_id, unit_id)
    effects.tell(live, event, kind.notifies, effects.Wording(live))
    return item


def _cancel(live: Live, kind_id: str) -> None:
    for item in live.open_items():
        if item.kind == kind_id:
            close_item(live, item)


def close_item(live: Live, item: WorkItem) -> None:
    """Nobody has to do it any more."""
    item.done_at, item.cancelled = live.now, True
    live.changed(item)
    audience = opinions.audience_of(live, item.kind)
    live.note(
        "item_cancelled",
        item.kind,
        unit_id=item.unit_id,
        audience=audience,
        ordinal=item.ordinal,
    )


def conclude(
    live: Live,
    item: WorkItem,
    result: str,
    inputs: Mapping[str, Any] | None = None,
    *,
    by_silence: bool = False,
) -> None:
    """An item is done, with its result; by silence when its date passed."""
    item.done_at, item.result, item.by_silence = live.now, result, by_silence
    item.inputs = dict(inputs or {})
    item.done_by = live.party.actor.label[:200]
    if by_silence:
        item.expired_at = live.now
    live.changed(item)
    event = live.note(
        "item_expired" if by_silence else "item_done",
        item.kind,
        unit_id=item.unit_id,
        audience=opinions.audience_of(live, item.kind),
        ordinal=item.ordinal,
        result=result,
    )
    opinions.tell_asker(live, event, item)


# Clocks ------------------------------------------------------------------------------------------


def start_clocks(
    live: Live, starter: str, *, on: date | None = None, only_new: bool = False
) -> None:
    """Start, or start again, the deadlines that begin with this ("submission" or a transition),
    today or `on` that day."""
    process = live.script.package.process
    for rule_id, rule in process.deadlines.items():
        if rule.starts != starter or _stops(rule, live.case.state, live.case.legal_state):
            continue
        deadline = next((d for d in live.deadlines if d.rule == rule_id), None)
        if deadline is not None and only_new:
            continue
        if deadline is None:
            deadline = Deadline(case=live.case, rule=rule_id)
            live.deadlines.append(deadline)
        if deadline.suspended_since is not None:
            _end_suspension(live, deadline, live.today)
        clock.start(deadline, rule, on or live.today, live.local)
        live.changed(deadline)
        if _stands_still(live, rule_id, live.case.state):
            _suspend(live, deadline)


def _stands_still(live: Live, rule_id: str, state: str) -> bool:
    """In a state that suspends it; a clock of the administration, also until all have signed."""
    if state in live.script.package.process.deadlines[rule_id].suspended_in:
        return True
    waits = hands.unsigned(live.script, live.items)
    return bool(waits) and not hands.binds_applicant(live.script, rule_id)


def end_clock(live: Live, deadline: Deadline) -> None:
    """It is no longer to be kept."""
    if deadline.suspended_since is not None:
        _end_suspension(live, deadline, live.today)
        deadline.suspended_since = None
    deadline.met_at = live.now
    live.changed(deadline)


def _stops(rule: DeadlineRule, state: str, legal: str) -> bool:
    return legal in rule.stops_in or state in rule.stops_in


def run_clocks(live: Live, state: str, legal: str, on: date | None = None) -> None:
    """Stop, suspend or resume the deadlines, as this state wants, today or `on` that day."""
    rules = live.script.package.process.deadlines
    for deadline in live.deadlines:
        rule = rules[deadline.rule]
        if deadline.met_at is not None or (deadline.expired_at is not None and rule.at_expiry):
            continue
        if _stops(rule, state, legal) or legal == "closed":
            end_clock(live, deadline)
        elif _stands_still(live, deadline.rule, state):
            if deadline.suspended_since is None:
                _suspend(live, deadline)
        elif deadline.suspended_since is not None:
            day = max(on or live.today, deadline.suspended_since)
            _end_suspension(live, deadline, day)
            clock.resume(deadline, rule, day, live.local, _suspensions(live, deadline))
            live.changed(deadline)
            live.note("deadline_resumed", deadline.rule, due_on=deadline.due_on.isoformat())


def _suspend(live: Live, deadline: Deadline) -> None:
    state, rule = live.case.state, live.script.package.process.deadlines[deadline.rule]
    reason = state if state in rule.suspended_in else clock.SIGNATURE
    live.suspensions.append(clock.suspend(deadline, live.today, reason))
    live.changed(deadline)
    resumed = [
        one
        for one in live.events
        if one.pk is None and (one.kind, one.subject) == ("deadline_resumed", deadline.rule)
    ]
    if resumed:
        # It stands still for another reason, and never ran: the story says neither.
        live.events.remove(resumed[-1])
    else:
        live.note("deadline_suspended", deadline.rule)


def _end_suspension(live: Live, deadline: Deadline, on: date) -> None:
    """In the database, or among those about to be written."""
    for suspension in live.suspensions:
        if suspension.deadline is deadline and suspension.ends_on is None:
            suspension.ends_on = on
            return
    Suspension.objects.filter(deadline=deadline, ends_on=None).update(ends_on=on)


def _suspensions(live: Live, deadline: Deadline) -> list[Suspension]:
    kept = Suspension.objects.filter(deadline=deadline) if deadline.pk else ()
    return [*kept, *(one for one in live.suspensions if one.deadline is deadline)]


def expire(live: Live, deadline: Deadline) -> None:
    """A legal date passed: fire what the package says, if the case is still where it applies."""
    rule = live.script.package.process.deadlines[deadline.rule]
    deadline.expired_at = live.now
    live.changed(deadline)
    transition = live.script.transition(rule.at_expiry) if rule.at_expiry else None
    fires = transition is not None and live.case.state in transition.source
    if transition is not None and fires:
        guard = live.script.guard(transition)
        fires = guard is None or guard.evaluate(live.facts()).is_true
    live.note(
        "deadline_expired",
        deadline.rule,
        audience="agents" if fires else "all",
        due_on=deadline.due_on.isoformat(),
    )
    if transition is not None and fires:
        # The time given for missing pieces holds a clock to its last day, whenever that is seen.
        given = deadline.due_on if hands.binds_applicant(live.script, deadline.rule) else None
        move(live, transition, inputs={}, silence_of=deadline.rule, on=given)


def expire_item(live: Live, item: WorkItem) -> None:
    """An item's date passed: its result by silence, or it is overdue."""
    kind = live.script.package.process.items[item.kind]
    if kind.at_expiry is not None:
        conclude(live, item, kind.at_expiry, by_silence=True)
        return
    item.expired_at = live.now
    live.changed(item)
    live.note(
        "item_overdue",
        item.kind,
        unit_id=item.unit_id,
        ordinal=item.ordinal,
        audience="agents",
    )


# What follows by itself --------------------------------------------------------------------------


def settle(live: Live) -> None:
    """Make system transitions as long as one has a guard that is true (not merely unknown).

    Raises ProcessLoops after MOST_STEPS: the package is at fault.
    """
    system = live.as_system()
    for _step in range(MOST_STEPS):
        ready = _first_ready(system)
        if ready is None:
            return
        move(system, ready, inputs={})
    raise ProcessLoops


def _first_ready(live: Live) -> Transition | None:
    candidates = live.script.automatic(live.case.state)
    if not candidates or hands.unsigned(live.script, live.items):
        return None
    facts = live.facts()
    for transition in candidates:
        guard = live.script.guard(transition)
        if guard is not None and not guard.evaluate(facts).is_true:
            continue
        owed = transition.pays is None or effects.payment_of(live, transition, facts) is not None
        if owed and charges.may_ask(live, transition, facts):
            return transition
    return None
