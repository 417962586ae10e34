"""What the worker does for the core: deliver facts, sweep up after a crash, forget old rows."""

from procrastinate.contrib.django import app

from parvis.core import allowance, clock_watch, events, failed_jobs, jobs, outbox
from parvis.core.files import scanning


@jobs.task(name=outbox.DELIVER, rung=True)
def deliver_events() -> None:
    """Deliver what waits; rung for by each transaction that announces."""
    outbox.drain(events.subscribers_of, is_over=jobs.stint())


@jobs.periodic(name="core.sweep_events", cron="* * * * *", follows_dates=False)
def sweep_events() -> None:
    """Facts whose bell nobody heard, or whose job was lost with its worker."""
    outbox.drain(events.subscribers_of, is_over=jobs.stint())


@jobs.periodic(name="core.watch_clock", cron="* * * * *", follows_dates=False)
def watch_clock() -> None:
    """Note the time, so that a leap is seen."""
    clock_watch.is_steady()


@app.periodic(cron="* * * * *")
@app.task(
    name="core.requeue_stalled_jobs",
    queueing_lock="core.requeue_stalled_jobs",
    retry=jobs.LOST_DATABASE,
)
async def requeue_stalled_jobs(timestamp: int) -> None:
    """Jobs of workers that were killed."""
    await failed_jobs.requeue_stalled()


@jobs.periodic(name="core.forget_old_rows", cron="23 2 * * *")
def forget_old_rows() -> None:
    """Delivered facts older than three months; who asked how much in minutes gone by."""
    outbox.purge()
    allowance.forget_past_minutes()


@jobs.task(name=scanning.SCAN, attempts=9)
def scan_file(storage_name: str, key: str) -> None:
    """Asked by whoever keeps a file; a scanner that is away is asked again for about a day."""
    scanning.scan_stored(storage_name, key)
