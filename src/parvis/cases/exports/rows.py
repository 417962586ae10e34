"""The cases of an export, read by chunks: as many as there are, never all at once in memory.

Each case read is written in the journal with its chunk, before the chunk leaves: what was told is
in the person's list even when the download broke off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import make_aware

from parvis.cases.answers.reading import Names
from parvis.cases.answers.results import GivenFile
from parvis.cases.exports.columns import Cell, Column, cells
from parvis.cases.models import Attachment, Case
from parvis.catalogue.models import Installation
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.journal import actions as journal

CHUNK = 500
MOST_COUNTED = 200_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Cases of one service that `unit` sees wholly; days are those of submission, both included."""

    unit: Unit
    installation: Installation
    which: Literal["all", "open", "closed"] = "all"
    since: date | None = None
    until: date | None = None


def count_asked(asked: Asked) -> int:
    """How many, up to MOST_COUNTED."""
    return _cases(asked)[:MOST_COUNTED].count()


def rows_of(
    asked: Asked, columns: list[Column], *, actor: Actor, reason: str
) -> Iterator[tuple[Case, list[Cell]]]:
    """Every case in the order of its opening, with its cells."""
    last = 0
    while True:
        with transaction.atomic():
            found = list(
                _cases(asked)
                .filter(pk__gt=last)
                .select_related("area", "lead_unit", "version")
                .defer("version__content", "facts", "correction", "search_text", "bindings")
                .order_by("pk")[:CHUNK]
            )
            journal.record_each(
                actor=actor,
                verb="cases.exported",
                about=[
                    (case, str(case.person_id), {"reference": case.reference}) for case in found
                ],
                reason=reason,
            )
        names = Names([case.answers for case in found], _files(found, columns))
        for case in found:
            yield case, cells(case, columns, names)
        if len(found) < CHUNK:
            return
        last = found[-1].pk


def _cases(asked: Asked) -> QuerySet[Case]:
    narrowed: dict[str, Any] = {}
    if asked.since:
        narrowed["submitted_at__gte"] = make_aware(datetime.combine(asked.since, time.min))
    if asked.until:
        narrowed["submitted_at__lte"] = make_aware(datetime.combine(asked.until, time.max))
    if asked.which != "all":
        narrowed["closed_at__isnull"] = asked.which == "open"
    return Case.objects.filter(
        installation=asked.installation, full_units__contains=[asked.unit.pk], **narrowed
    )


def _files(cases: list[Case], columns: list[Column]) -> list[GivenFile]:
    """Names of the files given, when a column tells any answer; one query a chunk."""
    if not any(column.key.startswith("answers.") for column in columns):
        return []
    given = Attachment.objects.filter(case__in=cases, note=None).exclude(field="")
    return list(given.only("name"))
