"""The same service without JavaScript, on a narrow screen, by keyboard alone, in the dark."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import fill_in, reference_of
from tests.journeys.walker import Walker, plain

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

PUBLIC = [
    "/",
    "/demarches/",
    "/demarches/composteur-partage/",
    "/recherche/?q=acte",
    "/recherche/?q=zzzz",
    "/annuaire/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/composants/",
    "/compte/connexion/",
    "/compte/inscription/",
    "/compte/demonstration/",
    "/demo/messages/",
]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_public_pages_in_both_colours(visit: Visit, width: int, dark: bool):
    walker = visit(width=width, dark=dark)
    for path in PUBLIC:
        walker.open(path)
        walker.check()


def test_nothing_scrolls_sideways(visit: Visit):
    """320 px wide (WCAG 1.4.10), and 640: what 200 % of a 1280 px window leaves (1.4.4)."""
    for width in (320, 640):
        walker = visit(width=width)
        for path in PUBLIC:
            walker.open(path)
            assert walker.overflow() <= 0, f"{path} at {width} px"


def test_without_javascript(visit: Visit):
    camille = visit("Camille Bordenave", script=False)
    camille.open("/demarches/composteur-partage/")
    camille.press("Commencer")
    fill_in(camille)
    camille.press("Envoyer")

    assert reference_of(camille)


def test_at_320_pixels(visit: Visit):
    camille = visit("Camille Bordenave", width=320)
    camille.open("/demarches/composteur-partage/")
    camille.press("Commencer")
    fill_in(camille)
    camille.check()
    camille.press("Envoyer")
    camille.check()
    reference = reference_of(camille)
    camille.open(f"/mes-demandes/{reference}/")
    camille.check()


def tab_to(walker: Walker, words: str, *, most: int = 120) -> None:
    """Press Tab until what has the focus is named by these words."""
    named = """() => { const e = document.activeElement; if (!e) return '';
      const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
      const legend = e.closest('fieldset')?.querySelector('legend')?.innerText || '';
      return [label || e.innerText || e.value || e.getAttribute('aria-label') || '', legend].join(' | '); }"""
    seen = []
    for _ in range(most):
        walker.page.keyboard.press("Tab")
        seen.append(walker.page.evaluate(named))
        if plain(words).search(seen[-1]):
            return
    raise AssertionError(f"no focus on {words!r}: {seen}")


def enter(walker: Walker) -> None:
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")


def test_by_keyboard_alone(visit: Visit):
    camille = visit("Camille Bordenave")
    camille.open("/")
    tab_to(camille, "Chercher une démarche")
    camille.page.keyboard.type("compost")
    enter(camille)
    tab_to(camille, "Composteur partagé")
    enter(camille)
    tab_to(camille, "Commencer")
    enter(camille)
    tab_to(camille, "Continuer")
    enter(camille)
    tab_to(camille, "Dans une résidence")
    camille.page.keyboard.press("Space")
    tab_to(camille, "Combien de foyers")
    camille.page.keyboard.type("2")
    tab_to(camille, "Continuer")
    enter(camille)

    # Too few: the summary takes the focus, and its link leads to the field.
    summary = camille.page.locator("[role=alert]").first
    summary.wait_for()
    tab_to(camille, "3", most=12)
    camille.page.keyboard.press("Enter")
    assert re.search("foyers", camille.page.evaluate("document.activeElement.labels[0].innerText"))
