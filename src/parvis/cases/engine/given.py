"""Files given with a move or a task: kept with the case, read where they were given."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from parvis.cases import rules
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.live import Live
from parvis.cases.models import Attachment

_KEY = 36  # characters of a UUID as written
BY_SERVICE = "@given."
"""Stands before the field of a file that a service gave: the applicant does not open it."""


def file_ids(inputs: Mapping[str, Any]) -> set[UUID]:
    """What may be the key of a file among inputs; groups are looked into."""
    return set(_keys(inputs))


def _keys(inputs: Mapping[str, Any]) -> Iterator[UUID]:
    for value in inputs.values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping):
                yield from _keys(one)
            elif isinstance(one, str) and len(one) == _KEY:
                try:
                    yield UUID(one)
                except ValueError:
                    continue


def keep_files(live: Live, inputs: Mapping[str, Any]) -> None:
    """The files named by these inputs, given for this case, are part of it from now on."""
    ids = file_ids(inputs)
    if not ids:
        return
    given = list(of_no_message(live.case).filter(case=None, pk__in=ids))
    mark = "" if rules.writes_as_applicant(live.case, live.party) else BY_SERVICE
    for file in given:
        file.case, file.field = live.case, f"{mark}{file.field}"
    Attachment.objects.bulk_update(given, ["case", "field"])


def files_for(live: Live, kept: Mapping[str, Any]) -> list[Attachment]:
    """Those that inputs may name: given and not yet kept, or kept with the inputs they replace."""
    files = of_no_message(live.case)
    found = list(files.filter(case=None))
    ids = file_ids(kept)
    for file in files.filter(case=live.case, pk__in=ids) if ids else ():
        file.field = file.field.removeprefix(BY_SERVICE)
        found.append(file)
    return found
