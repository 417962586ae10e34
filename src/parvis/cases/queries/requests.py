"""Who sent a request of a service, for figures that name nobody."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from parvis.cases.models import Case


def requests_filed(
    people: Collection[UUID], service: str, since: datetime, until: datetime
) -> set[UUID]:
    """Of these people, those who sent one after `since` and until `until`, by whatever channel."""
    sent = Case.objects.filter(
        person__in=people,
        installation__slug=service,
        submitted_at__gt=since,
        submitted_at__lte=until,
    )
    return set(sent.values_list("person_id", flat=True))
