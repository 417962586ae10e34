"""A town with two services, a mother and her daughter."""

import pytest
from django.utils.translation import override

from parvis.accounts.models import Account
from parvis.directory.models import Institution
from parvis.directory.tests import factories as directory
from parvis.trust import ports
from parvis.trust.tests.factories import make_daughter, make_mother, offered


@pytest.fixture(autouse=True)
def town(monkeypatch) -> Institution:
    institution = directory.institution()
    services = offered("composteur", "naissance", institution=institution)
    monkeypatch.setattr(ports, "_source", lambda: services)
    with override("fr"):
        yield institution


@pytest.fixture
def daughter() -> Account:
    return make_daughter(birth_date="1979-02-01")


@pytest.fixture
def mother() -> Account:
    return make_mother()
