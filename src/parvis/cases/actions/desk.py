"""What the desk does beside filing requests: looking for people, handing out receipts.

Each leaves a trace that the person can read.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parvis.accounts import actions as accounts
from parvis.accounts import queries as people
from parvis.accounts.actions.claims import VALIDITY
from parvis.accounts.models import Person
from parvis.cases.engine import papers
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import Case
from parvis.core import clock
from parvis.journal import actions as journal


@dataclass(frozen=True, slots=True)
class Code:
    """What opens the person's space to them: shown once, works until `until`."""

    text: str
    until: date


def note_search(*, party: Party, by: list[str], found: int) -> None:
    """Who searched by what, and how many people it showed; never what was typed."""
    journal.record(
        actor=party.actor,
        verb="accounts.person_searched",
        about=("accounts.person", "search"),
        detail={"by": by, "found": found},
    )


def note_opening(*, party: Party, person: Person) -> None:
    """An agent opened somebody's record at the desk."""
    journal.record(
        actor=party.actor, verb="cases.person_opened", about=person, person=str(person.pk)
    )


def note_sheet(*, party: Party, person: Person) -> None:
    """What the agent may speak of left the desk on paper."""
    journal.record(
        actor=party.actor, verb="cases.sheet_printed", about=person, person=str(person.pk)
    )


@transaction.atomic
def issue_code(*, case: Case, party: Party) -> Code | None:
    """A claim code for the applicant; None when they have an account already: the case is there.

    Raises NotAllowed unless one of the party's units filed the case.
    """
    if case.filed_by_unit_id is None or case.filed_by_unit_id not in party.all_unit_ids:
        raise NotAllowed
    if people.account_of(case.person) is not None:
        return None
    text = accounts.issue_claim_code(person=case.person, actor=party.actor)
    return Code(text, clock.today() + VALIDITY)


def receipt(*, case: Case, party: Party) -> bytes:
    """The receipt as PDF, with a claim code for whoever has no account. The code is on the paper
    and nowhere else: each printing draws another one. Raises NotAllowed."""
    code = issue_code(case=case, party=party)
    deadlines = list(case.deadlines.order_by("pk"))
    effect = papers.receipt_of(Live.of(case, party, deadlines=deadlines), case.installation)
    if code is not None:
        effect["data"] |= {"claim_code": code.text, "claim_until": code.until.isoformat()}
    return papers.receipt_pdf(effect)
