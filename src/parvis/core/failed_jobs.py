"""Jobs that did not end well: those that failed for good are kept in the queue's table until an
administrator looks; those of workers that were killed run again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from parvis.core import clock

MOST_DEATHS = 8


def failed_jobs() -> QuerySet[ProcrastinateJob]:
    """Oldest first."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("id")


def retry(job_id: int) -> bool:
    """Queue a failed job again; False when it is not there any more.

    Where another run of the same key already waits, that one does its work and it is forgotten.
    """
    if not failed_jobs().filter(pk=job_id).exists():
        return False
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job_id, clock.now())
    except UniqueViolation:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [job_id])
    return True


def retry_all() -> int:
    """Queue every failed job again; returns how many."""
    return sum(retry(key) for key in failed_jobs().values_list("pk", flat=True))


async def requeue_stalled() -> int:
    """Put back the jobs of workers that stopped giving signs of life; returns how many.

    One whose worker died MOST_DEATHS times is kept as failed: it may be what kills them.
    """
    manager = PatientManager(app.job_manager.connector)
    count = 0
    for job in await manager.get_stalled_jobs():
        if job.attempts + 1 >= MOST_DEATHS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
        count += 1
    return count


_FORGET = "DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed'"
_HAND_ON = """
UPDATE procrastinate_jobs SET attempts = attempts + %(attempts)s
WHERE queueing_lock = %(queueing_lock)s AND status = 'todo'
"""


class PatientManager(JobManager):
    """Notes how a job ended even when PostgreSQL is away for a moment.

    Procrastinate tries once: the job would then be held for ever by a worker that lives, and every
    job of the same lock would wait behind it. When the database stays away the worker ends, and its
    jobs are found stalled.
    """

    TRIES, PAUSE = 30, 1.0

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        await self._patiently(
            lambda: super(PatientManager, self).finish_job(job, status, delete_job)
        )

    async def retry_job(self, job: Job, *arguments: Any, **options: Any) -> None:
        """When another run of the same key already waits, this one has nothing left to do, but its
        attempts are handed on: a periodic job that kills its worker must not begin anew for ever.
        """
        try:
            await self._patiently(
                lambda: super(PatientManager, self).retry_job(job, *arguments, **options)
            )
        except UniqueViolation:
            await self.finish_job(job, Status.FAILED, delete_job=True)
            await self.connector.execute_query_async(
                _HAND_ON, attempts=job.attempts + 1, queueing_lock=job.queueing_lock
            )

    async def _patiently(self, note: Callable[[], Awaitable[None]]) -> None:
        for left in reversed(range(self.TRIES)):
            try:
                return await note()
            except UniqueViolation:
                raise
            except ConnectorException:
                if not left:
                    raise
                await asyncio.sleep(self.PAUSE)
