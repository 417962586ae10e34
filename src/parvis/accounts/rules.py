"""Who is the same person, and who may say so. Writes nothing."""

import re
from datetime import date
from difflib import SequenceMatcher

from parvis.accounts.models import Account, Person
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.text import fold

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ALIKE = 0.8


def is_birth_date(text: str) -> bool:
    """A year, a year and month, or a day, between 1880 and today: YYYY, YYYY-MM, YYYY-MM-DD."""
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date(1880, 1, 1) <= date(year, month, day) <= clock.today()
    except ValueError:
        return False


def may_register_people(actor: Actor) -> bool:
    """Agents at a desk create people, hand out claim codes, correct and bring together."""
    return actor.kind in {"agent", "system"}


def may_name_people(actor: Actor) -> bool:
    """Partners' programs also name the people they file for; they check nobody's papers."""
    return may_register_people(actor) or actor.kind == "partner"


def may_declare_identity(actor: Actor, person: Person) -> bool:
    """People write their own name as long as nobody has certified it; agents correct with reasons,
    but what FranceConnect certified is corrected by the civil register only."""
    if person.identity_source == Person.IdentitySource.FRANCECONNECT:
        return False
    return may_register_people(actor) or (is_self(actor, person) and not person.is_certified)


def may_update_contact(actor: Actor, person: Person) -> bool:
    """Agents, and the person."""
    return may_register_people(actor) or is_self(actor, person)


def is_self(actor: Actor, person: Person) -> bool:
    """Whether the actor is the resident whose space this person belongs to."""
    if actor.kind != "resident":
        return False
    account = Account.objects.select_related("person").filter(pk=actor.key).first()
    return bool(account and same_root(account.person, person))


def same_root(one: Person | None, other: Person | None) -> bool:
    """Whether two rows were already brought together as one human being."""
    return one is not None and other is not None and root_of(one).pk == root_of(other).pk


def root_of(person: Person) -> Person:
    """The person all merged rows lead to; itself when it was never merged."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def knowledge(person: Person) -> tuple[int, bool]:
    """How well a row is known: of two that become one, the better known leads."""
    order = list(Person.IdentitySource)
    return order.index(Person.IdentitySource(person.identity_source)), bool(person.family_name)


def may_be_same_human(one: Person, other: Person) -> bool:
    """Whether nothing known contradicts that two rows describe one human being.

    Only a safeguard on top of a proof (a claim code): a parent typing a child's code, a receipt
    picked up by a neighbour. It never links anybody by itself.
    """
    if one.birth_date and other.birth_date and not _dates_agree(one.birth_date, other.birth_date):
        return False
    return _names_agree(one, other)


def _dates_agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _names_agree(one: Person, other: Person) -> bool:
    return _alike(_first(one), _first(other)) and any(
        _alike(mine, theirs) for mine in _surnames(one) for theirs in _surnames(other)
    )


def _first(person: Person) -> str:
    return fold(person.given_names).split(" ")[0]


def _surnames(person: Person) -> set[str]:
    names = {fold(name) for name in (person.family_name, person.usual_name)} - {""}
    return names or {""}


def _alike(one: str, other: str) -> bool:
    """Equal but for a typing slip; what is not known contradicts nothing."""
    one, other = (re.sub(r"[^a-z]", "", name) for name in (one, other))
    return not one or not other or SequenceMatcher(None, one, other).ratio() >= _ALIKE
