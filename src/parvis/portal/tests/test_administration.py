"""Who runs the platform sees how it is, what is installed and who is expected; no case."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_administrator, make_agent, sign_in
from parvis.cases.tests.agent.doors import enter, menu, said
from parvis.cases.tests.factories import World, make_case, make_handler, make_world
from parvis.core import health
from parvis.core.health import Health
from parvis.directory import queries as directory

PAGES = [
    reverse(f"portal:administration{name}")
    for name in ("", "-services", "-agents", "-institutions", "-settings")
]


@pytest.fixture
def maya(db: None) -> Client:
    return enter(make_administrator(mfa=False))


@pytest.fixture
def _own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {})


@pytest.mark.usefixtures("_own_checks")
def test_all_is_well_or_what_to_do(maya: Client) -> None:
    health.register("Courriel", lambda: Health("good", "Les messages partent."))
    assert "Tout va bien" in said(maya.get(PAGES[0]))

    def crash() -> Health:
        raise RuntimeError("the gateway is silent")

    health.register("SMS", crash)
    health.register("Relais", lambda: Health("warning", "Lent.", "Regardez le relais."))
    words = said(maya.get(PAGES[0]))
    for part in (
        "Quelque chose demande votre attention",
        "the gateway is silent",
        "Regardez le relais.",
    ):
        assert part in words
    assert "En panne" in words


def test_services_with_their_versions(maya: Client) -> None:
    make_world()
    words = said(maya.get(PAGES[1]))
    for part in ("Composteur partagé", "1.5.0", "pau-bearn-pyrenees/composteur-partage", "Ouverte"):
        assert part in words


def test_agents_and_where_they_work(maya: Client) -> None:
    world = make_world()
    make_agent(name="Zoé Personne")
    words = said(maya.get(PAGES[2]))
    assert "Agent waste" in words
    assert world.waste.name in words
    assert "nulle part aujourd’hui" in words
    assert "jamais" in words


def test_institutions_with_their_units(maya: Client) -> None:
    world = make_world()
    at_work = directory.agents_of(world.waste).count()
    make_handler(world.waste)
    words = said(maya.get(reverse("portal:administration-institutions")))
    assert world.waste.institution.name in words
    assert f"{world.waste.name}, {at_work + 1} agent" in words


def test_institutions_follow_page_after_page(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.directory.models import Institution
    from parvis.portal.views import administrator

    make_world()
    monkeypatch.setattr(administrator, "INSTITUTIONS", 1)
    seen: list[str] = []
    url = ""
    while not seen or url:
        page = maya.get(reverse("portal:administration-institutions") + url)
        seen += [one.siren for one in page.context["institutions"]]
        url = page.context["next_url"]
    assert sorted(seen) == sorted(Institution.objects.values_list("siren", flat=True))


def test_settings_are_shown_but_no_secret(maya: Client) -> None:
    from parvis.config.env import InForce

    page = reverse("portal:administration-settings")
    with override_settings(
        IN_FORCE=[
            InForce("PARVIS_DEMO", "yes", is_given=True, is_secret=False),
            InForce("PARVIS_SMS_TOKEN", "", is_given=True, is_secret=True),
            InForce("PARVIS_CLAMAV", "", is_given=False, is_secret=False),
        ]
    ):
        words = said(maya.get(page))
    for part in ("PARVIS_DEMO yes l’environnement", "PARVIS_SMS_TOKEN réglé, non montré",
                 "PARVIS_CLAMAV vide par défaut"):  # fmt: skip
        assert part in words


def test_an_administrator_finds_their_way(maya: Client) -> None:
    """Neither the search of cases nor the letters of units concern who works in none."""
    page = maya.get(PAGES[0])
    assert PAGES[0] in menu(page)
    assert reverse("notifications:letters") not in menu(page)
    words = page.content.decode()
    assert 'role="search"' not in words
    assert f'href="{reverse("notifications:failures")}"' in words


def test_an_agent_has_a_search_and_no_administration(db: None) -> None:
    page = enter(make_handler(make_world().waste)).get(reverse("cases:agent-inbox"))
    assert 'role="search"' in page.content.decode()
    assert PAGES[0] not in menu(page)
    assert reverse("notifications:letters") in menu(page)


def test_agents_follow_page_after_page(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.portal.views import administrator

    monkeypatch.setattr(administrator, "LISTED", 2)
    for name in ("Zoé", "Éva", "Bob", "Ana", "Bob"):
        make_agent(name=name)
    seen: list[str] = []
    url = ""
    for _page in range(5):
        page = maya.get(PAGES[2] + url)
        seen += [agent.display_name for agent in page.context["agents"]]
        url = page.context["next_url"]
        if not url:
            break
    assert seen == ["Alix Régie", "Ana", "Bob", "Bob", "Éva", "Zoé"]


@pytest.mark.parametrize("apres", ["x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_odd_addresses_start_again(maya: Client, apres: str) -> None:
    assert maya.get(PAGES[2], {"apres": apres}).status_code == 200


def test_no_case_is_shown(maya: Client) -> None:
    world: World = make_world()
    case = make_case(world)
    for page in PAGES:
        words = maya.get(page).content.decode()
        assert case.reference not in words
        assert "Bordenave" not in words
    assert maya.get(reverse("cases:agent-detail", args=[case.reference])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_it_is_for_administrators(db: None, page: str) -> None:
    world = make_world()
    assert enter(make_handler(world.waste)).get(page).status_code == 404
    assert sign_in(Client(), world.resident).get(page).status_code == 404
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_pages_cost_the_same_whatever_there_is(maya: Client, page: str) -> None:
    world = make_world()

    def add() -> None:
        for number in range(4):
            make_handler(world.waste, name=f"Agent {number}")

    add()
    # The first page asks a question for each thing it looks after; the others list.
    most = 16 if page == PAGES[0] else 12
    assert_queries_do_not_grow(lambda: maya.get(page), add, at_most=most)
