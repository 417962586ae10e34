"""Finding whom a proposal names, without telling anybody who is known here.

Whoever proposes types a name and an address. If they are those of somebody known, that person is
asked; else somebody new is registered under what was typed. Both look the same from outside.
"""

from dataclasses import dataclass

from django.db.models import Q

from parvis.accounts import actions as accounts
from parvis.accounts.models import Person
from parvis.accounts.queries import account_of
from parvis.core.actor import SYSTEM
from parvis.core.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody as typed; `birth_date` in ISO 8601, `phone` in E.164. One of the addresses is
    given."""

    given_names: str
    family_name: str
    birth_date: str = ""
    email: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_names.split(' ')[0]} {self.family_name}".strip()


def known_or_new(who: Who) -> Person:
    """The one person who has this name, this address and, when known, this birth date; else a new
    row. Two who fit stay two: the one who has an account is asked, or nobody known is."""
    found = [person for person in _reached_by(who) if _is_named(person, who)]
    if len(found) > 1:
        found = [person for person in found if account_of(person) is not None]
    if len(found) == 1:
        return found[0]
    return accounts.create_person(
        actor=SYSTEM,
        given_names=who.given_names,
        family_name=who.family_name,
        birth_date=who.birth_date,
        email=who.email,
        phone=who.phone,
    )


def _reached_by(who: Who) -> list[Person]:
    addresses = Q(pk__in=[])
    if who.email:
        addresses |= Q(email__iexact=who.email)
    if who.phone:
        addresses |= Q(phone=who.phone)
    return list(
        Person.objects.filter(addresses, merged_into=None).order_by("created_at", "pk")[:20]
    )


def _is_named(person: Person, who: Who) -> bool:
    first = fold(who.given_names).split(" ")[0]
    names = {fold(person.family_name), fold(person.usual_name)} - {""}
    born = not person.birth_date or person.birth_date == who.birth_date
    return (
        born and fold(person.given_names).split(" ")[0] == first and fold(who.family_name) in names
    )
