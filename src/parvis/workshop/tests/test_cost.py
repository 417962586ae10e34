"""What each page of the workshop asks of the database: as much for one package as for many
packages, saves and units."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.accounts.models import Account
from parvis.accounts.tests import factories as accounts
from parvis.catalogue import actions as catalogue
from parvis.catalogue.checker import checked
from parvis.catalogue.loader import files_of
from parvis.core.paths import library_dir
from parvis.directory.models import Institution
from parvis.directory.tests import factories as directory
from parvis.workshop import actions
from parvis.workshop.models import Project

pytestmark = pytest.mark.django_db
FOLDER = library_dir() / "parvis/acte-de-naissance"
FILES = files_of(FOLDER)
SIRENS = ("200000107", "200000115", "200000123", "200000131", "200000149")
# Two are for the session and the account, three for the project and its files.
PAGES: dict[str, tuple[int, dict[str, Any] | None]] = {
    "home": (5, None),
    "new-blank": (4, None),
    "new-library": (4, None),
    "new-archive": (4, None),
    "project": (6, {}),
    "process": (6, {}),
    "texts": (6, {}),
    "export": (6, {}),
    "checks": (6, {}),
    "preview": (6, {}),
    # The real form, on rows written for a moment by one statement, then undone.
    "preview-page": (12, {"page": "acte"}),
    "preview-check": (12, {}),
    "scenarios": (6, {}),
    "scenario": (6, {"number": 0}),
    "difference": (7, {}),
    "history": (7, {}),
    "publish": (7, {}),
    "offer": (8, {}),
    "file": (6, {"name": "form.yml"}),
    "sheet": (6, {"file": "form", "ref": "pages.acte"}),
}


def begun(boss: Account, owner: Institution) -> Project:
    return actions.start(account=boss, institution=owner, files=FILES, based_on="", done="x")


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.proof
def test_pages_cost_the_same_whatever_there_is():
    boss = accounts.make_administrator()
    owner = directory.unit(directory.institution()).institution
    client, project = accounts.sign_in(Client(), boss), begun(boss, owner)
    project.version = catalogue.publish(package=checked(FOLDER))
    project.save()
    addresses = {
        name: reverse(
            f"workshop:{name}", kwargs=None if more is None else {"project": project.pk, **more}
        )
        for name, (_queries, more) in PAGES.items()
    }
    for address in addresses.values():
        client.get(address)  # what is read once, whatever the page
    alone = {name: cost(client, address) for name, address in addresses.items()}
    assert alone == {name: queries for name, (queries, _more) in PAGES.items()}
    for number in range(5):
        other = directory.unit(directory.institution(SIRENS[number], f"Commune {number}"))
        begun(boss, other.institution)
        actions.write_file(
            project=project,
            account=boss,
            base=number + 1,
            name="CHANGELOG.md",
            text=f"{FILES['CHANGELOG.md']}{number}\n",
            done="x",
        )
    assert {name: cost(client, address) for name, address in addresses.items()} == alone
