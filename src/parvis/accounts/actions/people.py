"""People: met at a desk, or declaring who they are."""

from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction

from parvis.accounts import rules
from parvis.accounts.identity import PIVOT_FIELDS, fingerprint
from parvis.accounts.models import Account, Person
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.journal import actions as journal

Source = Person.IdentitySource


class IdentityFields(TypedDict, total=False):
    family_name: str
    usual_name: str
    given_names: str
    birth_date: str
    birth_place_code: str
    birth_place: str
    birth_country_code: str
    gender: str


class ContactFields(TypedDict, total=False):
    email: str
    phone: str
    address_line: str
    address_extra: str
    postal_code: str
    commune_code: str
    commune_name: str
    language: str


class PersonFields(IdentityFields, ContactFields, total=False):
    """Everything known of a person when first met."""


class PersonKnown(Exception):
    """The six pivot fields just checked are those of somebody already here: `person`."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"already known: {person.pk}")
        self.person = person


@transaction.atomic
def create_person(*, actor: Actor, checked: bool = False, **fields: Unpack[PersonFields]) -> Person:
    """Register somebody an agent met at a desk, by phone or by post, without an account.

    `checked`: the agent saw an identity document; with all six pivot fields, FranceConnect will
    later open this very person. Homonyms are created without a question.

    Raises PermissionDenied, PersonKnown.
    """
    if not rules.may_name_people(actor) or (checked and not rules.may_register_people(actor)):
        raise PermissionDenied
    person = Person(
        **fields,
        created_at=clock.now(),
        created_by=actor.institution,
    )
    if checked:
        _mark_checked(person, actor)
    person.save(force_insert=True)
    journal.record(actor=actor, verb="accounts.person_created", about=person, person=str(person.pk))
    return person


@transaction.atomic
def correct_identity(
    *,
    person: Person,
    actor: Actor,
    reason: str = "",
    checked: bool = False,
    **fields: Unpack[IdentityFields],
) -> Person:
    """Change what is known of somebody's civil identity, by themselves or by an agent.

    Raises PermissionDenied (what FranceConnect certified is the civil register's to correct),
    PersonKnown.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not rules.may_declare_identity(actor, person):
        raise PermissionDenied
    changed = _change(person, fields)
    if checked and actor.kind != "resident":
        _mark_checked(person, actor)
    elif not (changed or checked):
        return person
    elif changed:
        person.pivot_hmac = None if actor.kind == "resident" else _pivot(person)
    person.save()
    Account.objects.filter(person=person).update(display_name=person.display_name)
    journal.record(
        actor=actor,
        verb="accounts.identity_corrected",
        about=person,
        person=str(person.pk),
        reason=reason,
        detail={"fields": changed},
    )
    return person


@transaction.atomic
def update_contact(*, person: Person, actor: Actor, **fields: Unpack[ContactFields]) -> Person:
    """Change how somebody is reached and where they live. Raises PermissionDenied."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not rules.may_update_contact(actor, person):
        raise PermissionDenied
    changed = _change(person, fields)
    if changed:
        person.save()
        journal.record(
            actor=actor,
            verb="accounts.contact_updated",
            about=person,
            person=str(person.pk),
            detail={"fields": changed},
        )
    return person


@transaction.atomic
def choose_language(*, account: Account, language: str) -> None:
    """The language of pages and mails for this account and its person."""
    account.language = language
    account.save(update_fields=["language"])
    if account.person_id:
        Person.objects.filter(pk=account.person_id).update(language=language)


def _change(person: Person, fields: IdentityFields | ContactFields) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])  # type: ignore[literal-required]
    return sorted(changed)


def _mark_checked(person: Person, actor: Actor) -> None:
    person.identity_source = Source.AGENT_CHECKED
    person.identity_checked_at = clock.now()
    person.identity_checked_by = actor.institution
    person.pivot_hmac = _pivot(person)


def _pivot(person: Person) -> str | None:
    """The fingerprint, when an agent saw all six fields (a place of birth only in France)."""
    six = tuple(str(getattr(person, field)) for field in PIVOT_FIELDS)
    born_abroad = person.birth_country_code not in {"", "99100"}
    complete = all(six) or (born_abroad and all((*six[:4], six[5])))
    if not (complete and person.identity_source == Source.AGENT_CHECKED):
        return None
    pivot = fingerprint(six)
    known = Person.objects.filter(pivot_hmac=pivot).exclude(pk=person.pk).first()
    if known:
        raise PersonKnown(rules.root_of(known))
    return pivot
