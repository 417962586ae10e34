"""One stand-in for the whole run; each test connects us to the profile it names."""

import pytest
from django.test import Client

from parvis.accounts import ports
from parvis.connectors import franceconnect, proconnect
from tests.oidc import people


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory):
    yield from people.start(tmp_path_factory.mktemp("oidc"))


@pytest.fixture
def browser():
    ours = people.Browser()
    yield ours
    ours.close()


@pytest.fixture
def visitor(settings):
    """Our side: a Django client at the address the provider knows."""
    settings.BASE_URL = people.OURS
    settings.ALLOWED_HOSTS = ["localhost"]
    return Client(headers={"host": "localhost:8000"})


@pytest.fixture
def connect(settings):
    """`connect("fc", issuer=…, alg=…)` registers a provider for this test only."""

    def register(which: str, **given: str) -> None:
        if which == "fc":
            settings.FRANCECONNECT = {
                "acr": "eidas1",
                "alg": "ES256",
                "scope": "openid identite_pivot preferred_username email idp_birthdate",
                "key_file": "",
                **people.CLIENT,
                **given,
            }
            franceconnect.register()
        else:
            settings.PROCONNECT = {"alg": "RS256", **people.CLIENT, **given}
            proconnect.register()

    yield register
    ports.unregister_provider(franceconnect.KEY)
    ports.unregister_provider(proconnect.KEY)
