"""What the worker does for eligibility, at night."""

from parvis.core import jobs
from parvis.eligibility import actions, watching
from parvis.eligibility.institutions import actions as institutions
from parvis.eligibility.reforms.national_law import actions as national_actions
from parvis.eligibility.takeup import counting, night
from parvis.eligibility.takeup.actions import campaigns, sending, visits


@jobs.periodic(name="eligibility.watch", cron="17 3 * * *", queue=jobs.LONG)
def watch() -> None:
    """Tell those who agreed what opened for them; who is counted too is judged once for both."""
    watching.watch(seen=counting.count_seen)


@jobs.periodic(name="eligibility.erase_old", cron="52 3 * * *")
def erase_old() -> None:
    """Links a week after, notes of visits a year after, situations two years after they were last
    seen."""
    actions.erase_old()
    visits.forget_old_notes()


@jobs.periodic(name="eligibility.count", cron="37 3 * * *", queue=jobs.LONG)
def count() -> None:
    """Count take-up, then carry campaigns on."""
    night.night()


@jobs.task(name=campaigns.SEND, rung=True)
def send_campaigns() -> None:
    """Rung by a launch, and by a measure."""
    sending.send_waiting(jobs.stint())


@jobs.task(name=institutions.ASK, rung=True)
def ask_institutions() -> None:
    """Rung by somebody who asks an institution for what it knows of them."""
    institutions.ask_waiting(jobs.stint())


@jobs.periodic(name="eligibility.ask_institutions_again", cron="*/5 * * * *")
def ask_institutions_again() -> None:
    """Those that did not answer."""
    institutions.ask_waiting(jobs.stint())


@jobs.task(name=national_actions.TRY, queue=jobs.LONG)
def try_reform(trial: int) -> None:
    """Compute what a reform of the national law changes."""
    national_actions.compute(trial)
