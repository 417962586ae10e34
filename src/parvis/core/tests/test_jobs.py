"""Jobs commit with their transaction, and survive the worker that ran them."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from tests.harness import run_aside

from parvis.core import clock, events, failed_jobs, jobs, outbox, stuck, tasks

NAME = outbox.DELIVER


@pytest.fixture
def task() -> Iterator[Callable[..., None]]:
    """A task of these tests only, in a queue that nobody else reads."""

    @jobs.task(name="tests.knock", queue="tests", attempts=3)
    def knock(times: int = 1) -> None:
        done.append(times)
        if times > 1:
            raise RuntimeError("nobody home")

    yield knock
    del app.tasks["tests.knock"]


done: list[int] = []


@pytest.fixture(autouse=True)
def _no_kept_connection(request, monkeypatch) -> None:
    """A worker's thread must not keep its connection: the test database could not be dropped."""
    if "task" in request.fixturenames:
        request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
        monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


def _is_transactional(request) -> bool:
    return bool(request.node.get_closest_marker("django_db").kwargs.get("transaction"))


@pytest.mark.django_db
def test_a_deferred_task_keeps_its_arguments_and_its_hour(task):
    hour = clock.now() + timedelta(hours=1)
    jobs.defer(task, at=hour, lock="door", times=2)
    job = ProcrastinateJob.objects.get(task_name="tests.knock")
    assert (job.args, job.scheduled_at, job.lock) == ({"times": 2}, hour, "door")
    assert job.queue_name == "tests"


@pytest.mark.django_db
def test_a_task_stays_a_function(task):
    done.clear()
    task(times=1)
    assert done == [1]


@pytest.mark.django_db
def test_a_key_waits_once(task):
    assert jobs.defer(task, once="door") is True
    assert jobs.defer(task, once="door") is False
    assert jobs.defer(task, once="window") is True
    assert ProcrastinateJob.objects.count() == 2


@pytest.mark.django_db
def test_jobs_vanish_with_their_transaction(task):
    with transaction.atomic():
        jobs.defer(task)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()


def as_worker(work: Callable[[], Coroutine[Any, Any, int | None]]) -> int | None:
    """Do something with the connections of a worker."""

    async def run() -> int | None:
        async with app.open_async():
            return await work()

    with app.replace_connector(app.connector.get_worker_connector()):
        return run_aside(run)


def run_worker() -> None:
    """A real worker, until the queue of these tests is empty."""
    as_worker(
        lambda: app.run_worker_async(
            queues=["tests"], wait=False, install_signal_handlers=False, listen_notify=False
        )
    )


