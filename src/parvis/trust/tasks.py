"""What the worker does for mandates, once a night."""

from parvis.core import jobs
from parvis.trust import actions


@jobs.periodic(name="trust.end_mandates", cron="17 3 * * *")
def end_mandates() -> None:
    """Say that mandates have ended, or are about to."""
    actions.expire()
    actions.give_notice()
