"""What anybody reads of a service before asking for it."""

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_agent, make_resident, sign_in
from parvis.cases.tests.agent.doors import said
from parvis.catalogue.tests.factories import make_installation
from parvis.directory.tests.factories import commune, place
from parvis.portal.services import Card, themes_of
from parvis.territory.tests.factories import territory_around_pau

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


def test_a_search_finds_the_places_where_one_can_go() -> None:
    territory_around_pau()
    lescar = place(name="Mairie de Lescar")
    place(name="Hôtel de ville", commune=commune("64445"), address="64000 Pau")
    page = Client().get(reverse("portal:search"), {"q": "mairie lescar"}).content.decode()

    assert reverse("directory:place", args=[lescar.pk]) in page
    assert "Hôtel de ville" not in page
    assert f"{reverse('directory:places')}?q=mairie+lescar" in page
    for useless in ("Rien trouvé", "0 démarche", "numéro de dossier"):
        assert useless not in page


def test_themes_are_in_the_order_of_a_dictionary() -> None:
    cards = [Card("", "", "", "", theme, "") for theme in ("Se déplacer", "État civil", "Culture")]

    assert [theme for theme, _cards in themes_of(cards)] == ["Culture", "État civil", "Se déplacer"]


def test_a_lost_page_does_not_ask_somebody_signed_in_to_sign_in() -> None:
    visitor = said(Client().get("/nulle-part/"))
    agent = said(sign_in(Client(), make_agent()).get("/nulle-part/"))

    assert "connectez-vous d’abord" in visitor
    assert "connectez-vous d’abord" not in agent
    assert "un autre compte" in agent


def test_signing_in_comes_back_to_the_page_one_was_reading() -> None:
    page = reverse("portal:service", args=[make_installation().slug])
    way = f"{reverse('account_login')}?next={page}"

    words = Client().get(page).content.decode()
    assert way in words.partition("<main")[0]  # in the header, and before one begins
    assert way in words.partition("<main")[2]
    assert way not in sign_in(Client(), make_resident()).get(page).content.decode()
    assert "?next=" not in Client().get(reverse("portal:home")).content.decode()
