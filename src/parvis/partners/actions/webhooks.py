"""Events sent to addresses, in order for each case, until they are taken.

An attempt is counted before it is made, and the time of the next one is its lease: a worker that
dies while it sends loses nothing, and what was taken twice bears the same id.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.partners import ports, rules
from parvis.partners.models import Delivery, Event, Subscription

SEND = "partners.send_webhooks"
SILENT = f"{SEND}:silent"
GONE = 410
LONGEST_WAIT = timedelta(days=1)
LONGEST_REST = timedelta(hours=1)


@transaction.atomic
def subscribe(*, actor: Actor, unit: Unit, url: str, types: Iterable[str]) -> Subscription:
    """Send the unit's events there from now on. Raises ValueError for an address refused."""
    if rules.fault_of(url):
        raise ValueError(url)
    hook = Subscription.objects.create(
        unit=unit,
        url=url,
        types=sorted(set(types)),
        nonce=secrets.token_hex(16),
        made_by=actor.label[:200],
        made_at=clock.now(),
    )
    _note(actor, "partners.webhook_made", hook)
    return hook


@transaction.atomic
def unsubscribe(*, actor: Actor, subscription: Subscription) -> None:
    """Nothing is sent there any more. Doing it twice changes nothing."""
    live = Subscription.objects.filter(pk=subscription.pk, ended_at=None)
    if live.update(ended_at=clock.now()):
        _note(actor, "partners.webhook_ended", subscription)


@transaction.atomic
def replay(*, actor: Actor, subscription: Subscription, after: int | None = None) -> int:
    """Send again every event that follows `after`; without it, those that were given up. Returns
    how many will leave."""
    mine = Delivery.objects.filter(subscription=subscription)
    if after is None:
        count = mine.filter(delivered_at=None, attempts__gt=0).update(attempts=0, retry_at=None)
    else:
        events = Event.objects.filter(unit_id=subscription.unit_id, pk__gt=after)
        if subscription.types:
            events = events.filter(type__in=subscription.types)
        Delivery.objects.bulk_create(
            (
                Delivery(subscription=subscription, event_id=event, case_id=case)
                for event, case in events.order_by("pk").values_list("pk", "case_id")
            ),
            ignore_conflicts=True,
        )
        count = mine.filter(event__in=events).update(
            attempts=0, retry_at=None, delivered_at=None, last_error=""
        )
    _note(actor, "partners.webhook_replayed", subscription)
    _wake(subscription.pk)
    return count


@transaction.atomic
def retry_all() -> int:
    """Send again, everywhere, what was given up; returns how many events."""
    return _again(
        Delivery.objects.filter(attempts__gte=rules.MOST_ATTEMPTS), attempts=0, retry_at=None
    )


@transaction.atomic
def hurry() -> int:
    """Send now what waits for its next attempt; returns how many events. No attempt is forgotten;
    one that is being sent right now may arrive twice, under the same id."""
    return _again(Delivery.objects.filter(attempts__lt=rules.MOST_ATTEMPTS), retry_at=None)


def _again(deliveries: QuerySet[Delivery], **values: Any) -> int:
    late = deliveries.filter(delivered_at=None, subscription__ended_at=None)
    hooks = list(late.values_list("subscription_id", flat=True).distinct())
    count = late.update(**values)
    for hook in hooks:
        _wake(hook)
    return count


def _wake(subscription_id: int) -> None:
    """Whoever asks for it believes that the address answers again."""
    Subscription.objects.filter(pk=subscription_id).update(rests_until=None)
    let_send(Subscription.objects.get(pk=subscription_id))


def _note(actor: Actor, verb: str, hook: Subscription) -> None:
    journal.record(
        actor=actor, verb=verb, about=hook, detail={"url": hook.url, "unit": hook.unit.name}
    )


def let_send(hook: Subscription) -> None:
    """Have the worker send what is due there; one run at a time, one waiting. Addresses that did
    not answer last time share one lock: however many they are, they hold one job of the worker, and
    mails leave beside them. One that rests is left to `sweep`."""
    if hook.silences and _rests(hook):
        return
    lock = SILENT if hook.silences else f"{SEND}:{hook.pk}"
    jobs.defer(SEND, lock=lock, once=f"{SEND}:{hook.pk}", subscription_id=hook.pk)


