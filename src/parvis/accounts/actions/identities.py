"""Accounts opened and linked by an identity provider."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from parvis.accounts import ports, queries, rules
from parvis.accounts.actions.claims import merge_persons
from parvis.accounts.events import AgentSignedIn
from parvis.accounts.identity import PIVOT_FIELDS, CivilIdentity
from parvis.accounts.models import Account, IdentityLink, Person, ProposedLink
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.events import announce
from parvis.journal import actions as journal


class IdentityConflict(Exception):
    """This identity cannot be tied to this account: somebody else's, or the account is closed."""


class AgentNotExpected(Exception):
    """No institution has opened an access for this agent."""


def open_with_identity(
    *,
    issuer: str,
    subject: str,
    claims: Mapping[str, Any],
    acr: str = "",
    amr: Sequence[str] = (),
) -> Account:
    """The resident account that a verified identity opens, created at the first visit.

    A known (issuer, subject) opens its account; else the six pivot fields find the person (seen
    through another provider, or checked at a desk); else a new account and person are made, and
    where an older person differs by one field only, a link is proposed, to be proven. Nothing is
    ever found by e-mail or by name.

    The caller has verified signatures, audience, nonce and level. Raises InvalidClaims.
    """
    identity = CivilIdentity.from_claims(claims)
    visit = {"issuer": issuer, "subject": subject, "acr": acr, "amr": list(amr)}
    try:
        return _open(identity, visit)
    except IntegrityError:
        # The same person pressed the button twice: the other request made the rows.
        return _open(identity, visit)


@transaction.atomic
def link_identity(
    *,
    account: Account,
    issuer: str,
    subject: str,
    claims: Mapping[str, Any],
    acr: str = "",
    amr: Sequence[str] = (),
) -> Account:
    """Tie a verified identity to the account of the resident who is signed in: both are proven.

    If that identity already has a space of its own, the two become one, reversibly.
    Raises IdentityConflict when the account's identity is certified and contradicts it,
    InvalidClaims.
    """
    identity = CivilIdentity.from_claims(claims)
    account = Account.objects.select_for_update().get(pk=account.pk)
    person = account.person
    if person is None or not account.is_active:
        raise IdentityConflict
    link = _known_link(issuer, subject)
    if link and link.account_id == account.pk:
        _certify(person, identity)
        return account
    # Only somebody who declared nothing yet, or the same thing, may be this identity.
    if not rules.may_be_same_human(person, _as_person(identity)):
        raise IdentityConflict
    other = (link.account.person if link else None) or _person_with(identity.fingerprint())
    if other and not rules.same_root(other, person):
        merge_persons(person=person, into=other, actor=SYSTEM, reason="both proven by sign-in")
    elif other is None:
        _certify(person, identity)
    if link is None:
        _new_link(
            account, identity, {"issuer": issuer, "subject": subject, "acr": acr, "amr": list(amr)}
        )
    return account


@transaction.atomic
def admit_agent(
    *,
    issuer: str,
    subject: str,
    siren: str,
    email: str,
    acr: str = "",
    amr: Sequence[str] = (),
) -> Account:
    """The agent account that a ProConnect identity opens.

    At the first visit the institution must expect it (`ports.expected_agent`, answered by the
    directory from the access the institution opened for this address); afterwards only
    (issuer, subject) counts, and the address is never looked at again.

    Raises AgentNotExpected.
    """
    link = _known_link(issuer, subject)
    account: Account
    if link:
        account = link.account
        _seen_again(link, acr, amr, "")
    else:
        account = _expected_agent(issuer, siren, email)
        visit = {"issuer": issuer, "subject": subject, "acr": acr, "amr": list(amr)}
        _new_link(account, None, visit)
    if not account.is_active or not account.is_agent:
        raise AgentNotExpected
    announce(AgentSignedIn(account_id=str(account.pk), siren=siren))
    return account


def _expected_agent(issuer: str, siren: str, email: str) -> Account:
    key = ports.expected_agent(siren=siren, email=email.lower())
    accounts = Account.objects.select_for_update().filter(pk=key)
    account: Account | None = accounts.first() if key else None
    # The access serves once: a second subject with the same address is somebody else.
    if account is None or account.links.filter(issuer=issuer).exists():
        raise AgentNotExpected
    return account


