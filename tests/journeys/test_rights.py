"""What am I entitled to? A young mother on her telephone, then an adviser at the desk."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keyboard
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

ANSWERS: dict[str, Callable[[Walker], object]] = {
    "vous": lambda w: (
        w.fill("Votre commune", "Jurançon"),
        w.date("Votre date de naissance", "4", "5", "2001"),
    ),
    "couple": lambda w: w.choose("Sans conjoint, avec ou sans enfants"),
    "enfants": lambda w: w.date("Enfant 1", "1", "3", "2024"),
    "activite": lambda w: w.choose("J’ai un emploi salarié"),
    "logement": lambda w: (
        w.choose("Je le loue, sans meubles"),
        w.fill("Loyer de chaque mois", "520"),
    ),
    "revenus": lambda w: w.fill("Salaires", "900"),
    "situations": lambda w: w.choose("Rien de tout cela"),
}


def answer_all(walker: Walker) -> list[str]:
    asked = []
    while "/questions/" in walker.page.url:
        asked.append(walker.page.url.rstrip("/").rpartition("/")[2])
        walker.check()
        if len(asked) == 5:
            walker.picture("droits-question")
        ANSWERS[asked[-1]](walker)
        walker.press("Continuer")
    return asked


def test_a_mother_sees_her_rights_on_a_telephone_without_script(visit: Visit):
    mother = visit(width=390, script=False)
    mother.open("/")
    mother.press("À quoi ai-je droit")
    mother.press("Commencer")
    mother.fill("Votre commune", "Zzyzx")
    mother.press("Continuer")
    mother.see("Nous ne connaissons pas cette commune")
    assert len(answer_all(mother)) == 7
    # The law wakes up with the site, and may still be yawning.
    mother.wait("/mes-droits/resultats/", "Prime d’activité", "Aide au logement", seconds=120)
    mother.see("L’État et la Sécurité sociale", "Votre commune", "par mois")
    mother.picture("droits-resultats")
    assert "64284" not in mother.page.url
    mother.open("/mes-droits/demander/state.ppa/")
    mother.see("Papiers à apporter", "Qui peut vous aider")
    mother.open("/mes-droits/et-si/revenus/")
    mother.fill("Salaires", "2900")
    mother.press("Voir la différence")
    mother.see("Ce que cela ferait", "Prime d’activité")
    assert mother.overflow() <= 0  # a table of three columns fits a telephone


def test_an_adviser_does_it_on_one_screen(visit: Visit):
    """By keyboard alone."""
    jeanne = visit("Jeanne Darrieux", walks=Keyboard)
    assert isinstance(jeanne, Keyboard)
    jeanne.put_the_mouse_away()
    jeanne.open("/agent/droits/")
    jeanne.check()
    for fill_in in ANSWERS.values():
        fill_in(jeanne)
    jeanne.press("Voir les droits")
    jeanne.wait("/agent/droits/", "Prime d’activité", seconds=120)
    jeanne.check()
    jeanne.picture("droits-conseiller")
    paper = jeanne.page.request.get("/agent/droits/papier/")
    assert paper.headers["content-type"] == "application/pdf"
    jeanne.press("Personne suivante")
    jeanne.miss("Jurançon")