def _rests(hook: Subscription) -> bool:
    now = clock.now()
    return hook.rests_until is not None and now < hook.rests_until <= now + LONGEST_REST


def sweep() -> None:
    """What waits for a second attempt, or lost its job with a worker."""
    waiting = due().values("subscription_id")
    for hook in Subscription.objects.filter(pk__in=waiting).order_by("pk"):
        let_send(hook)


def due() -> QuerySet[Delivery]:
    """What may leave now, in order: the first event of each case that has not arrived."""
    earlier = Delivery.objects.filter(
        subscription=OuterRef("subscription"),
        case=OuterRef("case"),
        event__lt=OuterRef("event"),
        delivered_at=None,
    )
    now = clock.now()
    # Beyond the longest, a time was noted under a clock that was ahead.
    postponed = Q(retry_at__gt=now, retry_at__lte=now + LONGEST_WAIT)
    resting = Q(
        subscription__rests_until__gt=now, subscription__rests_until__lte=now + LONGEST_REST
    )
    return Delivery.objects.filter(
        ~Exists(earlier),
        Q(retry_at=None) | ~postponed,
        Q(subscription__rests_until=None) | ~resting,
        delivered_at=None,
        attempts__lt=rules.MOST_ATTEMPTS,
        subscription__ended_at=None,
    ).order_by("event_id")


def send_due(*, subscription_id: int, is_over: jobs.IsOver = jobs.never) -> int:
    """Send what is due to one address; returns how many events arrived. An address that does not
    answer is left alone until the next run; once `is_over`, the rest is left to the next one."""
    count = 0
    while not is_over():
        delivery = _take(subscription_id)
        if delivery is None:
            return count
        answer = _send(delivery)
        _settle(delivery, answer)
        if answer.status == 0:
            return count
        count += answer.is_taken
    let_send(Subscription.objects.get(pk=subscription_id))
    return count


@transaction.atomic
def _take(subscription_id: int) -> Delivery | None:
    delivery = (
        due()
        .filter(subscription_id=subscription_id)
        .select_related("subscription", "event")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if delivery is not None:
        delivery.attempts += 1
        delivery.retry_at = _next_attempt_at(delivery.attempts)
        delivery.save(update_fields=["attempts", "retry_at"])
    return delivery


def _next_attempt_at(attempts: int) -> datetime:
    """30 s, 2 min, 8 min, 32 min, 2 h, 8 h, then every day."""
    return clock.now() + min(timedelta(seconds=30 * 4 ** (attempts - 1)), LONGEST_WAIT)


def _send(delivery: Delivery) -> ports.Answer:
    hook = delivery.subscription
    body = json.dumps(rules.cloud_event(delivery.event), ensure_ascii=False).encode()
    message_id, timestamp = f"evt_{delivery.event_id}", int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": rules.signature(rules.secret_of(hook), message_id, timestamp, body),
    }
    return ports.send(hook.url, headers, body)


@transaction.atomic
def _settle(delivery: Delivery, answer: ports.Answer) -> None:
    """Only for the attempt that was made: the lease may have passed to another."""
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    _note_silence(delivery.subscription, answer)
    if answer.is_taken:
        mine.update(delivered_at=clock.now(), retry_at=None, last_error="")
        return
    mine.update(last_error=answer.error[:300])
    if answer.status == GONE:
        Subscription.objects.filter(pk=delivery.subscription_id).update(ended_at=clock.now())


def _note_silence(hook: Subscription, answer: ports.Answer) -> None:
    """It rests 30 s, 2 min, 8 min, 32 min, then an hour each time; an answer, even a refusal, ends
    that."""
    if answer.status == 0:
        rest = min(timedelta(seconds=30 * 4 ** min(hook.silences, 4)), LONGEST_REST)
        Subscription.objects.filter(pk=hook.pk).update(
            silences=min(hook.silences + 1, 99), rests_until=clock.now() + rest
        )
    elif hook.silences:
        Subscription.objects.filter(pk=hook.pk).update(silences=0, rests_until=None)
