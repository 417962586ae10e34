"""Paying on line. The far side is asked outside any transaction; what it says is settled within
one, under the lock of what is due, as many times as one likes."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from parvis.core import clock, jobs
from parvis.core.actor import SYSTEM, Actor
from parvis.journal import actions as journal
from parvis.revenue import ports, rules
from parvis.revenue.actions.received import write_receipt
from parvis.revenue.actions.refusals import AlreadySettled, NotOnLine, PaymentRunning
from parvis.revenue.models import Attempt, Due, Mode
from parvis.revenue.queries import is_offered_on_line, local_day

log = logging.getLogger(__name__)
State = Attempt.State
CHECK = "revenue.check"
MOST_ATTEMPTS = 50


def begin(*, due: Due, email: str) -> str:
    """The address where the payer pays now.

    An operation that may still be paid is gone on with: no second one stands beside it. Raises
    AlreadySettled, PaymentRunning, NotOnLine; nothing was taken.
    """
    gateway = ports.gateway()
    if gateway is None or not is_offered_on_line(due.regie):
        raise NotOnLine
    check_old(due=due)
    attempt = _opened(due.pk, email)
    if attempt.operation:
        return gateway.page(attempt.operation)
    try:
        operation = gateway.open(_order(attempt))
    except (ports.Refused, ports.Unreachable) as error:
        log.warning("payment %s was not opened: %s", attempt.number, error)
        _fail(attempt, str(error))
        raise NotOnLine from error
    Attempt.objects.filter(pk=attempt.pk).update(state=State.STARTED, operation=operation)
    return gateway.page(operation)


@transaction.atomic
def _opened(due_id: UUID, email: str) -> Attempt:
    """The attempt that runs, if it may be gone on with, or a new one."""
    due = Due.objects.select_for_update(of=("self",)).select_related("regie").get(pk=due_id)
    if due.state != Due.State.OPEN:
        raise AlreadySettled
    now = clock.now()
    running = due.attempts.filter(state__in=rules.RUNNING).first()
    if running is not None:
        running.due = due
        age = now - running.started_at
        if running.operation and age < rules.ALIVE:
            return running
        if running.operation or age < rules.OPENING:
            raise PaymentRunning
        _end(running, State.FAILED)
    count = due.attempts.count()
    if count >= MOST_ATTEMPTS:
        raise NotOnLine
    return Attempt.objects.create(
        due=due,
        number=_number(due, count + 1),
        email=email[:80],
        started_at=now,
    )


def _number(due: Due, ordinal: int) -> str:
    """Ours, never used before, in letters and digits: "PAU2K7Q4B8F0C1D02"."""
    reference = "".join(char for char in due.reference if char.isalnum())
    return f"{reference[:18]}{due.pk.hex[:8].upper()}{ordinal:02}"


def _order(attempt: Attempt) -> ports.Order:
    due = attempt.due
    return ports.Order(
        merchant=due.regie.merchant,
        mode=due.regie.online_mode,
        number=attempt.number,
        label=due.label,
        amount_cents=due.amount_cents,
        email=attempt.email,
        year=local_day(due.regie).year,
        return_url=f"{settings.BASE_URL}{reverse('revenue:back', args=[attempt.pk])}",
    )


def _fail(attempt: Attempt, why: str) -> None:
    Attempt.objects.filter(pk=attempt.pk, state=State.ASKED).update(
        state=State.FAILED, settled_at=clock.now(), fault=why[:200]
    )


def _end(attempt: Attempt, state: str) -> None:
    attempt.state, attempt.settled_at = state, clock.now()
    attempt.save(update_fields=["state", "settled_at"])


def check(*, key: UUID) -> Attempt | None:
    """Ask the far side how an attempt stands, and settle it. None: there is no such attempt.

    No answer changes nothing but the count of `faults`.
    """
    attempt = Attempt.objects.filter(pk=key).first()
    if attempt is None or attempt.state in (State.PAID, State.FAILED):
        return attempt
    if not attempt.operation:
        if clock.now() - attempt.started_at >= rules.OPENING:
            _fail(attempt, "cut short before it was opened")
            attempt.refresh_from_db()
        return attempt
    gateway = ports.gateway()
    try:
        if gateway is None:
            raise ports.Unreachable("no payment service is set")
        outcome = gateway.outcome(attempt.operation)
    except ports.Unreachable as error:
        return _note_fault(attempt, str(error))
    return settle(key=key, outcome=outcome)


def check_old(*, due: Due) -> None:
    """Ask about attempts that can no longer be paid, so that they keep nobody waiting."""
    old = clock.now() - rules.ALIVE
    running = due.attempts.filter(state__in=rules.RUNNING, started_at__lte=old)
    for key in list(running.values_list("pk", flat=True)):
        check(key=key)


def _note_fault(attempt: Attempt, why: str) -> Attempt:
    attempt.faults, attempt.fault, attempt.checked_at = attempt.faults + 1, why[:200], clock.now()
    attempt.save(update_fields=["faults", "fault", "checked_at"])
    return attempt


@transaction.atomic
def settle(*, key: UUID, outcome: ports.Outcome) -> Attempt:
    """Write down what the far side said. Repeating it, or saying it late, changes nothing more.

    A payment of another amount or of another order is not believed: it stays to be looked at.
    """
    due_id = Attempt.objects.values_list("due", flat=True).get(pk=key)
    # The due first, as everywhere: two answers at the same instant come one after the other.
    due = (
        Due.objects.select_for_update(of=("self",))
        .select_related("regie__institution__area")
        .get(pk=due_id)
    )
    attempt = Attempt.objects.get(pk=key)
    if outcome.kind == "paid" and (outcome.number, outcome.amount_cents) != (
        attempt.number,
        due.amount_cents,
    ):
        said = f"paid {outcome.amount_cents} cents for {outcome.number!r}"
        return _note_fault(attempt, f"not what was ordered: {said}")
    before = attempt.state
    age = clock.now() - attempt.started_at
    attempt.state = rules.next_state(before, outcome.kind, age)
    attempt.said, attempt.checked_at = outcome.kind, clock.now()
    attempt.faults, attempt.fault = 0, ""
    if attempt.state != before:
        attempt.settled_at = clock.now()
    attempt.save(update_fields=["state", "said", "checked_at", "faults", "fault", "settled_at"])
    if attempt.state == State.PAID and before != State.PAID:
        write_receipt(
            due,
            actor=SYSTEM,
            mode=Mode.ONLINE_DEBIT if outcome.by_debit else Mode.ONLINE_CARD,
            amount_cents=due.amount_cents,
            attempt=attempt,
            bank_reference=outcome.authorisation,
        )
    return attempt


def heard_of(*, operation: str) -> bool:
    """The far side gave notice of an operation: it will be asked. Whether it is one of ours."""
    key = Attempt.objects.filter(operation=operation).values_list("pk", flat=True).first()
    if key is None:
        return False
    jobs.defer(CHECK, once=f"check:{key}", attempt=str(key))
    return True


@transaction.atomic
def give_up(*, key: UUID, actor: Actor, reason: str) -> Attempt:
    """Somebody saw in the payment service's own books that this was never paid: another attempt
    may begin. Should the far side say later that it is paid after all, it is believed."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("due").get(pk=key)
    if attempt.state not in rules.RUNNING:
        return attempt
    _end(attempt, State.EXPIRED)
    journal.record(
        actor=actor,
        verb="revenue.attempt_given_up",
        about=attempt.due,
        person=attempt.due.person_key,
        reason=reason,
        detail={"reference": attempt.due.reference},
    )
    return attempt


def to_ask_again() -> list[UUID]:
    """Attempts the worker asks about: those that run, and those that ended lately without being
    paid. The longer it lasts, the rarer: five minutes, then a tenth of the age."""
    now = clock.now()
    running = Attempt.objects.filter(state__in=rules.RUNNING)
    ended = Attempt.objects.filter(
        state__in=(State.ABANDONED, State.EXPIRED), settled_at__gt=now - rules.LATE
    )
    return [
        attempt.pk
        for attempt in (*running.order_by("started_at"), *ended.order_by("settled_at"))
        if now - (attempt.checked_at or attempt.started_at)
        >= max(timedelta(minutes=5), (now - attempt.started_at) / 10)
    ]
