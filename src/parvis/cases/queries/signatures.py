"""What somebody signed for another: their signature and its receipt, not the rest of the file."""

from django.db.models import QuerySet

from parvis.accounts.models import Account
from parvis.accounts.queries import persons_of
from parvis.cases.engine.papers import signature_kind
from parvis.cases.models import Guest, IssuedDocument


def signed_by(account: Account) -> QuerySet[Guest]:
    """Given signed in to this account, the last first; what was signed by another way is nobody's
    to list."""
    return (
        Guest.objects.filter(person__in=persons_of(account))
        .select_related("item__case")
        .order_by("-item__done_at")
    )


def receipt_of(guest: Guest) -> IssuedDocument | None:
    """What they signed, as it was that day; None until it is made, or when they did not sign."""
    kind = signature_kind(guest.item)
    return IssuedDocument.objects.filter(case=guest.item.case_id, kind=kind).first()
