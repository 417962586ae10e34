"""The two pages that everybody opens first ask the database once, however many services there are."""

import pytest
from django.test import Client
from tests.harness import assert_queries_do_not_grow

from parvis.cases.tests.factories import make_world
from parvis.catalogue.models import Installation
from parvis.directory.tests.factories import institution


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "at_most"), [("/", 2), ("/recherche/?q=compost", 3)])
def test_the_first_pages(page: str, at_most: int) -> None:
    first = make_world().installation
    client = Client()

    def add() -> None:
        for number, siren in enumerate(("216404459", "216403352", "216402842")):
            Installation.objects.create(
                service=first.service,
                version=first.version,
                institution=institution(siren, f"Commune {number}"),
                area=first.area,
                slug=f"compost-{number}",
                name=f"Compost {number}",
                is_open=True,
                installed_at=first.installed_at,
            )

    def visit() -> None:
        assert client.get(page).status_code == 200

    assert_queries_do_not_grow(visit, add, at_most=at_most)
