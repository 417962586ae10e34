"""A workshop from its preparation to its minutes, and a lesson to its certificate."""

import re
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from parvis.core import clock
from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]
LIST = "/concertations/moins-de-dechets/ateliers/"
DESK = f"/agent{LIST}"
TITLE = "Coudre ensemble des sacs de courses"
YESTERDAY = "Animer un atelier dans son quartier"


def test_a_place_comes_free_and_the_workshop_is_told(visit: Visit, tmp_path: Path) -> None:
    marc = visit("Marc Lacoste")
    prepare(marc)
    desk = marc.page.url

    karim = visit("Karim Benali", width=390)
    karim.open(LIST)
    karim.check()
    karim.press(TITLE)
    karim.see("1 sur place")
    karim.check()
    karim.press("M’inscrire")
    karim.see("Votre place est gardée")
    karim.check()

    camille = visit("Camille Bordenave", width=390)
    camille.open(LIST)
    camille.press(TITLE)
    page = camille.page.url
    camille.fill("Ce dont vous avez besoin pour participer", "Une place près de la porte")
    camille.press("M’inscrire")
    camille.see("Vous êtes sur liste d’attente", "Numéro 1")
    camille.check()
    camille.picture("workshop-waiting")

    marc.press("Qui vient")
    marc.see("Karim Benali", "Sur liste d’attente", "Une place près de la porte")
    marc.check()

    karim.press("Rendre ma place")
    karim.see("Votre place est rendue")
    camille.wait(page, "Votre place est gardée")
    camille.check()
    camille.open("/mon-espace/")
    camille.see(TITLE)
    camille.check()

    run(marc, desk, tmp_path)
    tell(marc)
    anybody = visit(width=390)
    anybody.open(LIST)
    anybody.press(YESTERDAY)
    anybody.check()
    anybody.press("Lire le compte rendu")
    anybody.see("Personnes présentes", "6", "poser une question ouverte")
    anybody.check()
    anybody.page.set_viewport_size({"width": 1280, "height": 900})
    anybody.picture("workshop-minutes")


def prepare(agent: Walker) -> None:
    """One place only, so that the second to come waits."""
    agent.open(DESK)
    agent.check()
    agent.press("Préparer un atelier")
    agent.choose("Atelier d’idées")
    agent.fill("Titre", TITLE)
    agent.fill("Ce qu’on y fait, et ce que cela devient", "On coud, on en parle, on note.")
    agent.choose("Sur place")
    agent.fill("Ou une autre adresse", "Salle des fêtes de Gelos")
    agent.fill("Places sur place", "1")
    held = clock.today() + timedelta(days=3)
    day(agent, "Jour", held)
    agent.fill("Commence à", "18:30")
    agent.fill("Finit à", "20:30")
    day(agent, "Inscriptions à partir du", clock.today())
    day(agent, "Dernier jour pour s’inscrire", held)
    agent.check()
    agent.press("Enregistrer")
    agent.see("Publier cet atelier")
    agent.check()
    agent.press("Publier cet atelier")
    agent.see("on peut s’inscrire", "Fiche d’animation")
    agent.check()
    agent.picture("workshop-desk")


def day(agent: Walker, legend: str, on: date) -> None:
    box = agent.page.get_by_role("group", name=legend, exact=True)
    for label, value in (("Jour", on.day), ("Mois", on.month), ("Année", on.year)):
        box.get_by_label(label).fill(str(value))


