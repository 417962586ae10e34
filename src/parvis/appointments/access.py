"""How a domain above lets people book from one of its pages.

The case stays opaque here: `cases` signs its reference into the address after it has checked whose
it is, and nobody can write another one.
"""

from django.core import signing
from django.urls import reverse
from django.utils.http import urlencode

from parvis.accounts.models import Person
from parvis.appointments import words
from parvis.appointments.models import Booking, Kind

_SALT = "parvis.appointments.case"
_DAY = 86_400


def booking_url(kind: Kind, case_reference: str = "") -> str:
    """Where a resident picks a slot of that kind, for that case if any (for a day)."""
    address = reverse("appointments:slots", args=[kind.pk])
    if not case_reference:
        return address
    signed = signing.dumps(case_reference, salt=_SALT)
    return f"{address}?{urlencode({'dossier': signed})}"


def booking_for_url(kind: Kind, person: Person, case_reference: str) -> str:
    """Where an agent takes a slot for the person of a case; the caller notes that the session found
    them (`accounts.access.note_found`)."""
    signed = signing.dumps(case_reference, salt=_SALT)
    query = urlencode({"personne": str(person.pk), "dossier": signed})
    return f"{reverse('appointments:agent-slots', args=[kind.pk])}?{query}"


def told(booking: Booking) -> words.Shown:
    """An appointment as people read it; no query."""
    return words.shown(booking)


def case_in(signed: str) -> str:
    """The reference an address carries; empty when it carries none, or a forged or old one."""
    try:
        reference = signing.loads(signed, salt=_SALT, max_age=_DAY) if signed else ""
    except signing.BadSignature:
        return ""
    return reference if isinstance(reference, str) else ""
