"""What the worker does for notifications."""

from parvis.core import jobs
from parvis.notifications import actions


@jobs.task(name=actions.SEND, rung=True)
def send_waiting() -> None:
    """Queued by each telling, once per transaction."""
    actions.send_waiting(jobs.stint())


@jobs.periodic(name="notifications.sweep", cron="* * * * *", follows_dates=False)
def sweep() -> None:
    """Rows whose job was lost with its worker, or that nothing can send any more."""
    actions.sweep(jobs.stint())


@jobs.periodic(name="notifications.forget_account_mails", cron="41 2 * * *")
def forget_account_mails() -> None:
    """Mails about accounts, a week after."""
    actions.forget_account_mails()
