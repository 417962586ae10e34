"""What `revenue` tells of money: a charge of a case is paid, a refund is agreed."""

from contextlib import suppress

from django.conf import settings
from django.db import transaction

from parvis.cases.actions.commit import commit
from parvis.cases.engine.charges import CASE
from parvis.cases.engine.facts import charge_of
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import SYSTEM_PARTY
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Case, Payment
from parvis.revenue.events import DuePaid, RefundAgreed
from parvis.revenue.models import Refund


def on_paid(fact: DuePaid) -> None:
    """The process goes on. Told twice, it changes nothing more."""
    if fact.about_type == CASE:
        # Erased at the end of its keeping time: nothing waits for it.
        with suppress(NotFound):
            note_paid(case_id=int(fact.about_key), charge=fact.charge)


@transaction.atomic
def note_paid(*, case_id: int, charge: str) -> Case:
    """A charge is paid: system transitions that waited for it are made. Raises NotFound."""
    live = Live.lock(case_id, SYSTEM_PARTY)
    kept = live.case.charges.get(charge)
    if kept is None or kept["paid"]:
        return live.case
    live.case.charges = {**live.case.charges, charge: {**kept, "paid": True}}
    live.note("charge_paid", charge, cents=kept["cents"])
    words = live.script.package.words(settings.LANGUAGE_CODE)
    commit(live, "cases.charge_paid", charge=words.charges[charge_of(charge)].label)
    return live.case


def on_refund(fact: RefundAgreed) -> None:
    """A transfer is owed: it leaves in the next file of the regie's unit."""
    if fact.about_type == CASE:
        with suppress(NotFound):
            owe_refund(case_id=int(fact.about_key), refund_id=fact.refund_id)


@transaction.atomic
def owe_refund(*, case_id: int, refund_id: int) -> None:
    """Once for each refund. Raises NotFound."""
    live = Live.lock(case_id, SYSTEM_PARTY)
    refund = Refund.objects.select_related("receipt__regie", "receipt__due").get(pk=refund_id)
    payment = Payment(
        case=live.case,
        transition=f"refund_{refund_id}",
        unit_id=refund.receipt.regie.unit_id,
        amount_cents=refund.amount_cents,
        iban=refund.iban,
        holder=refund.holder,
        label=f"{live.case.reference} {refund.receipt}"[:140],
        created_at=live.now,
    )
    if live.case.payments.filter(transition=payment.transition).exists():
        return
    live.payments.append(payment)
    live.note("charge_refunded", refund.receipt.due.charge, cents=refund.amount_cents)
    commit(live, "cases.charge_refunded")
