"""Writing a receipt: the one place where money becomes a line of the day book."""

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.events import announce
from parvis.journal import actions as journal
from parvis.revenue.events import DuePaid
from parvis.revenue.models import Attempt, Due, Mode, Receipt, ReceiptCounter
from parvis.revenue.queries import local_day


def write_receipt(
    due: Due,
    *,
    actor: Actor,
    mode: str,
    amount_cents: int,
    attempt: Attempt | None = None,
    bank_reference: str = "",
    taken_by: str = "",
) -> Receipt:
    """Within a transaction that holds `due` locked. What was not due any more is a surplus."""
    is_surplus = due.state != Due.State.OPEN
    day = local_day(due.regie)
    receipt = Receipt.objects.create(
        regie=due.regie,
        year=day.year,
        number=_next_number(due.regie_id, day.year),
        due=due,
        attempt=attempt,
        mode=mode,
        amount_cents=amount_cents,
        received_at=clock.now(),
        received_on=day,
        bank_reference=bank_reference[:40],
        taken_by=taken_by[:200],
        is_surplus=is_surplus,
    )
    if not is_surplus:
        due.state, due.settled_at = Due.State.PAID, receipt.received_at
        due.save(update_fields=["state", "settled_at"])
        announce(
            DuePaid(
                about_type=due.about_type,
                about_key=due.about_key,
                charge=due.charge,
                receipt_id=receipt.pk,
            )
        )
    journal.record(
        actor=actor,
        verb="revenue.surplus" if is_surplus else "revenue.received",
        about=due,
        person=due.person_key,
        detail={
            "reference": due.reference,
            "label": due.label,
            "mode": str(Mode(mode).value),
            "receipt": str(receipt),
        },
    )
    return receipt


def _next_number(regie_id: int, year: int) -> int:
    """Whoever comes second waits for the first to commit: no gap, no double."""
    ReceiptCounter.objects.bulk_create(
        [ReceiptCounter(regie_id=regie_id, year=year)], ignore_conflicts=True
    )
    counter = ReceiptCounter.objects.select_for_update(of=("self",)).get(regie=regie_id, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
