"""What a key opens, which events a unit may know, how a webhook is signed. Writes nothing."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from parvis.cases.models import Case, CaseEvent
from parvis.directory.models import Membership, Unit
from parvis.directory.rules import may_manage
from parvis.partners.models import Event, Subscription

PER_MINUTE = 300
LONGEST_DAYS = 400
MOST_ATTEMPTS = 9
# Kind of a case's event → type told. What is not here is nobody's business outside.
TYPES = {
    "submitted": "fr.parvis.case.submitted",
    "moved": "fr.parvis.case.moved",
    "document": "fr.parvis.case.document_issued",
    "message": "fr.parvis.case.message_written",
    "item_opened": "fr.parvis.work_item.opened",
    "item_done": "fr.parvis.work_item.done",
    "item_expired": "fr.parvis.work_item.expired",
    "item_overdue": "fr.parvis.work_item.overdue",
    "item_cancelled": "fr.parvis.work_item.cancelled",
}


def hash_of(token: str) -> str:
    """What is kept of a token. 256 random bits need no slow hash, and looking for a hash tells
    nothing of the token by the time it takes."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_administer(is_administrator: bool, memberships: Iterable[Membership], unit: Unit) -> bool:
    """Administrators of the platform, and the managers of the unit."""
    return is_administrator or may_manage(memberships, unit)


def may_know(case: Case, unit_id: int, event: CaseEvent) -> bool:
    """Whether a unit may know that this happened: what it would read on the case's page.

    A unit that sees a part knows of its own items and of what is said to it.
    """
    if event.kind not in TYPES:
        return False
    if unit_id in case.full_units:
        return True
    if event.audience == f"part:{unit_id}":
        return True
    if event.kind.startswith("item_") and event.unit_id == unit_id:
        return True
    return unit_id == case.filed_by_unit_id and event.audience == "all"


def fault_of(url: str) -> str:
    """Why webhooks cannot be sent to this address, as a word; empty when they can.

    Names are resolved, and private addresses refused, each time something is sent.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "malformed"
    if not host or parts.fragment or parts.username or parts.password is not None:
        return "malformed"
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local(host)):
        return "scheme"
    return ""


def is_local(host: str) -> bool:
    """Hosts that PARVIS_WEBHOOK_LOCAL_HOSTS names may be private, and reached without TLS."""
    return host in settings.WEBHOOK_LOCAL_HOSTS


def secret_of(subscription: Subscription) -> str:
    """`whsec_…`: computed from the site's secret, so that a copy of the database forges nothing."""
    about = f"parvis.partners.webhook:{subscription.pk}:{subscription.nonce}"
    key = hmac.digest(settings.SECRET_KEY.encode(), about.encode(), "sha256")
    return "whsec_" + base64.b64encode(key).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """As Standard Webhooks asks: `v1,` and the HMAC-SHA256 of id, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def cloud_event(event: Event) -> dict[str, object]:
    """CloudEvents 1.0, JSON. `sequence` grows with what the unit is told."""
    return {
        "specversion": "1.0",
        "id": f"evt_{event.pk}",
        "source": f"{settings.BASE_URL}/api/v1",
        "type": event.type,
        "subject": event.data["case"],
        "time": event.at.isoformat(),
        "datacontenttype": "application/json",
        "sequence": f"{event.pk:019d}",
        "data": event.data,
    }
