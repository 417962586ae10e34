"""Credit transfers: put in a file for the accountant, once."""

from django.db import transaction

from parvis.cases.engine.party import Party
from parvis.cases.models import PaymentBatch
from parvis.directory.models import Unit


@transaction.atomic
def make_payment_file(*, unit: Unit, party: Party) -> PaymentBatch:
    """Put every transfer waiting in `unit` into one SEPA file (pain.001.001.03).

    Raises NotAllowed, NothingToPay, DebtorUnknown.
    """
    raise NotImplementedError


@transaction.atomic
def settle_batch(*, batch: PaymentBatch, party: Party) -> PaymentBatch:
    """Note that the bank carried out the file. Raises NotAllowed."""
    raise NotImplementedError
