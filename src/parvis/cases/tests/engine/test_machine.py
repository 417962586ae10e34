"""Whatever the process and whatever is done, a case is always somewhere, in somebody's hand."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.cases import actions, queries
from parvis.cases.engine import hands
from parvis.cases.engine.advance import ProcessLoops
from parvis.cases.engine.script import script_of
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, Deadline, Turn
from parvis.cases.tests.engine.packages import FUNCTIONS, packages
from parvis.cases.tests.factories import MONDAY
from parvis.catalogue.definition import Package
from parvis.catalogue.definition.scenarios import Given
from parvis.core import clock

GIVEN = Given.model_validate(
    {"at": MONDAY.replace(tzinfo=None), "answers": {"size": 4, "extra": True}}
)


def assert_sound(case: Case, revision: int, events: int) -> None:
    """What must be true of every case at every moment."""
    script = script_of(case.version_id)
    items = queries.items_of(case)
    waiting = hands.open_items(items)
    assert case.state in script.package.process.states
    assert case.revision >= revision
    assert case.events.count() >= events
    assert set(case.full_units).isdisjoint(case.part_units)
    assert case.lead_unit_id in case.full_units
    if case.legal_state == Case.LegalState.CLOSED:
        assert (case.hand, case.due_on, waiting) == ("nobody", None, [])
        assert not Turn.objects.filter(case=case).exists()
        assert not Deadline.objects.filter(case=case, met_at=None, expired_at=None).exists()
    else:
        assert case.hand == "applicant" or case.hand in case.bindings or waiting
        assert case.hand != "nobody"
    kept = {
        hands.TurnKey(turn.unit_id, turn.item_id): hands.TurnValue(
            turn.due_on, turn.assigned_to_id, turn.is_escalated
        )
        for turn in Turn.objects.filter(case=case)
    }
    assert kept == hands.turns_of(script, case, case.hand, case.due_on, items, case.deadlines.all())
    for deadline in case.deadlines.all():
        assert deadline.due_on >= deadline.started_on
        standing_still = deadline.suspensions.filter(ends_on=None)
        assert standing_still.count() == (deadline.suspended_since is not None)


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(package=packages(), data=st.data())
def test_no_case_is_ever_lost(package: Package, data: st.DataObject) -> None:
    now = MONDAY
    with clock.at(now):
        stage = Stage(package, GIVEN)
        try:
            case = actions.submit(draft=stage.draft(), person=stage.person, party=stage.opener())
        except ProcessLoops:
            return
        assert_sound(case, 0, 1)
    for _step in range(data.draw(st.integers(1, 8), label="steps")):
        revision, events = case.revision, case.events.count()
        now += timedelta(days=data.draw(st.integers(0, 30), label="days"))
        with clock.at(now):
            actions.run_clock(only_case=case.pk)
            case = Case.objects.get(pk=case.pk)
            assert_sound(case, revision, events)
            try:
                _do_something(case, stage, data)
            except ProcessLoops:
                return
        case = Case.objects.get(pk=case.pk)
        assert_sound(case, revision, events)


def _do_something(case: Case, stage: Stage, data: st.DataObject) -> None:
    parties = {name: stage.party(name) for name in [*FUNCTIONS, "applicant"]}
    choices: list[tuple[str, str, Any]] = [
        (who, move.transition, None)
        for who, party in parties.items()
        for move in queries.moves_of(case, party)
    ]
    choices += [
        (who, move.transition, item)
        for item in queries.items_of(case)
        for who, party in parties.items()
        for move in queries.item_moves(item, party)
    ]
    if not choices:
        return
    who, what, item = data.draw(st.sampled_from(choices), label="act")
    before = case.revision
    if item is not None:
        done = actions.finish_item(item=item, party=parties[who], result=what, inputs={})
    else:
        done = actions.perform(
            case=case,
            transition=what,
            party=parties[who],
            inputs={},
            correction={"fields": ["size"], "message": "?", "size": 7},
        )
    assert done.revision == before + 1