def requeue() -> int | None:
    return as_worker(failed_jobs.requeue_stalled)


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_was_deferred_and_tries_again_what_failed(task):
    done.clear()
    jobs.defer(task, times=1)
    jobs.defer(task, times=2)
    run_worker()
    assert sorted(done) == [1, 2]
    again = ProcrastinateJob.objects.get(task_name="tests.knock")
    assert again.attempts == 1
    assert again.scheduled_at > clock.now()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_failed_for_good_can_be_run_again(task):
    jobs.defer(task, times=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    (failed,) = failed_jobs.failed_jobs()
    assert failed_jobs.retry(failed.pk) is True
    assert failed_jobs.retry(failed.pk) is False
    assert ProcrastinateJob.objects.get().status == "todo"


@pytest.mark.django_db
def test_failed_jobs_of_one_key_are_all_freed(task):
    """The first waits again; the others have nothing left to do that it does not."""
    for _run in range(2):
        jobs.defer(task, once="door")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    jobs.defer(task, once="window")
    assert failed_jobs.retry_all() == 2
    waiting = ProcrastinateJob.objects.filter(status="todo")
    assert sorted(waiting.values_list("queueing_lock", flat=True)) == ["door", "window"]
    assert not failed_jobs.failed_jobs().exists()


def leave_stalled() -> None:
    """What a worker killed in the middle of its jobs leaves behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status='doing', worker_id=%s", [worker])


@pytest.mark.django_db(transaction=True)
def test_the_jobs_of_a_killed_worker_are_put_back(task):
    jobs.defer(task, once="door")
    leave_stalled()
    assert requeue() == 1
    assert ProcrastinateJob.objects.get().status == "todo"
    assert requeue() == 0


@pytest.mark.django_db(transaction=True)
def test_a_stalled_job_whose_successor_already_waits_is_dropped(task):
    jobs.defer(task, once="door")
    leave_stalled()
    waiting = jobs.defer(task, once="door")
    assert waiting is True
    assert requeue() == 1
    assert [job.status for job in ProcrastinateJob.objects.all()] == ["todo"]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_dies_each_time_is_shown_to_an_administrator(task):
    jobs.defer(task)
    for death in range(failed_jobs.MOST_DEATHS):
        assert not failed_jobs.failed_jobs().exists(), death
        leave_stalled()
        requeue()
    (failed,) = failed_jobs.failed_jobs()
    assert failed.task_name == "tests.knock"
    assert requeue() == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(events.Event):
    door: str


@pytest.mark.django_db(transaction=True)
def test_deliveries_given_up_lose_no_fact():
    """They hold nothing: facts are found again by the next bell, and each minute without one."""
    heard: list[str] = []
    events.subscribe(BellRung, lambda event: heard.append(event.door), name="tests.hears")
    try:
        with transaction.atomic():
            events.announce(BellRung(door="front"))
        for _job in range(2):
            jobs.defer(outbox.DELIVER, once=outbox.DELIVER)
            for _death in range(failed_jobs.MOST_DEATHS):
                leave_stalled()
                requeue()
        assert heard == []
        found = stuck.named("jobs-failed").find()
        assert (found.count, found.where) == (2, (outbox.DELIVER,))
        tasks.sweep_events()
        assert heard == ["front"]
    finally:
        events._SUBSCRIBERS.pop(BellRung.name())
    assert stuck.named("jobs-failed").free() == 2
    assert not failed_jobs.failed_jobs().exists()
    assert ProcrastinateJob.objects.get().status == "todo", "one run does what both had to"


@pytest.mark.django_db(transaction=True)
def test_a_periodic_job_whose_worker_dies_each_time_is_shown_too(task):
    """Its successor already waits when it is found; their deaths add up."""
    for _death in range(failed_jobs.MOST_DEATHS):
        jobs.defer(task, once="each minute")
        leave_stalled()
        jobs.defer(task, once="each minute")
        requeue()
        waiting = ProcrastinateJob.objects.filter(status="todo")
        if failed_jobs.failed_jobs().exists():
            break
        assert waiting.count() == 1
    assert failed_jobs.failed_jobs().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_job_is_noted_when_the_database_comes_back(task, monkeypatch):
    """Else its worker, alive, would hold the job and its lock for ever."""
    jobs.defer(task, lock="door")
    faults = iter([ConnectorException(), ConnectorException()])
    monkeypatch.setattr(failed_jobs.PatientManager, "PAUSE", 0.0)

    async def finish() -> None:
        connector = failed_jobs.app.connector
        manager, execute = failed_jobs.PatientManager(connector), connector.execute_query_async
        job = await manager.fetch_job(queues=["tests"], worker_id=await manager.register_worker())

        async def execute_after_a_while(**arguments):
            fault = next(faults, None)
            if fault:
                raise fault
            await execute(**arguments)

        monkeypatch.setattr(connector, "execute_query_async", execute_after_a_while)
        await manager.finish_job(job, Status.SUCCEEDED, delete_job=True)

    as_worker(finish)
    assert next(faults, None) is None
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_under_which_the_database_went_away_runs_again(task):
    def lose() -> None:
        raise OperationalError("the connection is closed")

    jobs.task(name="tests.lose", queue="tests")(lose)
    jobs.defer(lose)
    run_worker()
    del app.tasks["tests.lose"]
    # A worker also queues what each minute asks for.
    assert ProcrastinateJob.objects.get(task_name="tests.lose").status == "todo"


def test_every_task_bears_a_lasting_name():
    ours = [task.name for task in app.tasks.values() if task.func.__module__.startswith("parvis.")]
    assert ours
    assert all("." in name and not name.startswith("parvis.") for name in ours)
