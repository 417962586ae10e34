"""Whose case it is: given to the person it is about; answers that nobody needs any more."""

from collections.abc import Iterable, Mapping
from typing import Any

from parvis.accounts import actions as accounts
from parvis.accounts.actions.people import ContactFields
from parvis.accounts.models import Person
from parvis.cases.answers import title_of
from parvis.cases.engine.live import Live
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import Case
from parvis.catalogue.definition.process import Gives
from parvis.core.text import fold

MOST_SEARCHED = 500


def give(live: Live, gives: Gives) -> None:
    """The case becomes that of the person whom its answers name: somebody new, as at a desk, whom
    an agent may bring together with a person known already. Raises NotAllowed when no answer names
    anybody."""
    case = live.case
    named = case.answers.get(gives.identity)
    if not isinstance(named, Mapping):
        raise NotAllowed
    # The homonym of somebody known stays another person until it is checked (decision 0132).
    person = accounts.create_person(
        actor=live.party.actor, **dict(named), **contact_of(gives, case.answers)
    )
    live.former.append(case.person)
    case.person = person
    case.mandate = None
    case.applicant_name = person.display_name[:200]
    case.applicant_identity = "declared"
    case.search_text = searched_words(case, person)


def contact_of(gives: Gives, answers: Mapping[str, Any]) -> ContactFields:
    """How that person is reached, as the answers say."""
    contact: ContactFields = {}
    if gives.email and answers.get(gives.email):
        contact["email"] = answers[gives.email]
    if gives.phone and answers.get(gives.phone):
        contact["phone"] = answers[gives.phone]
    lives = answers.get(gives.address or "")
    if isinstance(lives, Mapping):
        contact["address_line"] = lives["line"]
        contact["address_extra"] = lives["extra"]
        contact["postal_code"] = lives["postal_code"]
        contact["commune_code"] = lives["commune_code"]
        contact["commune_name"] = lives["commune_name"][:120]
    return contact


def searched_words(case: Case, person: Person) -> str:
    """By what agents find a case: whose it is, its reference, their telephone."""
    words = (
        person.given_names,
        person.family_name,
        person.usual_name,
        case.reference.replace("-", ""),
        person.phone,
    )
    return fold(" ".join(words))[:MOST_SEARCHED]


def erase(live: Live, fields: Iterable[str]) -> None:
    """These answers go; `commit` deletes their files."""
    gone = set(fields)
    live.case.answers = {key: said for key, said in live.case.answers.items() if key not in gone}
    live.case.title = title_of(live.script.package, live.case.answers)
    live.erased |= gone
