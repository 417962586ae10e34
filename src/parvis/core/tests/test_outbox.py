"""Facts reach every subscriber once, whatever fails on the way."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from parvis.core import clock, events, jobs, outbox
from parvis.core.models import OutboxDelivery, OutboxEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(events.Event):
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyCares(events.Event):
    room: str


heard: list[tuple[str, str]] = []


def first(event: LampLit) -> None:
    heard.append(("first", event.room))


def second(event: LampLit) -> None:
    heard.append(("second", event.room))
    if event.room == "cellar":
        raise RuntimeError("fuse")


def third(event: LampLit) -> None:
    heard.append(("third", event.room))


@pytest.fixture(autouse=True)
def _three_subscribers() -> Iterator[None]:
    heard.clear()
    for handler in (first, second, third):
        events.subscribe(LampLit, handler)
    yield
    events._SUBSCRIBERS.pop(LampLit.name(), None)


def light(room: str) -> None:
    with transaction.atomic():
        events.announce(LampLit(room=room))


def sweep() -> int:
    return outbox.drain(events.subscribers_of)


@pytest.mark.django_db
def test_every_subscriber_hears_a_fact_once():
    light("kitchen")
    assert events.deliver_now() == 3
    assert events.deliver_now() == 0
    assert heard == [("first", "kitchen"), ("second", "kitchen"), ("third", "kitchen")]
    assert OutboxEvent.objects.get().delivered_at is not None


@pytest.mark.django_db
def test_a_run_that_lasts_leaves_the_rest_to_the_next_one(monkeypatch: pytest.MonkeyPatch):
    """A worker asked to stop waits for its jobs."""
    rung: list[str] = []
    light("kitchen")
    light("bedroom")
    monkeypatch.setattr(jobs, "wake", rung.append)
    over = iter((False, True))
    assert outbox.drain(events.subscribers_of, is_over=lambda: next(over)) == 3
    assert rung == [outbox.DELIVER]
    assert sweep() == 3
    assert rung == [outbox.DELIVER]


@pytest.mark.django_db
def test_subscribing_twice_is_one_subscription():
    events.subscribe(LampLit, first)
    light("kitchen")
    assert events.deliver_now() == 3


@pytest.mark.django_db
def test_a_rolled_back_change_announces_nothing():
    with transaction.atomic():
        events.announce(LampLit(room="kitchen"))
        transaction.set_rollback(True)
    assert events.deliver_now() == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_announcing_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        events.announce(LampLit(room="kitchen"))


@pytest.mark.django_db
def test_a_failing_subscriber_blocks_nobody_and_is_retried_later():
    start = clock.now()
    light("cellar")
    assert sweep() == 2
    assert [who for who, _ in heard] == ["first", "second", "third"]
    assert sweep() == 0, "not before its time"
    failed = OutboxDelivery.objects.get(delivered_at=None)
    assert (failed.attempts, failed.last_error) == (1, "RuntimeError: fuse")
    assert ProcrastinateJob.objects.filter(scheduled_at=failed.retry_at).count() == 1

    heard.clear()
    with clock.at(start + timedelta(minutes=1)):
        assert sweep() == 0
    assert heard == [("second", "cellar")], "those served are not served again"


@pytest.mark.django_db
def test_a_failure_undoes_what_the_subscriber_wrote():
    def writes_then_fails(event: LampLit) -> None:
        OutboxEvent.objects.create(name="trace", payload={}, announced_at=clock.now())
        raise RuntimeError("fuse")

    events.subscribe(LampLit, writes_then_fails)
    light("kitchen")
    sweep()
    assert not OutboxEvent.objects.filter(name="trace").exists()


@pytest.mark.django_db
def test_after_many_attempts_the_administrator_decides():
    light("cellar")
    instant = clock.now()
    for day in range(outbox.MAX_ATTEMPTS):
        with clock.at(instant + timedelta(days=day)):
            sweep()
    (stuck,) = outbox.stuck_deliveries()
    assert stuck.attempts == outbox.MAX_ATTEMPTS
    assert stuck.event.delivered_at is None, "never lost"
    with clock.at(instant + timedelta(days=400)):
        assert sweep() == 0
        outbox.purge()
    assert OutboxEvent.objects.exists()

    outbox.retry(stuck.pk)
    assert not outbox.stuck_deliveries()
    events.subscribe(LampLit, third, name=stuck.subscriber)
    assert sweep() == 1
    assert OutboxEvent.objects.get().delivered_at is not None


def in_a_process_that_may_die(work: Callable[[], object]) -> int:
    """Returns minus the signal that ended it, 0 when it came to its end."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            work()
            connection.close()
        finally:
            os._exit(0)
    end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with transaction.atomic():  # PostgreSQL takes a moment to let go of what the dead one held
        list(OutboxEvent.objects.select_for_update().order_by("pk"))
    return end


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_that_kills_its_process_is_counted_and_blocks_nobody():
    def kills(event: LampLit) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def told_by_the_third(event: LampLit) -> None:
        OutboxEvent.objects.create(
            name="trace", payload={}, announced_at=clock.now(), delivered_at=clock.now()
        )

    events.subscribe(LampLit, kills, name=f"{__name__}.first")
    events.subscribe(LampLit, told_by_the_third, name=f"{__name__}.third")
    light("kitchen")
    start = clock.now()
    ends = []
    for day in range(outbox.MAX_ATTEMPTS + 2):
        with clock.at(start + timedelta(days=day)):
            ends.append(in_a_process_that_may_die(sweep))
    assert ends == [-signal.SIGKILL] * outbox.MAX_ATTEMPTS + [0, 0]
    (stuck,) = outbox.stuck_deliveries()
    assert (stuck.attempts, stuck.last_error) == (outbox.MAX_ATTEMPTS, "")
    assert OutboxEvent.objects.filter(name="trace").count() == 1, "the others are served, once"


