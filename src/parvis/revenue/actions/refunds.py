"""Giving back, by two people: one asks, another agrees. The transfer leaves in the SEPA file of the
regie's unit, with the others."""

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as InvalidNumber

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.events import announce
from parvis.journal import actions as journal
from parvis.revenue.actions.counter import actor_of, keeper_of
from parvis.revenue.actions.refusals import AlreadySettled, Refused, SamePerson
from parvis.revenue.events import RefundAgreed
from parvis.revenue.models import Receipt, Refund

State = Refund.State


@transaction.atomic
def ask_refund(
    *, receipt: Receipt, account: Account, amount_cents: int, reason: str, iban: str, holder: str
) -> Refund:
    """A keeper asks that a received amount, or a part of it, be given back. Once per receipt.

    Raises NotAKeeper, AlreadySettled, Refused (amount, IBAN).
    """
    held = (
        Receipt.objects.select_for_update(of=("self",))
        .select_related("due", "regie__institution")
        .get(pk=receipt.pk)
    )
    keeper_of(account, held.regie_id)
    if held.refunds.exclude(state=State.DECLINED).exists():
        raise AlreadySettled(_("A refund of this receipt is asked already."))
    if not 0 < amount_cents <= held.amount_cents:
        raise Refused(_("A refund is at most what was received."))
    try:
        number = stdnum_iban.validate(iban)
    except InvalidNumber:
        raise Refused(_("This IBAN contains a mistake.")) from None
    refund = Refund.objects.create(
        receipt=held,
        amount_cents=amount_cents,
        reason=reason[:500],
        iban=number,
        holder=holder[:70],
        asked_by=account,
        asked_at=clock.now(),
    )
    _record(refund, account, "revenue.refund_asked")
    return refund


@transaction.atomic
def decide_refund(*, refund: Refund, account: Account, agrees: bool) -> Refund:
    """A second keeper agrees or declines. Deciding twice is nothing.

    Raises NotAKeeper, SamePerson.
    """
    held = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("receipt__due", "receipt__regie__institution")
        .get(pk=refund.pk)
    )
    keeper_of(account, held.receipt.regie_id)
    if held.state != State.ASKED:
        return held
    if held.asked_by_id == account.pk:
        raise SamePerson
    held.state = State.AGREED if agrees else State.DECLINED
    held.decided_by, held.decided_at = account, clock.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])
    _record(held, account, "revenue.refund_agreed" if agrees else "revenue.refund_declined")
    if agrees:
        due = held.receipt.due
        announce(
            RefundAgreed(about_type=due.about_type, about_key=due.about_key, refund_id=held.pk)
        )
    return held


def _record(refund: Refund, account: Account, verb: str) -> None:
    due = refund.receipt.due
    journal.record(
        actor=actor_of(account, refund.receipt.regie),
        verb=verb,
        about=due,
        person=due.person_key,
        reason=refund.reason,
        detail={"reference": due.reference, "receipt": str(refund.receipt)},
    )
