"""Claim codes, and bringing two rows of one human being together, reversibly."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q

from parvis.accounts import rules
from parvis.accounts.events import PersonsMerged, PersonsSeparated
from parvis.accounts.identity import keyed_hash
from parvis.accounts.models import Account, ClaimAttempt, ClaimCode, Person, ProposedLink
from parvis.accounts.queries import CODE_LENGTH
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.events import announce
from parvis.core.references import new_reference, normalise
from parvis.journal import actions as journal

VALIDITY = timedelta(days=90)
ATTEMPTS = 5
WINDOW = timedelta(minutes=15)


class ClaimRefused(Exception):
    """The code opens nothing for this account: unknown, used, expired, or somebody else's.

    One answer for all, so that a found receipt teaches nothing.
    """


class AlreadySettled(Exception):
    """Another agent answered first: nothing is changed."""


class TooManyAttempts(Exception):
    """Five wrong codes in a quarter of an hour: try again later."""


@transaction.atomic
def issue_claim_code(*, person: Person, actor: Actor) -> str:
    """A code to print on this person's receipt: `7K3M-9QXR-A2WP`, valid once within 90 days.

    Only its keyed hash is kept, so it cannot be shown again; another one can be issued.
    Raises PermissionDenied.
    """
    if not rules.may_register_people(actor):
        raise PermissionDenied
    code = new_reference(length=CODE_LENGTH)
    ClaimCode.objects.create(
        person=person,
        code_hmac=keyed_hash(code),
        created_at=clock.now(),
        expires_at=clock.now() + VALIDITY,
    )
    journal.record(
        actor=actor, verb="accounts.claim_code_issued", about=person, person=str(person.pk)
    )
    return code


def claim_person(*, account: Account, code: str, birth_date: str = "") -> Person:
    """Find, with the code of a receipt, what was filed at a desk; returns the person found.

    The account's own person and the one found become one (`merged_into`, reversible). When a birth
    date was registered at the desk it must be known: `birth_date`, or the account's certified one.

    Raises TooManyAttempts, ClaimRefused.
    """
    _count_attempt(account)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account.pk)
        if account.person is None:
            raise ClaimRefused
        claim = _open_claim(code)
        if claim.used_at is not None:
            # Pressed twice: what the first press found is theirs.
            if not rules.same_root(account.person, claim.person):
                raise ClaimRefused
            return claim.person
        if not _proves(account.person, claim.person, birth_date):
            raise ClaimRefused
        claim.used_at = clock.now()
        claim.save(update_fields=["used_at"])
        ClaimAttempt.objects.filter(account=account).delete()
        journal.record(
            actor=account.actor,
            verb="accounts.person_claimed",
            about=claim.person,
            person=str(claim.person_id),
        )
        if not rules.same_root(account.person, claim.person):
            _merge(account.person, claim.person, account.actor, "claim code")
        return claim.person


@transaction.atomic
def merge_persons(*, person: Person, into: Person, actor: Actor, reason: str) -> None:
    """An agent who checked identity documents says two rows are one human being.

    Raises PermissionDenied, ValueError (already one, or no reason given).
    """
    if not rules.may_register_people(actor):
        raise PermissionDenied
    if not reason or rules.same_root(person, into):
        raise ValueError("a reason is needed, and two different people")
    _join(person, into, actor, reason)


@transaction.atomic
def separate_person(*, person: Person, actor: Actor, reason: str) -> None:
    """Undo a merge: the row stands alone again, with everything that was filed under it.

    Raises PermissionDenied, ValueError when it was not merged.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not rules.may_register_people(actor):
        raise PermissionDenied
    if person.merged_into is None:
        raise ValueError("this person was not merged")
    former, person.merged_into = person.merged_into, None
    person.save(update_fields=["merged_into"])
    _tell_both("accounts.persons_separated", person, former, actor, reason)
    announce(PersonsSeparated(person_id=str(person.pk), from_id=str(former.pk)))


