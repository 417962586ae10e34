"""Reading what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from parvis.accounts.models import Person
from parvis.core import clock, failed_jobs, outbox
from parvis.core.health import Health
from parvis.notifications.models import DemoCopy, Notification, Preference

Row = TypeVar("Row", Notification, DemoCopy)
PAGE = 20
LATE = timedelta(minutes=10)


def messages_of(person_keys: Sequence[UUID]) -> QuerySet[Notification]:
    """Messages in the space of a person (under every row proven to be theirs), newest first."""
    mine = Notification.objects.filter(person__in=person_keys, channel=Notification.Channel.IN_APP)
    return mine.order_by("-created_at", "-id")


def unread_count(person_keys: Sequence[UUID]) -> int:
    """How many messages have not been opened (a partial index holds only those)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [list(person_keys)])
        return int(cursor.fetchone()[0])


# On every page of a resident: written once (decision 0100).
_UNREAD = f"""
SELECT count(*) FROM notifications_notification
WHERE person_id = ANY(%s) AND channel = '{Notification.Channel.IN_APP.value}' AND read_at IS NULL
"""  # noqa: S608  a constant of ours


def preference_of(person: Person) -> Preference:
    """What the person chose; unsaved, with what is done by default, when they never did."""
    found = Preference.objects.filter(person=person).first()
    return found or Preference(person=person, mail=bool(person.email), sms=not person.email)


def failed() -> QuerySet[Notification]:
    """What could not leave and waits for an administrator, oldest first."""
    return Notification.objects.standing(Notification.Status.FAILED).order_by("id")


def expired() -> QuerySet[Notification]:
    """Codes and links that were too late to leave, the latest first; kept for a week."""
    return Notification.objects.standing(Notification.Status.EXPIRED).order_by("-id")


def letters_of(unit_keys: Sequence[str]) -> QuerySet[Notification]:
    """Letters that these units have to print and post, oldest first."""
    waiting = Notification.objects.standing(Notification.Status.WAITING)
    return (
        waiting.filter(channel=Notification.Channel.LETTER)
        .filter(unit_key__in=unit_keys)
        .select_related("person")
        .order_by("id")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages of a channel wait to leave, and since when the oldest does."""

    channel: str
    count: int
    since: datetime


def waiting_summary() -> list[Waiting]:
    """What waits to leave, by channel."""
    waiting = Notification.objects.standing(Notification.Status.WAITING)
    rows = waiting.values("channel").annotate(count=Count("id"), since=Min("created_at"))
    return [
        Waiting(str(Notification.Channel(row["channel"]).label), row["count"], row["since"])
        for row in rows.order_by("channel")
    ]


def asked_of_sending() -> dict[str, QuerySet[Any]]:
    """What `health_of_sending` is told."""
    late = Notification.objects.filter(
        status=Notification.Status.WAITING,
        channel__in=["mail", "sms"],
        created_at__lt=clock.now() - LATE,
    )
    return {
        "failures": failed(),
        "effects": outbox.stuck_deliveries(),
        "jobs": failed_jobs.failed_jobs(),
        "late": late,
    }


def health_of_sending(failures: int, effects: int, jobs: int, late: int) -> Health:
    """Is anything stuck on its way out?"""
    stuck = effects + jobs
    if failures or stuck:
        return Health(
            "warning",
            _("%(failures)d messages did not leave, %(stuck)d effects were given up.")
            % {"failures": failures, "stuck": stuck},
            _("Open “Messages not sent” in the administration."),
        )
    if late:
        return Health(
            "warning",
            _("Messages have been waiting for more than ten minutes."),
            _("Is the worker running? Does the mail server answer?"),
        )
    return Health("good", _("Messages leave as they should."))


def demo_copies() -> QuerySet[DemoCopy]:
    """What left this demonstration site, newest first: its past is invented in no order."""
    return DemoCopy.objects.order_by("-created_at", "-id")


def older_than(found: QuerySet[Row], pk: int) -> QuerySet[Row]:
    """Those of `found` that come after the row `pk`; all of them if it is not among them."""
    at = found.filter(pk=pk).values_list("created_at", flat=True).first()
    if at is None:
        return found
    return found.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=pk))
