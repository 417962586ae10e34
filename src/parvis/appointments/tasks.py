"""What the worker does for appointments."""

from parvis.appointments import actions
from parvis.core import jobs


@jobs.periodic(name="appointments.remind", cron="*/5 * * * *")
def remind() -> None:
    """Reminders that are due. Killed in between, the next run finds the rest."""
    actions.remind()
