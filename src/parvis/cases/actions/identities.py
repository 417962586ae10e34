"""An agent says whether two records are of one person; the person is told in plain words."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.accounts import actions as accounts
from parvis.accounts import queries as people
from parvis.accounts.models import Person, ProposedLink
from parvis.accounts.rules import knowledge, root_of
from parvis.cases.engine.party import Party
from parvis.core import clock
from parvis.notifications.actions import tell


@transaction.atomic
def settle(*, proposal: ProposedLink, party: Party, same: bool, reason: str) -> None:
    """Answer a proposed link. Raises PermissionDenied, AlreadySettled, ValueError."""
    accounts.settle_proposed_link(proposal=proposal, actor=party.actor, same=same, reason=reason)
    if same:
        _tell_together(proposal.older, party)


@transaction.atomic
def bring_together(*, one: Person, other: Person, party: Party, reason: str) -> Person:
    """Two records become one, under the better known; returns that one.

    Raises PermissionDenied, ValueError (already one, or no reason).
    """
    into, person = (one, other) if knowledge(one) >= knowledge(other) else (other, one)
    accounts.merge_persons(person=person, into=into, actor=party.actor, reason=reason)
    _tell_together(into, party)
    return root_of(Person.objects.get(pk=into.pk))


@transaction.atomic
def separate(*, person: Person, party: Party, reason: str) -> None:
    """A record stands alone again. Raises PermissionDenied, ValueError when it was not merged."""
    former = person.merged_into
    accounts.separate_person(person=person, actor=party.actor, reason=reason)
    for somebody in (person, former):
        if somebody is not None:
            _tell(Person.objects.get(pk=somebody.pk), party, together=False)


def _tell_together(person: Person, party: Party) -> None:
    _tell(root_of(Person.objects.get(pk=person.pk)), party, together=True)


def _tell(person: Person, party: Party, *, together: bool) -> None:
    account = people.account_of(person)
    with translation.override(account.language if account else person.language):
        who = {"agent": party.actor.label, "role": party.actor.role}
        if together:
            subject = _("Two files in your name are now one")
            text = _(
                "Hello,\n\n%(agent)s (%(role)s) checked that two files in your name were yours, "
                "and brought them together. All your requests are now in one place.\n\nIf this is "
                "a mistake, write to us or come to the desk: it can be undone."
            )
        else:
            subject = _("Two files were separated")
            text = _(
                "Hello,\n\n%(agent)s (%(role)s) separated a file that had been brought together "
                "with another one: they are of two people. Each has their own requests again."
                "\n\nIf this is a mistake, write to us or come to the desk."
            )
        tell(
            person=person,
            key=f"cases.identities.{person.pk}.{clock.now():%Y%m%d%H%M%S%f}",
            subject=subject,
            text=text % who,
        )
