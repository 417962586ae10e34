"""What of the messages may be stuck, counted by channel or unit, never by person."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.stuck import LATE, Check, Rows, register
from parvis.notifications import actions

POSTED_WITHIN = timedelta(days=5)
_FAILED = "SELECT created_at, '' FROM notifications_notification WHERE status = 'failed'"
_WAITING = """
SELECT created_at, '' FROM notifications_notification
WHERE status = 'waiting' AND channel IN ('mail', 'sms') AND created_at < %s"""
_LETTERS = """
SELECT told.created_at, unit.name FROM notifications_notification told
LEFT JOIN directory_unit unit ON unit.id::text = told.unit_key
WHERE told.status = 'waiting' AND told.channel = 'letter' AND told.created_at < %s"""


def _letters() -> Rows:
    return Rows(_LETTERS, (clock.now() - POSTED_WITHIN,))


CHECKS = (
    Check(
        key="messages-given-up",
        name=_("Messages given up"),
        meaning=_("E-mails or text messages were refused, or tried eight times in vain."),
        remedy=_("Read the error: the address may be wrong, or the provider away."),
        rows=lambda: Rows(_FAILED),
        free=actions.retry_all,
        page="notifications:failures",
    ),
    Check(
        key="messages-waiting",
        name=_("Messages that wait to leave"),
        meaning=_("E-mails or text messages have waited for more than ten minutes."),
        remedy=_("See that a worker runs and that the provider answers."),
        rows=lambda: Rows(_WAITING, (clock.now() - LATE,)),
        free=actions.hurry,
        page="notifications:failures",
    ),
    Check(
        key="letters-not-posted",
        name=_("Letters that nobody posts"),
        meaning=_("Letters to print have waited for more than five days in these services."),
        remedy=_("Tell the service: they stand in its list “Letters to post”."),
        rows=_letters,
    ),
)


def register_checks() -> None:
    register(*CHECKS)
