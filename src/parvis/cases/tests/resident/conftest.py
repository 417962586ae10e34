import pytest
from django.test import Client

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.cases.tests import kitchen_sink
from parvis.catalogue.models import Installation
from parvis.territory.tests.factories import territory_around_pau


@pytest.fixture
def installation(db: None) -> Installation:
    territory_around_pau()
    return kitchen_sink.installation()


@pytest.fixture
def account(db: None) -> Account:
    return make_resident(email="camille@example.test")


@pytest.fixture
def resident(account: Account) -> Client:
    return sign_in(Client(), account)
