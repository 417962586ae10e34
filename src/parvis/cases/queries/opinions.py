"""What somebody asked for an opinion reads."""

from django.db.models import QuerySet

from parvis.cases.engine import opinions
from parvis.cases.models import Attachment, WorkItem
from parvis.cases.rules import shared_by
from parvis.catalogue.queries import package_of


def question_files(item: WorkItem) -> QuerySet[Attachment]:
    """The documents that go with the question."""
    keys = item.asked.get("files", ())
    return Attachment.objects.filter(case=item.case_id, pk__in=keys).order_by("uploaded_at", "pk")


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
