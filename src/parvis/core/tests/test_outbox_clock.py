"""What failed under a clock that was ahead is tried again once it is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from parvis.core import clock, events, outbox
from parvis.core.models import OutboxDelivery

pytestmark = pytest.mark.django_db(transaction=True)
heard: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(events.Event):
    house: str


def hear(event: BellRung) -> None:
    heard.append(event.house)
    if len(heard) == 1:
        raise RuntimeError("nobody home")


@pytest.fixture(autouse=True)
def _one_subscriber() -> Iterator[None]:
    heard.clear()
    events.subscribe(BellRung, hear)
    yield
    events._SUBSCRIBERS.pop(BellRung.name(), None)


def test_a_wait_noted_years_ahead_is_over_at_once() -> None:
    with clock.at(clock.now() + timedelta(days=900)):
        with transaction.atomic():
            events.announce(BellRung(house="mairie"))
        assert outbox.drain(events.subscribers_of) == 0
    assert OutboxDelivery.objects.get().attempts == 1
    assert outbox.drain(events.subscribers_of) == 1
    assert heard == ["mairie", "mairie"]
