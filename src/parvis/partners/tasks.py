"""What the worker does for partners."""

from parvis.core import jobs
from parvis.partners.actions import events, webhooks


@jobs.task(name=webhooks.SEND)
def send_webhooks(subscription_id: int) -> None:
    """Deferred with the events; repeated, it sends only what has not arrived."""
    webhooks.send_due(subscription_id=subscription_id, is_over=jobs.stint())


@jobs.periodic(name="partners.sweep_webhooks", cron="* * * * *", follows_dates=False)
def sweep_webhooks() -> None:
    """Second attempts."""
    webhooks.sweep()


@jobs.periodic(name="partners.forget_old", cron="41 2 * * *")
def forget_old() -> None:
    """Events and answers are kept three months."""
    events.forget_old()
