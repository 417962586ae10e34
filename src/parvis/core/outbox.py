"""Storing announced facts and delivering them. Knows names and payloads, not classes (`events`).

Why no crash loses or doubles an effect:
- the fact is a row of the announcing transaction, whose commit rings for a worker (`jobs.wake`);
- one delivery is one transaction that locks its row, runs the subscriber and says so in that row;
  killed before its commit, it never happened;
- two workers may be at one fact, never at one delivery: who finds its row locked leaves it to its
  holder, and who has counted an attempt waits for a row that another only looks at;
- an attempt is counted, in a transaction before it, so that one that kills its process counts too;
- a fact whose bell or job was lost is found again by the sweeper, each minute.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.core import clock, jobs
from parvis.core.models import OutboxDelivery, OutboxEvent
from parvis.core.rows import Batch

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=12)
"""Whoever waits longer was noted under a clock that was ahead, and does not wait."""
KEPT_FOR = timedelta(days=90)
DELIVER = "core.deliver_events"

Deliver = Callable[[Mapping[str, Any]], None]
SubscribersOf = Callable[[str], Mapping[str, Deliver]]


def store(
    name: str,
    payload: Mapping[str, Any],
    *,
    has_subscribers: bool,
    batch: Batch | None = None,
    put: Mapping[str, str] | None = None,
) -> None:
    """Keep a fact in the current transaction; raises TransactionManagementError outside of one.

    One statement, with the bell for whom delivers it; none when it is written along with `batch`,
    which the caller runs. `put`: see `Batch.insert`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"announce {name} inside transaction.atomic")
    now = clock.now()
    fact = OutboxEvent(
        name=name,
        payload=payload,
        announced_at=now,
        delivered_at=None if has_subscribers else now,
    )
    written = batch or Batch()
    written.insert([fact], put=put)
    if has_subscribers:
        jobs.wake(DELIVER, written)
    if batch is None:
        written.run()


def drain(
    subscribers_of: SubscribersOf, *, raise_errors: bool = False, is_over: jobs.IsOver = jobs.never
) -> int:
    """Deliver every fact that is due, oldest first, those announced meanwhile included; once
    `is_over`, ring for somebody to go on.

    Returns the number of deliveries made. A failing subscriber is noted and retried later (or
    raised); the others are served.
    """
    delivered = 0
    for event_id, name in _due_events():
        if is_over():
            jobs.wake(DELIVER)
            break
        delivered += _deliver(event_id, subscribers_of(name), raise_errors)
    return delivered


def _due_events() -> Iterator[tuple[int, str]]:
    last = 0
    while found := list(_due().filter(id__gt=last).values_list("id", "name")[:100]):
        yield from found
        last = found[-1][0]


def _due() -> QuerySet[OutboxEvent]:
    now = clock.now()
    blocked = OutboxDelivery.objects.filter(
        Q(attempts__gte=MAX_ATTEMPTS) | Q(retry_at__gt=now, retry_at__lte=now + LONGEST_WAIT),
        event=OuterRef("pk"),
        delivered_at__isnull=True,
    )
    return OutboxEvent.objects.filter(~Exists(blocked), delivered_at__isnull=True).order_by("id")


def _deliver(event_id: int, subscribers: Mapping[str, Deliver], raise_errors: bool) -> int:
    delivered = 0
    for subscriber in _least_tried_first(event_id, subscribers):
        attempt = _begin(event_id, subscriber)
        if attempt is None:
            continue
        try:
            with transaction.atomic():
                delivered += _deliver_once(attempt, subscribers[subscriber])
        except Exception as error:
            log.exception("outbox: %s failed on event %s", subscriber, event_id)
            _note_failure(attempt, error)
            if raise_errors:
                raise
    _close(event_id, subscribers)
    return delivered


def _least_tried_first(event_id: int, subscribers: Mapping[str, Deliver]) -> list[str]:
    """One that kills its process each time must not keep the others from being served."""
    tried = OutboxDelivery.objects.filter(event_id=event_id, attempts__gt=0)
    attempts = dict(tried.values_list("subscriber", "attempts"))
    return sorted(subscribers, key=lambda subscriber: attempts.get(subscriber, 0))


