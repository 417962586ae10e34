"""Before a date is missed: marked, told to whom answers for the unit, written down, once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from parvis.cases import actions, queries
from parvis.cases.engine import clock as clocks
from parvis.cases.engine import script
from parvis.cases.engine.clock import LocalTime
from parvis.cases.models import CaseEvent, Deadline, Turn
from parvis.cases.tests.factories import (
    World,
    item_of,
    make_case,
    make_handler,
    make_world,
    take_on,
)
from parvis.catalogue import queries as catalogue
from parvis.catalogue.definition import DeadlineRule, Package
from parvis.catalogue.models import ServiceVersion
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.directory.models import Membership
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.territory.models import Area

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THREE = {"escalate_before": {"count": 3, "unit": "working_day"}}


def on(day: int, month: int = 3) -> Any:
    return clock.at(datetime(2026, month, day, 9, 0, tzinfo=UTC))


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The composter, whose commune has 15 working days: until Monday 23 March."""
    with clock.at(MONDAY):
        world = make_world()
    _rewrite(world, monkeypatch, {"items": {"terrain": THREE}, "deadlines": {"decision": THREE}})
    return world


def _rewrite(world: World, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]) -> None:
    version = ServiceVersion.objects.get(pk=world.installation.version_id)
    document = version.document
    for kind, rules in more.items():
        for name, keys in rules.items():
            document["process"][kind][name] |= keys
    package = Package.model_validate(document)
    monkeypatch.setattr(script, "package_of", lambda _version: package)
    script.script_of.cache_clear()
    monkeypatch.setattr(catalogue, "package_of", lambda _version: package)


def test_the_managers_of_the_unit_are_told_once(world: World) -> None:
    boss = make_handler(world.lescar, name="Cheffe", role=Membership.Role.MANAGER)
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
        deliver_now()
    with on(17):
        assert actions.run_clock().escalations == 0
    revision = case.revision
    with on(18):
        assert actions.run_clock().escalations == 1
        assert actions.run_clock().escalations == 0
        deliver_now()
        page = queries.inbox(unit_ids=[world.lescar.pk])
    told = Notification.objects.filter(key__contains=":escalation")
    assert [one.address for one in told] == [boss.email]
    assert case.reference in told[0].subject
    assert "Bordenave" not in told[0].text
    assert [row.is_escalated for row in page.rows] == [True]
    event = CaseEvent.objects.get(case=case, kind="escalated")
    assert (event.subject, event.audience) == ("terrain", f"part:{world.lescar.pk}")
    assert Entry.objects.filter(verb="cases.escalated", about_key=str(case.pk)).count() == 1
    case.refresh_from_db()
    assert case.revision == revision


def test_a_unit_without_manager_is_told_itself(world: World) -> None:
    with clock.at(MONDAY):
        take_on(world, make_case(world))
    with on(18):
        actions.run_clock()
        deliver_now()
    told = Notification.objects.get(key__contains=":escalation")
    assert told.unit_key == str(world.lescar.pk)
    assert told.address == world.lescar.institution.email


def test_what_is_done_in_time_warns_nobody(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
        actions.finish_item(
            item=item_of(case, "terrain"), party=world.agent("lescar"), result="accorde", inputs={}
        )
    with on(19):
        assert actions.run_clock().escalations == 0


def test_a_clock_marks_the_turn_of_the_case(world: World) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
    deadline = Deadline.objects.get(case=case)
    assert deadline.escalate_on is not None
    with on(deadline.escalate_on.day, deadline.escalate_on.month):
        assert actions.run_clock().escalations == 1
    assert Turn.objects.get(case=case).is_escalated
    deadline.refresh_from_db()
    assert deadline.escalated_at is not None


def test_a_clock_that_starts_again_may_warn_again() -> None:
    rule = DeadlineRule.model_validate({"length": {"count": 2, "unit": "month"}, **THREE})
    local = LocalTime(Area(level="commune", code="64335", name="Lescar"))
    deadline = Deadline(rule="decision", escalated_at=MONDAY)
    clocks.start(deadline, rule, MONDAY.date(), local)
    assert (deadline.due_on, deadline.escalate_on) == (date(2026, 5, 2), date(2026, 4, 28))
    assert deadline.escalated_at is None
