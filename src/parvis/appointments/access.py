"""How a domain above lets a resident book from one of its pages.

The case stays opaque here: `cases` signs its reference into the address after it has checked whose
it is, and nobody can write another one.
"""

from django.core import signing
from django.urls import reverse
from django.utils.http import urlencode

from parvis.appointments.models import Kind

_SALT = "parvis.appointments.case"
_DAY = 86_400


def booking_url(kind: Kind, case_reference: str = "") -> str:
    """Where a resident picks a slot of that kind, for that case if any (for a day)."""
    address = reverse("appointments:slots", args=[kind.pk])
    if not case_reference:
        return address
    signed = signing.dumps(case_reference, salt=_SALT)
    return f"{address}?{urlencode({'dossier': signed})}"


def case_in(signed: str) -> str:
    """The reference an address carries; empty when it carries none, or a forged or old one."""
    try:
        reference = signing.loads(signed, salt=_SALT, max_age=_DAY) if signed else ""
    except signing.BadSignature:
        return ""
    return reference if isinstance(reference, str) else ""
