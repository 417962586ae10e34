"""What of the events sent to partners may be stuck, by the name of the machine they go to."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.stuck import Check, Rows, register
from parvis.partners import rules
from parvis.partners.actions import webhooks

BEHIND = timedelta(hours=1)
_LATE = """
SELECT event.at, substring(hook.url FROM '//([^/:]+)') FROM partners_delivery delivery
JOIN partners_subscription hook ON hook.id = delivery.subscription_id AND hook.ended_at IS NULL
JOIN partners_event event ON event.id = delivery.event_id
WHERE delivery.delivered_at IS NULL"""


def _given_up() -> Rows:
    return Rows(f"{_LATE} AND delivery.attempts >= %s", (rules.MOST_ATTEMPTS,))


def _behind() -> Rows:
    return Rows(f"{_LATE} AND event.at < %s", (clock.now() - BEHIND,))


CHECKS = (
    Check(
        key="webhooks-given-up",
        name=_("Events a partner never took"),
        meaning=_(
            "They were sent for days to a partner’s program in vain. Later events of the same "
            "requests wait behind them."
        ),
        remedy=_("Tell the partner; once the program answers, send them again."),
        rows=_given_up,
        free=webhooks.retry_all,
        page="partners:home",
    ),
    Check(
        key="webhooks-behind",
        name=_("Events a partner takes late"),
        meaning=_("A partner’s program has not taken, for more than an hour, what is sent to it."),
        remedy=_("Tell the partner; they are sent again by themselves, ever more seldom."),
        rows=_behind,
        free=webhooks.hurry,
        page="partners:home",
    ),
)


def register_checks() -> None:
    register(*CHECKS)
