"""What administrators do here."""

from django.db import transaction

from parvis.core import stuck
from parvis.core.actor import Actor
from parvis.journal import actions as journal


class NothingFrees(Exception):
    """No check has this name, or nobody but people can free what it finds."""


@transaction.atomic
def free(*, key: str, actor: Actor) -> int:
    """Make what this check found go on; returns how many were taken up. It is journalled; doing it
    twice does no more. Raises NothingFrees."""
    check = stuck.named(key)
    if check is None or check.free is None:
        raise NothingFrees(key)
    count = int(check.free())
    journal.record(
        actor=actor,
        verb="portal.freed",
        about=("core.stuck", key),
        detail={"what": key, "count": count},
    )
    return count
