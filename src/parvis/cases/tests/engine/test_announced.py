"""What is announced says which event each effect follows, and facts of before still do."""

import pytest

from parvis.cases.models import CaseEvent
from parvis.cases.tests.factories import World, make_case, make_world, take_on
from parvis.core.events import deliver_now
from parvis.core.models import OutboxEvent
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved() -> tuple[World, OutboxEvent]:
    world = make_world()
    case = make_case(world)
    deliver_now()
    take_on(world, case)
    return world, OutboxEvent.objects.get(name="cases.moved")


def test_a_fact_holds_the_keys_of_its_events(moved: tuple[World, OutboxEvent]) -> None:
    _world, fact = moved
    added = CaseEvent.objects.filter(case=fact.payload["case_id"]).exclude(kind="submitted")
    keys = list(added.order_by("pk").values_list("pk", flat=True))
    assert fact.payload["event_ids"] == keys
    kinds = {one.pk: one.kind for one in added}
    told = {effect["who"]: kinds[keys[effect["nth"]]] for effect in fact.payload["effects"]}
    assert set(told.values()) <= {"moved", "item_opened"}
    assert "moved" in told.values()


def test_a_fact_written_before_is_told_the_same(moved: tuple[World, OutboxEvent]) -> None:
    _world, fact = moved
    before = dict(fact.payload)
    keys = before.pop("event_ids")
    before["event_id"] = keys[-1]
    before["effects"] = [
        {key: value for key, value in effect.items() if key != "nth"}
        | {"event": keys[effect["nth"]]}
        for effect in before["effects"]
    ]
    fact.payload = before
    fact.save()
    deliver_now()
    old = {one.key for one in Notification.objects.all()}
    assert any(f":{keys[0]}:" in key for key in old)
