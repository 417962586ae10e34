"""Forms on paper that wait to be keyed in, and their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parvis.cases.engine.clock import LocalTime
from parvis.cases.models import Attachment, Case, Channel, Draft, PaperForm
from parvis.cases.paper.codes import SCANS, page_count
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.core.ui.words import longdate

LISTED = 50
OLDEST = timedelta(days=365)
"""No letter waits longer for somebody to key it in: an older day is a slip."""


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a request came on paper, as far as is known, and the days that can be said instead."""

    day: date
    earliest: date
    latest: date

    @property
    def refusal(self) -> str:
        """In the active language."""
        between = {"first": longdate(self.earliest), "last": longdate(self.latest)}
        return _("Give a day from %(first)s to %(last)s.") % between


def arrival_of(draft: Draft) -> Arrival:
    """The day said by somebody, else that of its pages, else today. Two queries at most.

    A form cannot come back before it could be printed: from its draft, or from the version whose
    number its code bears.
    """
    local = LocalTime(draft.installation.area)
    today = local.day_of(clock.now())
    form = PaperForm.objects.filter(draft_key=draft.pk).order_by("received_at", "pk").first()
    kept = form.received_at if form is not None else None
    said = form.arrived_on if form is not None else None
    earliest = today - OLDEST
    printed = _printable_since(draft, form, kept) if form is not None else None
    if printed is not None:
        earliest = max(earliest, local.day_of(printed))
    day = said or (local.day_of(kept) if kept is not None else today)
    return Arrival(day, min(earliest, day), today)


def arrival_of_case(case: Case) -> Arrival:
    """The same of a request on paper that was sent: it came on the day it was keyed in at the
    latest. Three queries at most."""
    local = LocalTime(case.area)
    day = local.day_of(case.submitted_at)
    keyed = case.events.filter(kind="submitted").order_by("pk").values_list("at", flat=True).first()
    latest = max(day, local.day_of(keyed)) if keyed is not None else day
    form = PaperForm.objects.filter(draft_key=case.draft_key).order_by("received_at", "pk").first()
    printed = _published(case.installation, form) if form is not None else None
    earliest = latest - OLDEST
    if printed is not None:
        earliest = max(earliest, local.day_of(printed))
    return Arrival(day, min(earliest, day), latest)


def _printable_since(draft: Draft, form: PaperForm, kept: datetime | None) -> datetime | None:
    if kept is not None and draft.created_at < kept:
        return draft.created_at
    return _published(draft.installation, form)


def _published(installation: Installation, form: PaperForm) -> datetime | None:
    """Since when the version that a form was printed from exists; None when no code says which."""
    if not form.reference:
        return None
    known = ServiceVersion.objects.filter(
        service=installation.service_id, number=form.version_number
    )
    return known.values_list("published_at", flat=True).first()
