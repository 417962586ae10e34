"""What anybody reads of a service before asking for it."""

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_agent, sign_in
from parvis.cases.tests.agent.doors import said
from parvis.catalogue.tests.factories import make_installation

pytestmark = pytest.mark.django_db
WHY = "Le registre de l’État ne s’ouvre que là."


def test_the_other_ways_are_named() -> None:
    page = Client().get(reverse("portal:service", args=[make_installation().slug]))

    assert "par un organisme partenaire" in said(page)
    assert WHY not in said(page)


def test_when_there_is_no_other_way_why_and_who_helps() -> None:
    alone = {"channels": ["web"], "web_only": {"because": {"fr": WHY}}}
    slug = make_installation(service=alone).slug

    page = Client().get(reverse("portal:service", args=[slug]))

    assert WHY in said(page)
    assert reverse("directory:places") in page.content.decode()
    assert "par téléphone" not in said(page)


def test_an_agent_is_not_led_to_the_space_of_residents() -> None:
    home, mine = reverse("portal:home"), reverse("cases:list")
    agent = sign_in(Client(), make_agent())

    assert mine in Client().get(home).content.decode()
    assert mine not in agent.get(home).content.decode()
