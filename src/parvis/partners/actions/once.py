"""A request that changes something is carried out once, however often it is sent."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from parvis.core import clock
from parvis.partners.models import Answer, Key


class Reused(Exception):
    """The same Idempotency-Key came with another request."""


@transaction.atomic
def once(
    *,
    key: Key,
    idempotency_key: str,
    request_hash: str,
    act: Callable[[], tuple[int, dict[str, Any]]],
) -> tuple[Answer, bool]:
    """What `act` answered, and whether it was said before. Raises Reused, and what `act` raises:
    then nothing is kept, and the same key may be used again.

    A request of the same key at the same instant waits here, on the unique row, for the first one.
    """
    answer, is_new = Answer.objects.get_or_create(
        key=key,
        idempotency_key=idempotency_key,
        defaults={"request_hash": request_hash, "made_at": clock.now()},
    )
    if not is_new:
        if answer.request_hash != request_hash:
            raise Reused
        return answer, True
    answer.status, answer.body = act()
    answer.save(update_fields=["status", "body"])
    return answer, False
