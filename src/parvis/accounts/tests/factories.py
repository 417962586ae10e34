"""The smallest believable people and accounts, and signing them in."""

import itertools
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account, Person
from parvis.core.clock import now
from parvis.core.text import fold

_number = itertools.count(1)


def make_person(**fields: Any) -> Person:
    """Somebody met at a desk: no account, identity declared."""
    values = {
        "given_names": "Camille",
        "family_name": "Bordenave",
        "birth_date": "1988-03-12",
        "created_at": now(),
    } | fields
    names = " ".join(str(values.get(k, "")) for k in ("given_names", "family_name", "usual_name"))
    return Person.objects.create(search_text=fold(names), **values)


def make_resident(*, email: str | None = None, **person: Any) -> Account:
    """A resident with a verified e-mail address and a person; `person` fields are passed on."""
    email = email or f"resident{next(_number)}@example.test"
    somebody = make_person(email=email, **person)
    account = Account.objects.create(
        email=email,
        person=somebody,
        display_name=somebody.display_name,
        created_at=now(),
    )
    _finish(account, email)
    return account


def make_agent(
    *, mfa: bool = True, email: str | None = None, name: str = "Agnès Lacaze", **fields: Any
) -> Account:
    """An agent's account; memberships are the directory's business."""
    email = email or f"agent{next(_number)}@example.test"
    account = Account.objects.create(
        email=email,
        kind=Account.Kind.AGENT,
        display_name=name,
        created_at=now(),
        **fields,
    )
    _finish(account, email)
    if mfa:
        Authenticator.objects.create(
            user=account, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
    return account


def make_administrator(**fields: Any) -> Account:
    return make_agent(name="Alix Régie", is_administrator=True, **fields)


def sign_in(client: Client, account: Account) -> Client:
    """Sign in, the second factor given when the account has one. Returns the client."""
    client.force_login(account)
    if Authenticator.objects.filter(user=account).exists():
        session = client.session
        session[SECOND_FACTOR] = str(account.pk)
        session.save()
    return client


def _finish(account: Account, email: str) -> None:
    account.set_password("un très long mot de passe")
    account.save(update_fields=["password"])
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
