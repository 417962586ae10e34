"""Finding somebody who stands at the desk, and what of their cases the desk may tell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.accounts.models import Person
from parvis.accounts.queries import search_persons
from parvis.accounts.rules import root_of
from parvis.cases.engine.party import Party
from parvis.cases.models import Case
from parvis.core import references
from parvis.core.text import fold

SHOWN_CASES = 20
_LONGEST = 100
_PHONE = re.compile(r"\+?[\d\s.()-]{9,20}")
_DAY = re.compile(r"\b(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\b|\b(\d{2})(\d{2})(\d{4})\b")
_YEAR = re.compile(r"\b((?:18|19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed, understood. `birth_date`: YYYY or YYYY-MM-DD."""

    name: str = ""
    phone: str = ""
    birth_date: str = ""
    reference: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.phone or self.birth_date or self.reference)

    @property
    def criteria(self) -> list[str]:
        """What was searched by, without what was typed (for the journal)."""
        return [
            name for name in ("name", "phone", "birth_date", "reference") if getattr(self, name)
        ]


def understand(text: str, born: str = "") -> Sought:
    """A name, a telephone number or a reference, with or without a date of birth, in any order:
    "dupouy marie 4/5/1975", "06 39 98 01 05", "les-qe71-f02e"."""
    text = text.replace("\x00", "").strip()[:_LONGEST]
    birth_date = birth_date_in(born)
    reference = references.normalise(text) or ""
    if _PHONE.fullmatch(text) and not _DAY.fullmatch(text):
        return Sought(phone=text, birth_date=birth_date, reference=reference)
    birth_date = birth_date or birth_date_in(text)
    name = fold(_YEAR.sub(" ", _DAY.sub(" ", text)))
    return Sought(name=name, birth_date=birth_date, reference=reference)


def birth_date_in(text: str) -> str:
    """The first date or year in a text, as ISO 8601; "" when there is none that exists."""
    found = _DAY.search(text)
    if found:
        day, month, year = (int(part) for part in found.groups() if part)
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return ""
    year_only = _YEAR.search(text)
    return year_only[1] if year_only else ""


def find_people(sought: Sought) -> list[Person]:
    """Best match first, 20 at most. A reference leads to the person named on it."""
    if sought.is_empty:
        return []
    if sought.reference:
        case = Case.objects.filter(reference=sought.reference).select_related("person").first()
        if case is not None:
            return [root_of(case.person)]
    return list(search_persons(sought.name, phone=sought.phone, birth_date=sought.birth_date))


def homonyms_of(family_name: str, given_names: str, birth_date: str) -> list[Person]:
    """People already known under about the same name, born the same day if both days are known."""
    found = search_persons(f"{given_names} {family_name}")
    return [
        person
        for person in found
        if not person.birth_date or not birth_date or person.birth_date == birth_date
    ]


def cases_at_desk(party: Party, person_ids: Iterable[UUID]) -> QuerySet[Case]:
    """Cases of somebody that this agent may speak of with them, the latest first: their units see
    all of it, or filed it. A unit that sees a part does not learn here whose case it is."""
    return (
        Case.objects.filter(person_id__in=list(person_ids))
        .filter(
            Q(full_units__overlap=list(party.unit_ids))
            | Q(filed_by_unit__in=list(party.all_unit_ids))
        )
        .select_related("installation", "area", "lead_unit__institution")
        .order_by("-submitted_at", "-pk")[:SHOWN_CASES]
    )
