"""A panel from its volunteers to the answer it gets, and its draw done again by anybody."""

import re
import subprocess
import sys
from itertools import count
from pathlib import Path

import pypdfium2
import pytest

from parvis.participation.sortition import published
from parvis.participation.sortition.drawing import panel_of, ticket
from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]
HERE = "/concertations/moins-de-dechets/"
DESK = f"/agent{HERE}"
LIST = """civilité;prénom;nom;adresse;code postal;commune;logement;âge
Mme;Inès;Ferrand;3 rue du Parc;64000;Pau;Locataire d’un logement social;15 à 29 ans
M.;Paul;Cazenave;5 rue du Parc;64000;Pau;Propriétaire;60 à 74 ans
"""


def test_a_panel_is_recruited_drawn_and_answered(visit: Visit, tmp_path: Path) -> None:
    camille = visit("Camille Bordenave", width=390)
    mine = volunteer(camille, "Femme", "30 à 44 ans")

    marc = visit("Marc Lacoste")
    marc.open(DESK)
    marc.press("Panels tirés au sort")
    marc.press("Le panel des habitants sur les déchets")
    desk = marc.page.url
    marc.see("Qui inviter maintenant", "Locataire d’un logement social", "601")
    marc.check()
    marc.picture("panel-recruiting")
    invite(marc, desk, tmp_path)

    marc.open(desk)
    marc.press("Clore le recrutement et préparer le tirage")
    marc.wait(desk, "Scellé, en attente du tirage", seconds=240)
    marc.check()
    page = camille.page.url.removesuffix("moi/")
    camille.open(page)
    camille.see("encore connu de personne")
    camille.check()
    seed = seed_for(camille, tmp_path, mine)
    marc.open(desk)
    marc.fill("Valeur tirée en public", seed)
    marc.press("Tirer le panel au sort")
    marc.see("0 membres sur 30 acceptent")
    marc.check()
    marc.picture("panel-drawn")

    camille.open(f"{page}moi/")
    camille.see("Vous avez été tiré au sort")
    camille.check()
    camille.picture("panel-member")
    camille.press("J’accepte")
    camille.see("Vous siégez au panel", "Documents")
    camille.check()

    marc.press("Membres")
    marc.see("Accepte", mine)
    marc.check()
    names = marc.page.locator("main tbody .reference").all_inner_texts()
    gone = next(one for one in names if one != mine)
    marc.press(f"Remplacer {gone}")
    marc.see("C’est noté")
    marc.miss(gone)
    hold_a_session(marc, desk, mine)
    camille.open(f"{page}moi/")
    camille.see("Premier samedi", "Encore à vous verser", "80,00")
    camille.check()
    marc.open(desk)
    marc.press("Noter qu’elles sont versées aujourd’hui")
    marc.see("Déjà versées")
    camille.open(f"{page}moi/")
    camille.see("Versée le")

    marc.press("Ajouter une recommandation")
    marc.fill("Titre", "Un composteur à moins de cinq minutes à pied")
    marc.fill("Ce que le panel demande", "Que chaque logement en ait un à cinq minutes au plus.")
    marc.fill("Membres favorables", "27")
    marc.press("Enregistrer")
    marc.press("Un composteur à moins de cinq minutes à pied")
    marc.choose("acceptée en partie")
    marc.fill("Pourquoi", "Oui dans les villes dès 2027 ; dans les villages, dix minutes.")
    marc.check()
    marc.press("Enregistrer")
    anybody = visit(width=390)
    anybody.open(page)
    anybody.see("27 membres", "Acceptée en partie", "dix minutes", "Premier samedi")
    anybody.check()
    anybody.page.set_viewport_size({"width": 1280, "height": 900})
    anybody.picture("panel-public")
    redraw(anybody, tmp_path, seed, gone)


