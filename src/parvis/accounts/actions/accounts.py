"""Local accounts: opened, changed, closed."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction

from parvis.accounts.events import AccountClosed
from parvis.accounts.models import Account, IdentityLink, Person
from parvis.accounts.queries import account_at
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.events import announce
from parvis.journal import actions as journal


class AccountExists(Exception):
    """This e-mail address already opens an account."""


@transaction.atomic
def sign_up(*, email: str, password: str, language: str = "fr") -> Account:
    """A resident opens a local account; the address is verified before the first sign-in.

    A person without a name hangs on it at once, so that drafts and cases have somebody; the name
    is asked when it is first needed. Raises AccountExists.
    """
    email = email.lower()
    if account_at(email):
        raise AccountExists(email)
    person = Person.objects.create(email=email, language=language, created_at=clock.now())
    account = Account(email=email, person=person, language=language, created_at=clock.now())
    account.set_password(password)
    account.save(force_insert=True)
    return account


@transaction.atomic
def open_agent_account(
    *, email: str, display_name: str, actor: Actor, is_administrator: bool = False
) -> Account:
    """An institution opens an agent's access before the agent's first sign-in.

    The agent then comes through ProConnect with this address, or sets a password by the link that
    the password page sends to it; a second factor is asked before any agent page.

    Raises AccountExists, PermissionDenied (residents open no agents).
    """
    if actor.kind not in {"agent", "system"}:
        raise PermissionDenied
    email = email.lower()
    if account_at(email):
        raise AccountExists(email)
    account = Account(
        email=email,
        kind=Account.Kind.AGENT,
        display_name=display_name,
        is_administrator=is_administrator,
        created_at=clock.now(),
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    # Vouched for by the institution; nothing opens until the mailbox's owner sets a password.
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    journal.record(
        actor=actor,
        verb="accounts.agent_account_opened",
        about=account,
        detail={"agent": display_name},
    )
    return account


@transaction.atomic
def change_email(*, account: Account, former: str, email: str) -> None:
    """A new verified address signs in; it also becomes the contact address if `former` was."""
    Account.objects.filter(pk=account.pk).update(email=email.lower())
    Person.objects.filter(account=account, email__in=["", former]).update(email=email.lower())


@transaction.atomic
def close_account(*, account: Account, actor: Actor) -> None:
    """Nobody signs in with it any more: password, second factors, links and sessions are erased.

    The person and their cases stay, as the law asks of files (their erasure is another request);
    coming back through FranceConnect opens them again under a new account.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    person_key = str(account.person_id or "")
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    IdentityLink.objects.filter(account=account).delete()
    for session in UserSession.objects.filter(user=account):
        session.end()
    account.set_unusable_password()
    account.email, account.person, account.is_active = None, None, False
    account.is_administrator = False
    account.save()
    journal.record(actor=actor, verb="accounts.account_closed", about=account, person=person_key)
    announce(AccountClosed(account_id=str(account.pk)))