def run(agent: Walker, desk: str, folder: Path) -> None:
    """The sheet, the cards, then what is said, typed as it is said."""
    agent.open(desk)
    agent.press("Fiche d’animation")
    agent.see("Pas encore d’étape")
    agent.check()
    agent.press("Écrire le déroulé")
    for place, (step, minutes) in enumerate((("Accueil", "15"), ("Nos idées", "90"))):
        row = agent.page.locator("main form ol > li").nth(place)
        row.get_by_label("Étape").fill(step)
        row.get_by_label("Durée en minutes").fill(minutes)
        row.get_by_label("Méthode").fill("Chacun parle une fois avant que quelqu’un reparle.")
    agent.fill("Ce qu’il faut apporter", "Une machine à coudre\nDes chutes de tissu")
    agent.check()
    agent.press("Enregistrer")
    agent.see("105 minutes", "Des chutes de tissu")
    agent.check()
    agent.picture("workshop-sheet")

    agent.open(desk)
    agent.press("Cartes à imprimer")
    agent.check()
    with agent.page.expect_download() as coming:
        agent.press("Faire les cartes (PDF)", stays=True)
    coming.value.save_as(folder / "cartes.pdf")
    first = pypdfium2.PdfDocument(folder / "cartes.pdf")[0].get_textpage().get_text_range()
    assert TITLE in first

    agent.open(desk)
    agent.press("Notes et idées")
    agent.page.get_by_label("Étape").select_option(label="Nos idées")
    agent.fill("Notes, une par ligne", "On manque de tissu.\nOn manque de temps.")
    agent.fill("Idée", "Un bac à tissus devant chaque école")
    agent.check()
    agent.press("Garder")
    agent.see("2 notes", "1 idée", "On manque de temps", "Un bac à tissus devant chaque école")
    agent.check()
    agent.picture("workshop-live")
    agent.press("Écran pour la salle")
    agent.see("On manque de tissu", "Un bac à tissus devant chaque école")
    agent.check()


def tell(agent: Walker) -> None:
    """The workshop of yesterday: who was there, then its minutes from its notes."""
    agent.open(DESK)
    agent.press(YESTERDAY)
    desk = agent.page.url
    agent.press("Notes et idées")
    agent.fill("Notes, une par ligne", "Bien commencer : poser une question ouverte.")
    agent.press("Garder")
    agent.open(desk)
    agent.press("Qui était là")
    for name in ("Farid Meziane", "Gisèle Minvielle", "Hugo Capdevielle", "Joël Tisné"):
        agent.choose(name)
    agent.fill("Combien d’autres", "2")
    agent.check()
    agent.press("Enregistrer")
    agent.press("Compte rendu")
    text = agent.page.locator("main").get_by_label("Compte rendu").input_value()
    assert "poser une question ouverte" in text
    agent.check()
    agent.press("Publier")
    agent.see("La version 1 est publiée")
    agent.check()


def test_a_lesson_ends_with_a_certificate(visit: Visit, tmp_path: Path) -> None:
    camille = visit("Camille Bordenave", width=390)
    camille.open("/concertations/")
    camille.press("Apprendre")
    camille.check()
    camille.press("Qu’est-ce que la co-création ?")
    camille.check()
    camille.press("Commencer la leçon")
    camille.choose("Il consulte")
    camille.press("Répondre")
    camille.see("Pas tout à fait")
    camille.check()
    right = ("Il informe", "Les personnes sans voiture", "Le publier, dire qui manquait")
    for answer in (*right, "Avant de commencer", "Non retenue, avec le coût estimé"):
        camille.choose(answer)
        camille.press("Répondre")
        camille.see("C’est juste")
        if answer == right[1]:
            camille.check()
            camille.picture("lesson-step")
        last = camille.page.get_by_role("link", name="Fin de la leçon").count()
        camille.press("Fin de la leçon" if last else "Prochaine étape")
    camille.see("Vous avez suivi cette leçon")
    camille.check()
    with camille.page.expect_download() as coming:
        camille.press("Mon attestation (PDF)", stays=True)
    coming.value.save_as(tmp_path / "attestation.pdf")
    text = pypdfium2.PdfDocument(tmp_path / "attestation.pdf")[0].get_textpage().get_text_range()
    assert "Camille" in text
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", text)
    assert code, text

    anybody = visit()
    anybody.open("/apprendre/attestations/")
    anybody.fill("Code de l’attestation", code.group())
    anybody.press("Vérifier")
    anybody.see("Cette attestation est valable", "Qu’est-ce que la co-création ?")
    anybody.miss("Camille", "Bordenave")
    anybody.check()
    assert anybody.status("/apprendre/mes-competences/") == 302

    camille.open("/apprendre/")
    camille.press("Ce que j’ai appris")
    camille.see("Distinguer informer, consulter et co-créer", "Vous seul voyez cette page")
    camille.check()
    karim = visit("Karim Benali")
    karim.open("/apprendre/mes-competences/")
    karim.miss("Distinguer informer, consulter et co-créer")
    karim.check()
