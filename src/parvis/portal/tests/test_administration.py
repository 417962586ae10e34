"""Who runs the platform sees how it is, what is installed and who is expected; no case."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_administrator, make_agent, sign_in
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import World, make_case, make_handler, make_world
from parvis.core import health
from parvis.core.health import Health

PAGES = [reverse(f"portal:administration{name}") for name in ("", "-services", "-agents")]


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
    for part in ("Composteur partagé", "1.1.0", "pau-bearn-pyrenees/composteur-partage", "Ouverte"):
        assert part in words


def test_agents_and_where_they_work(maya: Client) -> None:
    world = make_world()
    make_agent(name="Zoé Personne")
    words = said(maya.get(PAGES[2]))
    assert "Agent waste" in words
    assert world.waste.name in words
    assert "nulle part aujourd’hui" in words
    assert "jamais" in words


def test_agents_follow_page_after_page(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.portal.views import administrator

    monkeypatch.setattr(administrator, "LISTED", 2)
    names = {"Ana", "Bob", "Éva", "Zoé"}
    for name in [*sorted(names), "Bob"]:
        make_agent(name=name)
    seen: list[str] = []
    url = ""
    for _page in range(5):
        page = maya.get(PAGES[2] + url)
        seen += [agent.display_name for agent in page.context["agents"]]
        url = page.context["next_url"]
        if not url:
            break
    assert sorted(seen) == sorted([*names, "Bob", "Alix Régie"])


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
    assert_queries_do_not_grow(lambda: maya.get(page), add, at_most=18)
