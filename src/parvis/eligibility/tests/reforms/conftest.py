"""An elected member of Jurançon, whose canteen is priced by a rate on the quotient."""

from datetime import date

import pytest
from django.test import Client

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import sign_in
from parvis.directory.models import Institution, Membership
from parvis.directory.tests import factories as directory
from parvis.territory.tests.factories import territory_around_pau

CANTEEN = "jurancon.cantine"


@pytest.fixture
def jurancon(db: None) -> Institution:
    areas = territory_around_pau()
    return directory.institution("216402842", "Commune de Jurançon", area=areas["64284"])


@pytest.fixture
def member(jurancon: Institution) -> Account:
    account = directory.agent("Hélène Salles")
    council = directory.unit(jurancon, "Élus")
    directory.membership(account, council, role=Membership.Role.MANAGER, starts_on=date(2020, 1, 1))
    return account


@pytest.fixture
def page(client: Client, member: Account) -> Client:
    return sign_in(client, member)
