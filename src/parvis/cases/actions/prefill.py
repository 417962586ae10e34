"""What is already known of somebody, and which questions it answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from parvis.accounts.actions.people import ContactFields, IdentityFields
from parvis.accounts.models import Person
from parvis.cases.answers import Around, Refused, normalise
from parvis.catalogue.definition import Field, Package
from parvis.eligibility.situation import Situation


def known_answers(
    package: Package, person: Person | None, situation: Situation | None = None
) -> dict[str, Any]:
    """Answers to the questions that declare a prefill, as far as the person is known, and what they
    said of their household."""
    said = _of_household(package, situation) if situation is not None else {}
    return said | _of_person(package, person)


def _of_household(package: Package, situation: Situation) -> dict[str, Any]:
    """Only facts that are known to be there: an absent one is left to be answered. A question on
    the person is begun with the part that the household says: the birth date, the commune."""
    found = {}
    for field in package.form.all_fields():
        fact = situation.fact(_FACTS[field.prefill]) if field.prefill in _FACTS else None
        if fact is not None and fact.value is not None:
            found[field.id] = _as_answer(field, fact.value)
    return {field_id: value for field_id, value in found.items() if value is not None}


_FACTS = {
    "person.identity": "me.birth_date",
    "person.address": "home.commune",
    "person.commune": "home.commune",
    "situation.commune": "home.commune",
    "situation.birth_date": "me.birth_date",
    "situation.couple": "home.couple",
    "situation.children": "home.children",
    "situation.rent": "home.rent",
    "situation.quotient_caf": "family.quotient_caf",
    "situation.reference_income": "tax.reference_income",
}
_IN_CENTS = frozenset({"situation.rent", "situation.quotient_caf", "situation.reference_income"})
_PARTS = {"person": "birth_date", "address": "commune_code"}


def is_begun_only(value: Any) -> bool:
    """Whether a household alone filled this: the resident typed nothing of it."""
    return isinstance(value, Mapping) and len(value) == 1 and set(value) <= set(_PARTS.values())


def _as_answer(field: Field, value: Any) -> Any:
    if field.type == "person" and field.birth_date == "none":
        return None
    if isinstance(value, date):
        value = value.isoformat()
    if field.type == "number" and field.prefill in _IN_CENTS:
        value //= 100
    return {_PARTS[field.type]: value} if field.type in _PARTS else value


def _of_person(package: Package, person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    found = {
        field.id: _known(field.prefill, person)
        for field in package.form.all_fields()
        if field.prefill
    }
    return {field_id: value for field_id, value in found.items() if value}


def locked_answers(package: Package, person: Person | None) -> dict[str, Any]:
    """Those that come from a verified identity and that nobody may edit: whole and valid ones."""
    if person is None or not person.is_certified:
        return {}
    known = known_answers(package, person)
    return {
        field.id: known[field.id]
        for field in package.form.all_fields()
        if field.locked and field.id in known and _is_whole(field, known[field.id])
    }


def _is_whole(field: Field, value: Any) -> bool:
    try:
        return normalise(field, value, Around()) is not None
    except Refused:
        return False


def _known(source: str | None, person: Person) -> Any:
    match source:
        case "person.identity":
            return (
                {
                    "family_name": person.family_name,
                    "usual_name": person.usual_name,
                    "given_names": person.given_names,
                    "birth_date": person.birth_date,
                }
                if person.family_name
                else None
            )
        case "person.address":
            return _address(person)
        case "person.commune":
            return person.commune_code
        case "person.birth_commune":
            return person.birth_place_code
        case "person.email":
            return person.email
        case "person.phone":
            return person.phone
    return None


def _address(person: Person) -> dict[str, str] | None:
    if not person.address_line:
        return None
    return {
        "line": person.address_line,
        "extra": person.address_extra,
        "postal_code": person.postal_code,
        "commune_code": person.commune_code,
        "commune_name": person.commune_name,
    }


def says_more(package: Package, answers: Mapping[str, Any], person: Person) -> bool:
    """Whether answers, checked or not, may say something of the person that nobody had told."""
    return any(
        (field.prefill or "").startswith("person.")
        and answers.get(field.id)
        and not _known(field.prefill, person)
        for field in package.form.all_fields()
    )


def new_knowledge(
    package: Package, answers: Mapping[str, Any], person: Person
) -> tuple[IdentityFields, ContactFields]:
    """(identity, contact) that valid answers say and that nobody had told before: only blanks are
    filled, nothing known is replaced."""
    identity: IdentityFields = {}
    contact: ContactFields = {}
    for field in package.form.all_fields():
        value = answers.get(field.id)
        if not value or _known(field.prefill, person):
            continue
        match field.prefill:
            # Only the applicant's own identity: the one that a verified person could not edit.
            case "person.identity" if field.locked and not person.is_certified:
                identity = cast(IdentityFields, dict(value))
            # An address abroad does not fit a person's record.
            case "person.address" if value["commune_code"]:
                contact |= {
                    "address_line": value["line"],
                    "address_extra": value["extra"],
                    "postal_code": value["postal_code"],
                    "commune_code": value["commune_code"],
                    "commune_name": value["commune_name"][:120],
                }
            case "person.email":
                contact["email"] = value
            case "person.phone":
                contact["phone"] = value
    return identity, contact
