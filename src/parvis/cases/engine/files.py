"""Which files are those of a request."""

from django.db.models import QuerySet

from parvis.cases.models import Attachment, Case


def of_no_message(case: Case) -> QuerySet[Attachment]:
    """Uploaded for this case, kept or not yet, and not with a message."""
    return Attachment.objects.filter(draft_key=case.draft_key, note=None)
