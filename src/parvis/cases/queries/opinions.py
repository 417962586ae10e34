"""What somebody asked for an opinion reads."""

from django.db.models import QuerySet

from parvis.cases.engine import opinions
from parvis.cases.engine.party import Party
from parvis.cases.models import Attachment, Case, WorkItem
from parvis.cases.rules import shared_by
from parvis.catalogue.queries import package_of
from parvis.journal import actions as journal


def question_files(item: WorkItem) -> QuerySet[Attachment]:
    """The documents that go with the question."""
    keys = item.asked.get("files", ())
    return Attachment.objects.filter(case=item.case_id, pk__in=keys).order_by("uploaded_at", "pk")


def answer_files(item: WorkItem) -> QuerySet[Attachment]:
    field = f"{opinions.ANSWER_FILES}{item.pk}"
    return Attachment.objects.filter(case=item.case_id, field=field).order_by("uploaded_at", "pk")


def files_for_guest(item: WorkItem) -> list[Attachment]:
    """All that somebody outside may open: what is shared, the question's documents, their own."""
    shared = shared_by(package_of(item.case.version_id), [item])
    given = Attachment.objects.filter(case=item.case_id, note=None).order_by("uploaded_at", "pk")
    asked, mine = set(item.asked.get("files", ())), f"{opinions.ANSWER_FILES}{item.pk}"
    return [
        file
        for file in given
        if file.field.split(".")[0] in shared or str(file.pk) in asked or file.field == mine
    ]


def note_reading(party: Party, case: Case, reason: str = "") -> None:
    """Each time somebody outside reads what is shared, the person can know it."""
    journal.record(
        actor=party.actor,
        verb="cases.read",
        about=case,
        person=str(case.person_id),
        reason=reason,
        detail={"reference": case.reference},
    )
