"""Finding somebody who stands at the desk, and what of their cases the desk may tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.accounts.models import Person
from parvis.accounts.queries import person_of_code, search_persons
from parvis.accounts.rules import root_of
from parvis.cases.engine.party import Party
from parvis.cases.models import Case
from parvis.cases.queries.sought import Sought
from parvis.core import references

SHOWN_CASES = 20


@dataclass(frozen=True, slots=True)
class Found:
    """People, the best match first, and what they were found by."""

    people: list[Person]
    by: list[str]


def find_people(sought: Sought) -> Found:
    """20 at most. A reference leads to the person named on it, a claim code that still works to the
    one it was printed for."""
    for by, read in (("reference", _named_on), ("code", person_of_code)):
        person = read(sought.text)
        if person is not None:
            return Found([person], [by])
    return Found(
        search_persons(sought.name, phone=sought.phone, births=sought.births), sought.criteria
    )


def _named_on(text: str) -> Person | None:
    """Whom the receipt of that reference names."""
    reference = references.normalise(text)
    if reference is None:
        return None
    case = Case.objects.filter(reference=reference).select_related("person").first()
    return root_of(case.person) if case else None


def alike(family_name: str, given_names: str, birth_date: str, phone: str = "") -> list[Person]:
    """People already known whom one may be about to register again: about the same name, not born
    another day as far as known; or the same telephone, which families share."""
    first = given_names.split(" ")[0]
    found = {
        one.pk: one
        for one in search_persons(f"{first} {family_name}")
        if not one.birth_date or not birth_date or one.birth_date == birth_date
    }
    if phone:
        found |= {one.pk: one for one in search_persons(phone=phone)}
    return list(found.values())


def cases_at_desk(party: Party, person_ids: Iterable[UUID]) -> QuerySet[Case]:
    """Cases of somebody that this agent may speak of with them, the latest first: their units see
    all of it, or filed it. A unit that sees a part does not learn here whose case it is."""
    return (
        Case.objects.filter(person_id__in=list(person_ids))
        .filter(
            Q(full_units__overlap=list(party.unit_ids))
            | Q(filed_by_unit__in=list(party.all_unit_ids))
        )
        .select_related("installation", "area", "person", "lead_unit__institution")
        .order_by("-submitted_at", "-pk")[:SHOWN_CASES]
    )
