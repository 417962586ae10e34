"""Who writes packages, and where."""

import pytest
from django.test import Client

from parvis.accounts.models import Account
from parvis.accounts.tests import factories as accounts
from parvis.directory.models import Institution
from parvis.directory.tests import factories as directory
from parvis.territory.models import Area


def _lescar() -> Area:
    return Area.objects.create(
        level="commune", code="64335", name="Lescar", folded="lescar", vintage=2026
    )


@pytest.fixture
def boss() -> Account:
    return accounts.make_administrator()


@pytest.fixture
def owner() -> Institution:
    return directory.unit(directory.institution(area=_lescar())).institution


@pytest.fixture
def client(boss: Account) -> Client:
    return accounts.sign_in(Client(), boss)