def volunteer(who: Walker, sex: str, age: str) -> str:
    """Answer the questions of the quotas; the pseudonym."""
    who.open(HERE)
    who.press("Le panel des habitants sur les déchets")
    who.press("Je suis volontaire")
    who.see("Deux personnes d’un même logement")
    who.check()
    for answer in (sex, age, "Locataire d’un logement social", "Une autre commune"):
        who.choose(answer)
    who.press("Je suis volontaire")
    who.see("vous pouvez être tiré au sort")
    who.check()
    return who.page.locator("main .reference").first.inner_text()


def invite(agent: Walker, desk: str, folder: Path) -> None:
    """Letters to people of a list, those who lack first; the file is for the printer."""
    agent.open(desk)
    agent.press("Inviter par courrier")
    poisoned = folder / "liste.csv"
    poisoned.write_text(LIST.replace("Cazenave", "=cmd|calc"), encoding="utf-8")
    agent.page.locator("input[type=file]").set_input_files(poisoned)
    agent.fill("Nom de ce lot", "Première vague")
    agent.press("Préparer les courriers")
    agent.see("La ligne 3 contient une formule")
    agent.check()
    poisoned.write_text(LIST, encoding="utf-8")
    agent.page.locator("input[type=file]").set_input_files(poisoned)
    agent.picture("panel-letters")
    agent.press("Préparer les courriers")
    agent.wait(agent.page.url, "Télécharger les courriers")
    agent.check()
    with agent.page.expect_download() as coming:
        agent.press("Télécharger les courriers (PDF)", stays=True)
    coming.value.save_as(folder / "courriers.pdf")
    paper = pypdfium2.PdfDocument(folder / "courriers.pdf")
    assert len(paper) == 2
    first = paper[0].get_textpage().get_text_range()
    assert "rue du Parc" in first
    assert re.search(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b", first)


def seed_for(who: Walker, folder: Path, wanted: str) -> str:
    """A value by which this volunteer is drawn: the site takes what was drawn in public, whatever
    it is, and this story needs her."""
    with who.page.expect_download() as coming:
        who.press("Fichier du tirage", stays=True)
    coming.value.save_as(folder / "avant.json")
    sheet = published.read((folder / "avant.json").read_bytes()).lottery
    seal, place, tickets = sheet.seal, sheet.ids.index(wanted), sheet.lottery.tickets
    values = (f"4 8 15 16 {number} · 3 7" for number in count(23))
    return next(
        one for one in values if place in sheet.lottery.panels[panel_of(tickets, ticket(seal, one))]
    )


def hold_a_session(agent: Walker, desk: str, present: str) -> None:
    agent.open(desk)
    agent.press("Ajouter une séance")
    agent.fill("Titre", "Premier samedi")
    agent.fill("Lieu", "Centre de tri de Sévignacq")
    agent.date("Jour", "12", "12", "2026")
    agent.fill("Commence à", "09:30")
    agent.fill("Finit à", "17:00")
    agent.check()
    agent.press("Enregistrer")
    agent.press("Premier samedi")
    agent.fill("Compte rendu", "Le panel a visité le centre de tri.")
    agent.choose(present)
    agent.check()
    agent.press("Enregistrer")
    agent.see("80,00")


def redraw(anybody: Walker, folder: Path, seed: str, gone: str) -> None:
    """The whole draw again in an empty folder, the replacement too."""
    seal = anybody.page.locator("code.seal").first.inner_text()
    with anybody.page.expect_download() as coming:
        anybody.press("Fichier du tirage", stays=True)
    empty = folder / "vide"
    empty.mkdir()
    coming.value.save_as(empty / "tirage.json")
    words = ["redraw", "tirage.json", "--seal", seal, "--seed", seed]
    told = subprocess.run(
        [sys.executable, "-m", "parvis.config.cli", *words],
        cwd=empty, env={"PYTHONUTF8": "1", "COLUMNS": "200"}, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    assert gone in told.stdout
    other = [*words[:-1], "1 2 3"]
    told = subprocess.run(
        [sys.executable, "-m", "parvis.config.cli", *other],
        cwd=empty, env={"PYTHONUTF8": "1", "COLUMNS": "200"}, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 1
