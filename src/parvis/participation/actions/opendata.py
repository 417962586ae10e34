"""When each file of open data last changed."""

from collections.abc import Iterable

from django.db import transaction

from parvis.core import clock
from parvis.participation.models import Consultation, DatasetEdition
from parvis.participation.opendata.datasets import Dataset, datasets_of


def edition_of(*, consultation: Consultation, dataset: Dataset) -> DatasetEdition:
    """The edition as it is now; a change seen for the first time is dated now. One query beside
    those of the dataset when nothing changed."""
    mark = dataset.fingerprint(consultation)
    kept = DatasetEdition.objects.filter(consultation=consultation, name=dataset.name).first()
    if kept is not None and kept.fingerprint == mark:
        return kept
    made, _new = DatasetEdition.objects.update_or_create(
        consultation=consultation,
        name=dataset.name,
        defaults={"fingerprint": mark, "changed_at": clock.now().replace(microsecond=0)},
    )
    return made


def note_editions(consultations: Iterable[Consultation]) -> None:
    """Look at every file; each in a transaction of its own."""
    for consultation in consultations:
        for dataset in datasets_of(consultation):
            with transaction.atomic():
                edition_of(consultation=consultation, dataset=dataset)
