"""Credit transfers: put in a file for the accountant, once."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as InvalidNumber

from parvis.cases.actions.commit import commit
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotAllowed, Refused
from parvis.cases.engine.sepa import transfer_file
from parvis.cases.models import CaseEvent, DebtorAccount, Payment, PaymentBatch
from parvis.core import calendars, clock
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.journal import actions as journal


class NothingToPay(Refused):
    message = _("No transfer is waiting.")


class DebtorUnknown(Refused):
    message = _("The account to pay from is not known: an administrator must enter it.")


@transaction.atomic
def set_debtor_account(
    *, unit: Unit, name: str, iban: str, bic: str = "", actor: Actor
) -> DebtorAccount:
    """The account a unit pays from. Raises InvalidInputs."""
    errors: dict[str, list[str]] = {}
    try:
        iban = stdnum_iban.validate(iban)
    except InvalidNumber:
        errors["iban"] = [str(_("This IBAN contains a mistake."))]
    try:
        bic = stdnum_bic.validate(bic) if bic else ""
    except InvalidNumber:
        errors["bic"] = [str(_("This BIC contains a mistake."))]
    if errors:
        raise InvalidInputs(errors)
    account, _created = DebtorAccount.objects.update_or_create(
        unit=unit, defaults={"name": name[:70], "iban": iban, "bic": bic}
    )
    journal.record(actor=actor, verb="cases.debtor_account_set", about=account)
    return account


@transaction.atomic
def make_payment_file(*, unit: Unit, party: Party) -> PaymentBatch:
    """Put every transfer waiting in `unit` into one SEPA file (pain.001.001.03).

    Two people asking at the same instant get one file. Raises NotAllowed, NothingToPay,
    DebtorUnknown.
    """
    _check_member(unit, party)
    # Whoever waited here finds the transfers claimed.
    waiting = list(
        Payment.objects.select_for_update(of=("self",))
        .filter(unit=unit, batch=None)
        .select_related("case")
        .order_by("pk")
    )
    if not waiting:
        raise NothingToPay
    debtor = DebtorAccount.objects.filter(unit=unit).first()
    if debtor is None:
        raise DebtorUnknown
    now = clock.now()
    message_id = f"PARVIS-{now:%Y%m%d}-{secrets.token_hex(6).upper()}"
    content = transfer_file(
        debtor,
        waiting,
        message_id=message_id,
        made_at=now,
        execute_on=calendars.MAINLAND.next_working_day(clock.today()),
    )
    batch = PaymentBatch.objects.create(
        unit=unit,
        made_at=now,
        made_by=party.actor.label[:200],
        message_id=message_id,
        storage_name=default_storage.save(f"payments/{message_id}.xml", ContentFile(content)),
        total_cents=sum(payment.amount_cents for payment in waiting),
        count=len(waiting),
    )
    Payment.objects.filter(pk__in=[payment.pk for payment in waiting]).update(batch=batch)
    _tell_cases("payment_sent", waiting, batch, party)
    journal.record(
        actor=party.actor,
        verb="cases.payment_file_made",
        about=batch,
        detail={"count": batch.count, "total_cents": batch.total_cents},
    )
    return batch


@transaction.atomic
def settle_batch(*, batch: PaymentBatch, party: Party) -> PaymentBatch:
    """Note that the bank carried out the file; cases that waited for it go on.

    Settling twice is nothing. Raises NotAllowed.
    """
    held = PaymentBatch.objects.select_for_update(of=("self",)).select_related("unit")
    batch = held.get(pk=batch.pk)
    _check_member(batch.unit, party)
    if batch.settled_at is not None:
        return batch
    batch.settled_at, batch.settled_by = clock.now(), party.actor.label[:200]
    batch.save(update_fields=["settled_at", "settled_by"])
    for case_id in sorted(set(batch.payments.values_list("case_id", flat=True))):
        live = Live.lock(case_id, party)
        live.note("payment_done", unit_id=batch.unit_id)
        commit(live, "cases.paid")
    journal.record(actor=party.actor, verb="cases.payment_batch_settled", about=batch)
    return batch


def _check_member(unit: Unit, party: Party) -> None:
    if unit.pk not in party.unit_ids:
        raise NotAllowed


def _tell_cases(kind: str, payments: list[Payment], batch: PaymentBatch, party: Party) -> None:
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=payment.case,
            at=batch.made_at,
            kind=kind,
            actor_kind=party.actor.kind,
            actor_label=party.actor.label[:200],
            unit_id=batch.unit_id,
            audience="agents",
            data={"batch": batch.message_id},
        )
        for payment in payments
    )