@transaction.atomic
def _open(identity: CivilIdentity, visit: dict[str, Any]) -> Account:
    link = _known_link(visit["issuer"], visit["subject"])
    if link:
        account = _account(link)
        _certify(_certified_by(link, identity), identity)
        _seen_again(link, visit["acr"], visit["amr"], identity.fingerprint())
        return account
    person = _person_with(identity.fingerprint())
    if person is None:
        person = _as_person(identity)
        person.created_at = clock.now()
        person.save(force_insert=True)
        _propose_links(person, identity)
    _certify(person, identity)
    account = queries.account_of(person) or _new_account(person)
    _new_link(account, identity, visit)
    return account


def _new_account(person: Person) -> Account:
    account = Account(person=person, display_name=person.display_name, created_at=clock.now())
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def _account(link: IdentityLink) -> Account:
    account: Account = link.account
    if not account.is_active:
        raise IdentityConflict
    return account


def _known_link(issuer: str, subject: str) -> IdentityLink | None:
    return (
        IdentityLink.objects.select_related("account__person")
        .filter(issuer=issuer, subject=subject)
        .first()
    )


def _person_with(pivot: str) -> Person | None:
    return Person.objects.select_for_update(of=("self",)).filter(pivot_hmac=pivot).first()


def _certified_by(link: IdentityLink, identity: CivilIdentity) -> Person:
    """The row of this space that bears the identity: after a merge it may be another one."""
    own = link.account.person
    assert own is not None  # a resident's account always has a person, a closed one no link
    bearer = _person_with(identity.fingerprint())
    return bearer if bearer and rules.same_root(bearer, own) else own


def _as_person(identity: CivilIdentity) -> Person:
    return Person(
        family_name=identity.family_name,
        usual_name=identity.usual_name,
        given_names=identity.given_names,
        birth_date=identity.birth_date,
        birth_place_code=identity.birth_place_code,
        birth_country_code=identity.birth_country_code,
        gender=identity.gender,
        email=identity.email,
    )


def _certify(person: Person, identity: CivilIdentity) -> None:
    """Write down what the provider certifies; the address and phone stay the person's own."""
    pivot = identity.fingerprint()
    known = (person.pivot_hmac, person.usual_name, person.identity_source)
    person.identity_checked_at = clock.now()
    if known == (pivot, identity.usual_name, Person.IdentitySource.FRANCECONNECT):
        person.save(update_fields=["identity_checked_at"])
        return
    for field in (*PIVOT_FIELDS, "usual_name"):
        setattr(person, field, getattr(identity, field))
    person.email = person.email or identity.email
    person.identity_source = Person.IdentitySource.FRANCECONNECT
    person.identity_checked_by = ""
    if not Person.objects.filter(pivot_hmac=pivot).exclude(pk=person.pk).exists():
        person.pivot_hmac = pivot
    person.save()
    Account.objects.filter(person=person).update(display_name=person.display_name)
    journal.record(
        actor=SYSTEM,
        verb="accounts.identity_certified",
        about=person,
        person=str(person.pk),
    )


def _new_link(account: Account, identity: CivilIdentity | None, visit: dict[str, Any]) -> None:
    IdentityLink.objects.create(
        account=account,
        pivot_hmac=identity.fingerprint() if identity else "",
        first_seen_at=clock.now(),
        last_seen_at=clock.now(),
        **visit,
    )
    journal.record(
        actor=account.actor,
        verb="accounts.identity_linked",
        about=account,
        person=str(account.person_id or ""),
        detail={"issuer": visit["issuer"]},
    )


def _seen_again(link: IdentityLink, acr: str, amr: Sequence[str], pivot: str) -> None:
    link.acr, link.amr, link.pivot_hmac = acr, list(amr), pivot
    link.last_seen_at = clock.now()
    link.save(update_fields=["acr", "amr", "pivot_hmac", "last_seen_at"])


def _propose_links(person: Person, identity: CivilIdentity) -> None:
    """FranceConnect gives a new subject when the civil register corrects a field: older certified
    people that differ by exactly one field may be the same human being. Or a twin."""
    candidates = (
        Person.objects.exclude(pivot_hmac=None)
        .exclude(pk=person.pk)
        .filter(Q(birth_date=person.birth_date) | Q(search_text=person.search_text))
    )
    for older in candidates[:200]:
        differing = [
            field for field in PIVOT_FIELDS if getattr(older, field) != getattr(person, field)
        ]
        if len(differing) == 1:
            ProposedLink.objects.create(
                person=person, older=older, differs_in=differing[0], created_at=clock.now()
            )
