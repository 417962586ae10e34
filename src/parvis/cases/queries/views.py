"""What of a case a party needs to see."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from parvis.cases.engine.party import Party
from parvis.cases.models import Attachment, Case, IssuedDocument, Note, WorkItem
from parvis.cases.rules import Scope


@dataclass(frozen=True, slots=True)
class CaseView:
    """`fields_visible`: "all" or the ids of the answers shared with the party. The querysets are
    filtered already and not yet run."""

    scope: Scope
    fields_visible: Literal["all"] | frozenset[str]
    sees_applicant: bool
    notes: QuerySet[Note]
    documents: QuerySet[IssuedDocument]
    attachments: QuerySet[Attachment]
    items: list[WorkItem]
    may_write_to_applicant: bool
    may_write_internally: bool


def view_of(case: Case, party: Party) -> CaseView:
    """Raises NotFound when the party sees nothing of it."""
    raise NotImplementedError
