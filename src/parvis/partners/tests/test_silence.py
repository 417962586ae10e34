"""Addresses that do not answer rest, and hold one job of the worker at most, however many."""

from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from parvis.cases.tests import factories as cases
from parvis.core import clock, stuck
from parvis.partners import ports
from parvis.partners.actions import webhooks
from parvis.partners.actions.events import note_events
from parvis.partners.models import Delivery, Subscription
from parvis.partners.tests.test_webhooks import LATER, Receiver, case_of, hook_of, receiver, send

pytestmark = pytest.mark.django_db
__all__ = ["receiver"]


@pytest.fixture
def silent(world: cases.World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    """An address that hangs, with three cases to tell of."""
    hook = hook_of(world, receiver)
    for _ in range(3):
        note_events(case_id=case_of(world).pk)
    monkeypatch.setattr(ports, "send", lambda *asked: ports.Answer(0, "ReadTimeout"))
    return hook


def waiting_jobs() -> list[str]:
    found = ProcrastinateJob.objects.filter(task_name=webhooks.SEND, status="todo")
    return [str(lock) for lock in found.order_by("pk").values_list("lock", flat=True)]


def test_it_rests_ever_longer_and_is_not_asked_meanwhile(silent: Subscription) -> None:
    rests = []
    at = clock.now()
    for _ in range(6):
        with clock.at(at):
            send(silent)
        silent.refresh_from_db()
        assert silent.rests_until is not None
        rests.append((silent.rests_until - at).total_seconds())
        at = silent.rests_until - timedelta(seconds=1)
        with clock.at(at):
            assert not webhooks.due().exists()
        at = silent.rests_until + timedelta(days=2)
    assert rests == [30, 120, 480, 1920, 3600, 3600]


def test_all_that_are_silent_share_one_lock(silent: Subscription) -> None:
    before = len(waiting_jobs())
    send(silent)
    silent.refresh_from_db()
    webhooks.let_send(silent)
    assert len(waiting_jobs()) == before  # it rests: nothing is queued
    with clock.at(clock.now() + timedelta(hours=2)):
        other = Subscription.objects.create(
            unit=silent.unit, url=silent.url, types=[], nonce="x", made_by="x",
            made_at=clock.now(), silences=2,
        )  # fmt: skip
        webhooks.let_send(other)
    assert waiting_jobs()[-1] == webhooks.SILENT


def test_an_answer_ends_the_rest(silent: Subscription, monkeypatch: pytest.MonkeyPatch) -> None:
    send(silent)
    monkeypatch.setattr(ports, "send", lambda *asked: ports.Answer(503, "HTTP 503"))
    with clock.at(clock.now() + timedelta(hours=2)):
        send(silent)
    silent.refresh_from_db()
    assert (silent.silences, silent.rests_until) == (0, None)


def test_freeing_it_asks_at_once(silent: Subscription, monkeypatch: pytest.MonkeyPatch) -> None:
    send(silent)
    check = stuck.named("webhooks-behind")
    assert check is not None
    assert check.free is not None
    with clock.at(clock.now() + timedelta(hours=3)):
        assert check.find().where == ("127.0.0.1",)
    assert check.free() == Delivery.objects.count()
    monkeypatch.setattr(ports, "send", lambda *asked: ports.Answer(204))
    assert webhooks.send_due(subscription_id=silent.pk) == Delivery.objects.count()


def test_a_clock_that_was_ahead_makes_nothing_wait(
    silent: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(LATER):
        send(silent)
    monkeypatch.setattr(ports, "send", lambda *asked: ports.Answer(204))
    assert webhooks.send_due(subscription_id=silent.pk) == Delivery.objects.count()


def test_a_long_row_of_events_is_sent_by_several_runs(
    silent: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "send", lambda *asked: ports.Answer(204))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    over = iter([False, True])
    assert webhooks.send_due(subscription_id=silent.pk, is_over=lambda: next(over)) == 1
    assert waiting_jobs() == [f"{webhooks.SEND}:{silent.pk}"]
    rest = webhooks.send_due(subscription_id=silent.pk)
    assert rest == Delivery.objects.count() - 1 > 0
