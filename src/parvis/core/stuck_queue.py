"""What of the outbox and of the queue may be stuck; registered by `apps.py`."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from parvis.core import clock, failed_jobs, jobs, outbox
from parvis.core.stuck import LATE, Check, Rows, counted

SILENT = timedelta(minutes=2)
_GIVEN_UP = """
SELECT event.announced_at, delivery.subscriber FROM core_outboxdelivery delivery
JOIN core_outboxevent event ON event.id = delivery.event_id
WHERE delivery.delivered_at IS NULL AND event.delivered_at IS NULL AND delivery.attempts >= %s"""
_WAITING = """
SELECT announced_at, name FROM core_outboxevent event
WHERE delivered_at IS NULL AND announced_at < %s AND NOT EXISTS (
    SELECT FROM core_outboxdelivery delivery WHERE delivery.event_id = event.id
    AND delivery.delivered_at IS NULL AND delivery.attempts >= %s)"""
_FAILED = """
SELECT told.at, job.task_name FROM procrastinate_jobs job
LEFT JOIN LATERAL (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id) told(at) ON true
WHERE job.status = 'failed'"""
_HELD = """
SELECT worker.last_heartbeat, job.task_name FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - %s)"""
_UNBEGUN = """
SELECT coalesce(job.scheduled_at, told.at), job.task_name FROM procrastinate_jobs job
LEFT JOIN LATERAL (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id) told(at) ON true
WHERE job.status = 'todo' AND coalesce(job.scheduled_at, told.at) < %s"""


def _given_up() -> Rows:
    return Rows(_GIVEN_UP, (outbox.MAX_ATTEMPTS,))


def _waiting() -> Rows:
    return Rows(_WAITING, (clock.now() - LATE, outbox.MAX_ATTEMPTS))


def _held() -> Rows:
    return Rows(_HELD, (SILENT,))


def _requeue() -> int:
    """The worker knows which ones; the count is that of the moment."""
    (found,) = counted(_held())
    if found.count:
        jobs.defer("core.requeue_stalled_jobs", once="core.requeue_stalled_jobs", timestamp=0)
    return found.count


CHECKS = (
    Check(
        key="effects-given-up",
        name=_("Effects given up"),
        meaning=_(
            "What should have followed an act, such as a letter or a message, was tried eight "
            "times in vain. The act itself is kept."
        ),
        remedy=_("Read the error, and have its cause mended first."),
        rows=_given_up,
        free=outbox.retry_all,
        page="notifications:failures",
    ),
    Check(
        key="effects-waiting",
        name=_("Effects that wait"),
        meaning=_(
            "What follows acts has waited for more than ten minutes: letters and messages are late."
        ),
        remedy=_("See that a worker runs."),
        rows=_waiting,
        free=outbox.hurry,
    ),
    Check(
        key="jobs-failed",
        name=_("Background jobs given up"),
        meaning=_(
            "A job of the worker ended with an error each time it was tried, or its worker was "
            "killed eight times. Letters and messages do not depend on it: another run does them."
        ),
        remedy=_("The reason is in the worker’s log."),
        rows=lambda: Rows(_FAILED),
        free=failed_jobs.retry_all,
        page="notifications:failures",
    ),
    Check(
        key="jobs-held",
        name=_("Jobs held by a worker that is gone"),
        meaning=_("A worker took them up, then gave no more sign of life."),
        remedy=_("Another worker takes them up within a minute, if one runs."),
        rows=_held,
        free=_requeue,
    ),
    Check(
        key="jobs-not-begun",
        name=_("Jobs that nobody begins"),
        meaning=_("Their time came more than ten minutes ago: everything is late."),
        remedy=_("Start a worker, or one more: parvis worker."),
        rows=lambda: Rows(_UNBEGUN, (clock.now() - LATE,)),
    ),
)
