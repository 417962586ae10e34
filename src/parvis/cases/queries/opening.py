"""The only way an agent, or a helper, reads a case: it is written in the journal. Acting needs no
reading."""

from django.db.models import Exists, Subquery

from parvis.accounts.models import Account
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Case, Deadline, IssuedDocument, WorkItem
from parvis.cases.queries.duplicates import LIKE
from parvis.cases.queries.lists import party_of
from parvis.cases.rules import scope_of
from parvis.core import clock, references
from parvis.core.prepared import Given, Prepared, gather
from parvis.directory.queries import absence_of
from parvis.journal import actions as journal


def open_case_as(account: Account, reference: str, reason: str = "") -> Case:
    """The case of that reference, with its items, deadlines and labels at hand.

    An agent's reading is journalled (`cases.read`) with the person's key, each time, and that of a
    helper under a mandate; residents reading their own are not. Raises NotFound when there is none
    this account may see.
    """
    return open_case(party_of(account), reference, reason)


def open_case(party: Party, reference: str, reason: str = "") -> Case:
    """The same for a party already known. Three queries, and the journal's."""
    known = references.normalise(reference)
    case = _cases.first(reference=known, day=clock.today()) if known else None
    if case is None or scope_of(case, party) == "none":
        raise NotFound
    gather(case, "items", _items.all(case=case.pk))
    gather(case, "deadlines", _deadlines.all(case=case.pk))
    note_reading(party, case, reason)
    return case


def note_reading(party: Party, case: Case, reason: str = "") -> None:
    """Each time somebody else reads what a person gave, the person can know it."""
    if party.reads_for_others:
        journal.record(
            actor=party.actor,
            verb="cases.read",
            about=case,
            person=str(case.person_id),
            reason=reason,
            detail={"reference": case.reference},
        )


def to_act_on(party: Party, reference: str) -> Case:
    """The case as it stands, for an act that shows nothing of it: the act is what is journalled.

    One query, nothing joined. Raises NotFound when there is none this party may see.
    """
    known = references.normalise(reference)
    case = _named.first(reference=known) if known else None
    if case is None or scope_of(case, party) == "none":
        raise NotFound
    return case


def open_document(party: Party, case: Case, document: IssuedDocument) -> IssuedDocument:
    """Note that an agent or a helper read a letter or receipt of a case opened before."""
    if party.reads_for_others:
        journal.record(
            actor=party.actor,
            verb="cases.document_read",
            about=case,
            person=str(case.person_id),
            detail={"reference": case.reference, "title": document.title},
        )
    return document


_named = Prepared(lambda: Case.objects.filter(reference=Given("reference")))
_cases = Prepared(
    lambda: (
        Case.objects.select_related(
            "installation__institution",
            "area",
            "person",
            "lead_unit__institution",
            "filed_by_unit__institution",
            "assigned_to",
        )
        .annotate(away=Subquery(absence_of("assigned_to", "assigned_unit", Given("day"))))  # type: ignore[no-redef]
        .annotate(is_alike=Exists(LIKE))
        .filter(reference=Given("reference"))
    )
)
_items = Prepared(
    lambda: (
        WorkItem.objects.select_related("unit__institution", "assigned_to")
        .filter(case=Given("case"))
        .order_by("pk")
    )
)
_deadlines = Prepared(lambda: Deadline.objects.filter(case=Given("case")).order_by("pk"))
