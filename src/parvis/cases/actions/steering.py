"""What managers keep, and the exports they make."""

from collections.abc import Iterator

from django.db import transaction

from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.exports import FORMATS, Asked, Column, rows_of
from parvis.cases.models import ExportTemplate
from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.journal import actions as journal


@transaction.atomic
def keep_export(
    *,
    unit: Unit,
    installation: Installation,
    name: str,
    columns: list[str],
    file_format: str,
    actor: Actor,
) -> ExportTemplate:
    """Keep the columns and the format under a name; the same name replaces what it meant."""
    template, _created = ExportTemplate.objects.update_or_create(
        unit=unit,
        name=name[:80],
        defaults={
            "installation": installation,
            "columns": columns,
            "file_format": file_format,
            "made_by": actor.label[:200],
            "made_at": clock.now(),
        },
    )
    return template


@transaction.atomic
def drop_export(*, template: ExportTemplate) -> None:
    template.delete()


def export(
    *, asked: Asked, columns: list[Column], file_format: str, actor: Actor, reason: str
) -> Iterator[bytes]:
    """The file, piece by piece. The export is journalled at once, and each case as it is read.

    Raises NotAllowed without a reason: residents read it.
    """
    if not reason.strip():
        raise NotAllowed
    journal.record(
        actor=actor,
        verb="cases.export_made",
        about=asked.installation,
        reason=reason,
        detail={"service": asked.installation.name, "format": FORMATS[file_format].label},
    )
    return FORMATS[file_format].write(columns, rows_of(asked, columns, actor=actor, reason=reason))
