"""Transfers that units owe and make."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet, Sum

from parvis.cases.models import DebtorAccount, Payment, PaymentBatch

LISTED = 100


def waiting_payments(unit_ids: Iterable[int]) -> QuerySet[Payment]:
    """Transfers in no file yet, oldest first, with their case."""
    return (
        Payment.objects.filter(unit__in=list(unit_ids), batch=None)
        .select_related("case", "unit")
        .order_by("pk")
    )


def owed_by(unit_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Unit → (how many transfers wait, their total in cents), in one query."""
    rows = (
        Payment.objects.filter(unit__in=list(unit_ids), batch=None)
        .order_by("unit")
        .values_list("unit")
        .annotate(Count("pk"), Sum("amount_cents"))
    )
    return {unit_id: (count, total) for unit_id, count, total in rows}


def debtor_accounts(unit_ids: Iterable[int]) -> dict[int, DebtorAccount]:
    accounts = DebtorAccount.objects.filter(unit__in=list(unit_ids)).order_by("pk")
    return {account.unit_id: account for account in accounts}


def batches_of(unit_ids: Iterable[int], *, before: int | None = None) -> QuerySet[PaymentBatch]:
    """Files made, the last one first; those the bank has not carried out come first of all."""
    batches = PaymentBatch.objects.filter(unit__in=list(unit_ids)).select_related("unit")
    if before is not None:
        batches = batches.filter(pk__lt=before)
    return batches.order_by("-pk")
