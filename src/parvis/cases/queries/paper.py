"""Forms on paper that wait to be keyed in, and their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from parvis.cases.models import Attachment, Channel, Draft, PaperForm
from parvis.cases.paper.codes import SCANS, page_count
from parvis.catalogue.queries import package_of

LISTED = 50


def waiting_forms(unit_ids: Iterable[int]) -> QuerySet[PaperForm]:
    """Received by these units and in no draft yet, the oldest first."""
    return (
        PaperForm.objects.filter(unit__in=list(unit_ids), draft_key=None, received_at__isnull=False)
        .select_related("installation", "unit")
        .order_by("received_at", "pk")[:LISTED]
    )


@dataclass(frozen=True, slots=True)
class Scan:
    """One file of a form, and how many pages can be drawn of it."""

    pk: UUID
    name: str
    pages: int


def pages_of(key: UUID) -> list[Scan]:
    """The scans of a form, by its key or that of its draft, in the order they came."""
    given = Attachment.objects.filter(draft_key=key, field=SCANS).order_by("uploaded_at", "pk")
    return [Scan(one.pk, one.name, _count(one)) for one in given]


def _count(scan: Attachment) -> int:
    if scan.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        return 0
    if scan.mime != "application/pdf":
        return 1
    with default_storage.open(scan.storage_name) as content:
        return page_count(content, scan.mime)


def takes_paper(draft: Draft) -> bool:
    """Whether the service of this draft can be asked for by post."""
    return Channel.POST in package_of(draft.version_id).service.channels
