"""What the worker does for payments on line: asking until the far side says."""

import logging
from uuid import UUID

from parvis.core import jobs
from parvis.revenue.actions import online

log = logging.getLogger(__name__)


@jobs.task(name=online.CHECK, queue="connectors", attempts=6)
def check(attempt: str) -> None:
    """Ask about one attempt. Without an answer, the next round asks again."""
    online.check(key=UUID(attempt))


@jobs.periodic(name="revenue.ask_again", cron="*/5 * * * *", queue="connectors")
def ask_again() -> None:
    """Every attempt whose end is not known. One that fails does not keep the others waiting."""
    for key in online.to_ask_again():
        try:
            online.check(key=key)
        except Exception:
            log.exception("payment attempt %s", key)
