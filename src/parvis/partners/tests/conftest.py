"""A world whose trainer (a partner association) and waste unit have programs."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.harness import Make

from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account
from parvis.cases.tests import factories as cases
from parvis.catalogue import actions as catalogue
from parvis.catalogue.tests.factories import make_package
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.directory.models import Unit
from parvis.partners.actions import keys
from parvis.partners.models import Key


@dataclass
class Program:
    """What a partner's program is: a key and an HTTP client."""

    key: Key
    token: str
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, body: Any, *, once: str | None = "k1") -> Any:
        headers = self.headers | ({"idempotency-key": once} if once else {})
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )


def program(unit: Unit, *scopes: str) -> Program:
    key, token = keys.make_key(
        actor=SYSTEM,
        unit=unit,
        name="Logiciel",
        scopes=scopes or ("read", "act", "file"),
        expires_on=clock.today() + timedelta(days=30),
    )
    return Program(key, token)


@pytest.fixture(scope="module")
def kept_world(made_once: Make) -> cases.World:
    return made_once(cases.make_world)


@pytest.fixture
def world(kept_world: cases.World, db: None) -> cases.World:
    return deepcopy(kept_world)


@pytest.fixture
def programs() -> Callable[..., Program]:
    return program


def close_to_partners(world: cases.World) -> None:
    """The composter, in a version that no partner may file."""
    package = make_package()
    service = package.service.model_copy(
        update={"channels": ["web", "desk", "phone"], "version": "1.9.0"}
    )
    version = catalogue.publish(package=package.model_copy(update={"service": service}))
    installation = world.installation
    installation.version = version
    installation.save()


FILING = {
    "service": "",
    "person": {
        "family_name": "Bordenave",
        "given_names": "Camille",
        "birth_date": "1988-03-12",
        "email": "camille@example.test",
    },
    "answers": cases.ANSWERS,
}


def filing(world: cases.World, **answers: Any) -> dict[str, Any]:
    return FILING | {
        "service": world.installation.slug,
        "answers": {**cases.ANSWERS, **answers},
    }


def signed_in(account: Account) -> Client:
    """A browser in which an agent gave a second factor."""
    client = Client()
    client.force_login(account)
    Authenticator.objects.get_or_create(
        user=account, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3"}}
    )
    session = client.session
    session[SECOND_FACTOR] = str(account.pk)
    session.save()
    return client