@transaction.atomic
def _begin(event_id: int, subscriber: str) -> OutboxDelivery | None:
    """Count an attempt that is about to be made; None when there is nothing to do now."""
    delivery = OutboxDelivery(event_id=event_id, subscriber=subscriber)
    OutboxDelivery.objects.bulk_create([delivery], ignore_conflicts=True)
    mine = OutboxDelivery.objects.filter(event=event_id, subscriber=subscriber, delivered_at=None)
    unheld = mine.select_for_update(skip_locked=True).first()
    if unheld is None or _is_postponed(unheld):
        return None
    unheld.attempts += 1
    unheld.last_error = ""
    unheld.retry_at = _next_attempt_at(unheld.attempts)
    unheld.save()
    return unheld


def _is_postponed(delivery: OutboxDelivery) -> bool:
    """Failed lately, and the time of the next attempt has not come."""
    now = clock.now()
    return delivery.retry_at is not None and now < delivery.retry_at <= now + LONGEST_WAIT


def _deliver_once(attempt: OutboxDelivery, handler: Deliver) -> bool:
    # Only the last attempt counted runs; locked, since an administrator may ask for another.
    last = OutboxDelivery.objects.filter(
        pk=attempt.pk, attempts=attempt.attempts, delivered_at__isnull=True
    )
    delivery = last.select_for_update(of=("self",)).select_related("event").first()
    if delivery is None:
        return False
    handler(delivery.event.payload)
    delivery.delivered_at = clock.now()
    delivery.save(update_fields=["delivered_at"])
    return True


@transaction.atomic
def _note_failure(attempt: OutboxDelivery, error: Exception) -> None:
    mine = OutboxDelivery.objects.filter(pk=attempt.pk, attempts=attempt.attempts)
    mine.update(last_error=f"{type(error).__name__}: {error}"[:500])
    if attempt.retry_at:
        jobs.defer(DELIVER, at=attempt.retry_at)


def _next_attempt_at(attempts: int) -> datetime | None:
    """10 s, 40 s, 3 min, 11 min, 43 min, 3 h, 11 h after an attempt that fails; then never by
    itself."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return clock.now() + timedelta(seconds=10 * 4 ** (attempts - 1))


def _close(event_id: int, subscribers: Mapping[str, Deliver]) -> None:
    """Whoever delivers last sees what all have committed, and closes."""
    ours = OutboxDelivery.objects.filter(event=event_id, delivered_at__isnull=False)
    if set(subscribers) <= set(ours.values_list("subscriber", flat=True)):
        waiting = OutboxEvent.objects.filter(pk=event_id, delivered_at__isnull=True)
        waiting.update(delivered_at=clock.now())


def stuck_deliveries() -> QuerySet[OutboxDelivery]:
    """Deliveries given up after MAX_ATTEMPTS, oldest first: an administrator must look. Without a
    `last_error`, the last attempt ended with its process (or has just begun)."""
    given_up = OutboxDelivery.objects.filter(
        delivered_at__isnull=True, attempts__gte=MAX_ATTEMPTS, event__delivered_at__isnull=True
    )
    return given_up.select_related("event").order_by("id")


@transaction.atomic
def retry(delivery_id: int) -> None:
    """Try a given-up delivery again, from the first attempt."""
    OutboxDelivery.objects.filter(pk=delivery_id, delivered_at__isnull=True).update(
        attempts=0, retry_at=None
    )
    jobs.defer(DELIVER)


@transaction.atomic
def retry_all() -> int:
    """Try every given-up delivery again; returns how many."""
    given_up = stuck_deliveries().select_related(None).order_by()
    count = _unheld(given_up).update(attempts=0, retry_at=None)
    if count:
        jobs.wake(DELIVER)
    return count


@transaction.atomic
def hurry() -> int:
    """Deliver now what waits for its next attempt, or lost its job; returns how many facts wait.
    No attempt is forgotten."""
    waiting = OutboxDelivery.objects.filter(
        delivered_at=None, event__delivered_at=None, attempts__lt=MAX_ATTEMPTS
    )
    _unheld(waiting).update(retry_at=None)
    count = _due().count()
    if count:
        jobs.wake(DELIVER)
    return count


def _unheld(deliveries: QuerySet[OutboxDelivery]) -> QuerySet[OutboxDelivery]:
    """Those that no worker is at: one that froze in the middle must not stop who frees the rest."""
    free = deliveries.select_for_update(skip_locked=True, of=("self",)).values("pk")
    return OutboxDelivery.objects.filter(pk__in=free)


def purge() -> int:
    """Forget facts delivered to all more than KEPT_FOR ago; returns how many."""
    old = OutboxEvent.objects.filter(delivered_at__lt=clock.now() - KEPT_FOR)
    return old.delete()[0]
