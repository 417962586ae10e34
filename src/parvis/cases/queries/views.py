"""What of a case a party needs to see."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from parvis.cases import rules
from parvis.cases.engine import opinions
from parvis.cases.engine.given import BY_SERVICE, file_ids
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.engine.script import script_of
from parvis.cases.models import Attachment, Case, IssuedDocument, Note, WorkItem
from parvis.cases.queries.moves import items_of
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

    def shows(self, field_id: str) -> bool:
        return self.fields_visible == "all" or field_id in self.fields_visible


def view_of(case: Case, party: Party) -> CaseView:
    """Raises NotFound when the party sees nothing of it."""
    scope = rules.scope_of(case, party)
    if scope == "none":
        raise NotFound
    items = items_of(case)
    package = script_of(case.version_id).package
    notes = Note.objects.filter(case=case).select_related("unit__institution").order_by("pk")
    documents = IssuedDocument.objects.filter(case=case).order_by("made_at", "kind")
    attachments = Attachment.objects.filter(case=case).order_by("uploaded_at", "pk")
    if scope == "part":
        mine_only = [item for item in items if item.unit_id in party.unit_ids]
        theirs = [item for item in items if item.asked and item not in mine_only]
        shared = rules.shared_by(package, mine_only)
        mine = [f"part:{unit_id}" for unit_id in party.unit_ids]
        of_fields = Q(pk__in=())
        for field in shared:
            of_fields |= Q(field=field) | Q(field__startswith=f"{field}.")
        readable = [item for item in theirs if rules.reads_answer(case, item, party)]
        for item in [*mine_only, *readable]:
            of_fields |= opinions.files_shown(item, with_question=item in mine_only)
            of_fields |= Q(pk__in=file_ids(item.inputs))
        return CaseView(
            scope=scope,
            fields_visible=shared,
            sees_applicant=rules.is_told_who_applies(case, party, package, mine_only),
            notes=notes.filter(audience__in=mine),
            documents=documents.none(),
            attachments=attachments.filter(of_fields | Q(note__audience__in=mine)),
            items=mine_only + [item for item in readable if item.done_at],
            may_write_to_applicant=False,
        )
    as_applicant = rules.writes_as_applicant(case, party)
    if as_applicant:
        notes = notes.filter(audience="all")
        attachments = attachments.filter(Q(note=None) | Q(note__audience="all")).exclude(
            field__startswith=BY_SERVICE
        )
    asked = [item for item in items if item.asked]
    if asked:
        attachments = attachments.exclude(
            opinions.files_hidden(
                [item for item in asked if not rules.reads_answer(case, item, party)],
                questions=as_applicant,
            )
        )
    return CaseView(
        scope=scope,
        fields_visible="all",
        sees_applicant=True,
        notes=notes,
        documents=documents,
        attachments=attachments,
        items=items,
        may_write_to_applicant=rules.may_write(case, party, "all"),
    )
