"""What a request tells of the person who makes it."""

from django.db import transaction

from parvis.accounts import actions as accounts
from parvis.accounts.models import Person
from parvis.cases.actions.prefill import new_knowledge, says_more
from parvis.cases.answers import check_all
from parvis.cases.models import Draft
from parvis.cases.queries.drafts import around, files_of
from parvis.catalogue.queries import package_of
from parvis.core.actor import SYSTEM, Actor


@transaction.atomic
def remember_answers(*, draft: Draft, actor: Actor) -> None:
    """Keep for the next request what a resident says of themselves for the first time.

    Only blanks are filled; what was known stays. Nothing is asked twice.
    """
    if draft.person is None:
        return
    package = package_of(draft.version_id)
    if not says_more(package, draft.answers, draft.person):
        return
    given = check_all(package, draft.answers, files_of(draft), around=around(draft)).answers
    identity, contact = new_knowledge(package, given, draft.person)
    if identity:
        accounts.correct_identity(person=draft.person, actor=actor, **identity)
    if contact:
        accounts.update_contact(person=draft.person, actor=actor, **contact)
    draft.person.refresh_from_db()


@transaction.atomic
def visitor_person(*, draft: Draft) -> Person:
    """Somebody for a request that asks no identity: what the form says, else nobody by name."""
    package = package_of(draft.version_id)
    given = check_all(package, draft.answers, files_of(draft), around=around(draft)).answers
    identity, contact = new_knowledge(package, given, Person())
    return accounts.create_person(actor=SYSTEM, **identity, **contact)
