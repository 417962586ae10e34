"""Reading what was told."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from parvis.accounts.models import Person
from parvis.notifications.models import DemoCopy, Notification, Preference

PAGE = 20


def messages_of(person_keys: Sequence[UUID]) -> QuerySet[Notification]:
    """Messages in the space of a person (under every row proven to be theirs), newest first."""
    mine = Notification.objects.filter(person__in=person_keys, channel=Notification.Channel.IN_APP)
    return mine.order_by("-id")


def unread_count(person_keys: Sequence[UUID]) -> int:
    """How many messages have not been opened (a partial index holds only those)."""
    return messages_of(person_keys).filter(read_at=None).order_by().count()


def preference_of(person: Person) -> Preference:
    """What the person chose; unsaved, with what is done by default, when they never did."""
    found = Preference.objects.filter(person=person).first()
    return found or Preference(person=person, mail=bool(person.email), sms=not person.email)


def failed() -> QuerySet[Notification]:
    """What could not leave and waits for an administrator, oldest first."""
    return Notification.objects.filter(status=Notification.Status.FAILED).order_by("id")


def demo_copies() -> QuerySet[DemoCopy]:
    """What left this demonstration site, newest first."""
    return DemoCopy.objects.order_by("-id")
