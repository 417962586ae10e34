"""What the worker does for eligibility, at night."""

from parvis.core import jobs
from parvis.eligibility import actions, watching


@jobs.periodic(name="eligibility.watch", cron="17 3 * * *")
def watch() -> None:
    """Tell those who agreed what opened for them."""
    watching.watch()


@jobs.periodic(name="eligibility.erase_old", cron="52 3 * * *")
def erase_old() -> None:
    """Links a week after, situations two years after they were last seen."""
    actions.erase_old()
