"""Jobs that failed for good: kept in the queue's table until an administrator looks."""

from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from parvis.core import clock


def failed_jobs() -> QuerySet[ProcrastinateJob]:
    """Oldest first."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("id")


def retry(job_id: int) -> bool:
    """Queue a failed job again; False when it is not there any more."""
    if not failed_jobs().filter(pk=job_id).exists():
        return False
    app.job_manager.retry_job_by_id(job_id, clock.now())
    return True


async def requeue_stalled() -> int:
    """Put back the jobs of workers that stopped giving signs of life; returns how many.

    When another run of the same task already waits, the stalled one has nothing left to do.
    """
    count = 0
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        count += 1
    return count