@pytest.mark.django_db
def test_a_success_after_failures_leaves_nothing_to_look_at():
    light("cellar")
    start = clock.now()
    sweep()
    events.subscribe(LampLit, third, name=f"{__name__}.second")
    with clock.at(start + timedelta(minutes=1)):
        assert sweep() == 1
    served = OutboxDelivery.objects.get(subscriber=f"{__name__}.second")
    assert (served.attempts, served.last_error) == (2, "")
    assert OutboxEvent.objects.get().delivered_at is not None


@pytest.mark.django_db
def test_what_a_subscriber_announces_is_delivered_too():
    def echo(event: NobodyCares) -> None:
        events.announce(LampLit(room=event.room))

    events.subscribe(NobodyCares, echo)
    try:
        with transaction.atomic():
            events.announce(NobodyCares(room="hall"))
        assert events.deliver_now() == 4
    finally:
        events._SUBSCRIBERS.pop(NobodyCares.name())


@pytest.mark.django_db
def test_deliver_now_raises_what_went_wrong():
    light("cellar")
    with pytest.raises(RuntimeError, match="fuse"):
        events.deliver_now()
    assert OutboxDelivery.objects.get(delivered_at=None).attempts == 1


@pytest.mark.django_db
def test_a_fact_from_an_older_version_with_more_fields_is_read():
    light("kitchen")
    OutboxEvent.objects.update(payload={"room": "attic", "watts": 60})
    events.deliver_now()
    assert ("first", "attic") in heard


@pytest.mark.django_db
def test_announcing_costs_one_statement(django_assert_num_queries):
    with transaction.atomic():
        with django_assert_num_queries(1):
            events.announce(LampLit(room="kitchen"))
        with django_assert_num_queries(1):
            events.announce(LampLit(room="bedroom"))
        with django_assert_num_queries(1):
            events.announce(NobodyCares(room="kitchen"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_share_a_fact():
    light("kitchen")
    blocked: list[int] = []

    def other_worker() -> None:
        blocked.append(sweep())
        connection.close()

    def third_while_another_worker_comes(event: LampLit) -> None:
        thread = Thread(target=other_worker)
        thread.start()
        thread.join()

    events.subscribe(LampLit, third_while_another_worker_comes, name=f"{__name__}.third")
    assert sweep() == 3
    assert blocked == [0]
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_nothing_to_the_sweeper():
    """Each skips what the other is at: between them, everything is delivered, and once."""
    rooms = [f"room {number}" for number in range(60)]
    for room in rooms:
        light(room)
    both = Barrier(2)

    def worker() -> None:
        both.wait()
        sweep()
        connection.close()

    workers = [Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    expected = [(who, room) for who in ("first", "second", "third") for room in rooms]
    assert sorted(heard) == sorted(expected)
    assert not OutboxEvent.objects.filter(delivered_at=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempts", [1, outbox.MAX_ATTEMPTS])
def test_who_frees_does_not_wait_for_a_worker_that_froze(attempts: int):
    """It may hold what it was about to deliver for as long as it likes."""
    light("cellar")
    light("cellar")
    sweep()
    OutboxDelivery.objects.filter(delivered_at=None).update(attempts=attempts)
    held = OutboxDelivery.objects.filter(delivered_at=None).order_by("pk").first()

    def free() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        outbox.hurry()
        outbox.retry_all()
        connection.close()

    with transaction.atomic():
        OutboxDelivery.objects.select_for_update().get(pk=held.pk)
        thread = Thread(target=free)
        thread.start()
        thread.join()
    left = OutboxDelivery.objects.filter(delivered_at=None, retry_at__isnull=False)
    assert [one.pk for one in left] == [held.pk]