@transaction.atomic
def settle_proposed_link(*, proposal: ProposedLink, actor: Actor, same: bool, reason: str) -> None:
    """An agent who checked identity documents answers: the same person, or two people.

    Raises PermissionDenied, ValueError without a reason, AlreadySettled.
    """
    if not rules.may_register_people(actor):
        raise PermissionDenied
    if not reason:
        raise ValueError("a reason is needed")
    proposal = (
        ProposedLink.objects.select_for_update(of=("self",))
        .select_related("person", "older")
        .get(pk=proposal.pk)
    )
    if proposal.outcome:
        raise AlreadySettled
    if not same:
        _tell_both("accounts.link_refused", proposal.person, proposal.older, actor, reason)
    elif not rules.same_root(proposal.person, proposal.older):
        _join(proposal.older, proposal.person, actor, reason)
    _settle(Q(pk=proposal.pk), same=same)


def _count_attempt(account: Account) -> None:
    """In a transaction of its own: a refused claim still counts."""
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        attempts = ClaimAttempt.objects.filter(account=account)
        attempts.filter(at__lte=clock.now() - WINDOW).delete()
        if attempts.count() >= ATTEMPTS:
            raise TooManyAttempts
        ClaimAttempt.objects.create(account=account, at=clock.now())


def _open_claim(code: str) -> ClaimCode:
    """Used ones too. Raises ClaimRefused."""
    written = normalise(code, CODE_LENGTH)
    claim = (
        ClaimCode.objects.select_for_update(of=("self",))
        .select_related("person__merged_into")
        .filter(code_hmac=keyed_hash(written or ""), expires_at__gt=clock.now())
        .first()
    )
    if claim is None:
        raise ClaimRefused
    return claim


def _proves(mine: Person, found: Person, birth_date: str) -> bool:
    if not rules.may_be_same_human(mine, found):
        return False
    said = (mine.birth_date if mine.is_certified else "") or birth_date
    return not found.birth_date or said == found.birth_date


def _merge(mine: Person, found: Person, actor: Actor, reason: str) -> None:
    """The better known of the two roots leads; with equal knowledge, the account's own."""
    mine, found = rules.root_of(mine), rules.root_of(found)
    if rules.knowledge(found) > rules.knowledge(mine):
        _join(mine, found, actor, reason)
    else:
        _join(found, mine, actor, reason)


def _join(person: Person, into: Person, actor: Actor, reason: str) -> None:
    _one_at_a_time()
    for one in (person, into):
        one.refresh_from_db(fields=["merged_into"])
    person, into = rules.root_of(person), rules.root_of(into)
    if person.pk == into.pk:
        return
    person.merged_into = into
    person.save(update_fields=["merged_into"])
    _keep_contact(into, person)
    Account.objects.filter(person=person).update(display_name=into.display_name)
    _tell_both("accounts.persons_merged", person, into, actor, reason)
    _settle(Q(person=person, older=into) | Q(person=into, older=person), same=True)
    announce(PersonsMerged(person_id=str(person.pk), into_id=str(into.pk)))


def _one_at_a_time() -> None:
    """Two agents who join the same rows at once, each the other way, would make a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.join'))")


def _tell_both(verb: str, person: Person, other: Person, actor: Actor, reason: str) -> None:
    """In the journal of each, since each one's data is touched."""
    for one, beside in ((person, other), (other, person)):
        journal.record(
            actor=actor,
            verb=verb,
            about=one,
            person=str(one.pk),
            reason=reason,
            detail={"other": str(beside.pk)},
        )


def _keep_contact(into: Person, other: Person) -> None:
    """What only the other row knew of how to reach this human being is not lost."""
    address = ["address_line", "address_extra", "postal_code", "commune_code", "commune_name"]
    lacking = {
        name: getattr(other, name)
        for names in (["email"], ["phone"], address)
        if not any(getattr(into, name) for name in names)
        for name in names
    }
    # Nothing else of the row: its person may be changing it right now.
    Person.objects.filter(pk=into.pk).update(**lacking)


def _settle(which: Q, *, same: bool) -> None:
    outcome = ProposedLink.Outcome.PROVEN if same else ProposedLink.Outcome.REFUSED
    ProposedLink.objects.filter(which, outcome="").update(outcome=outcome, settled_at=clock.now())
