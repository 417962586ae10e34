"""A daughter asks to act for her mother; the mother accepts, watches, and stops it."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import fill_in, reference_of
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]

MOTHER = "Marie-Hélène Laborde-Castérot"
PHONE = "06 39 98 01 03"


def last_words(walker: Walker, said: str) -> str:
    """The text of the last message the site sent that says so, on the demonstration's page."""
    walker.wait("/demo/messages/", said)
    return walker.page.locator("main").inner_text()


def test_a_mandate_from_its_proposal_to_its_end(visit: Visit):
    camille = visit("Camille Bordenave")
    camille.open("/mes-mandats/")
    camille.check()
    camille.press("Demander à aider quelqu’un")
    camille.check()
    camille.fill("Prénoms", "Marie-Hélène")
    camille.fill("Nom", "Laborde-Castérot")
    camille.date("Date de naissance", "29", "7", "1954")
    camille.fill("Son téléphone", PHONE)
    camille.choose("Proche")
    camille.choose("Composteur partagé")
    camille.date("Jusqu’à quand", "31", "12", "2027")
    camille.picture("mandate-ask")
    camille.press("Proposer le mandat")
    camille.see("En attente de réponse", "Rien n’est encore ouvert")
    camille.check()
    number = re.search(r"MAN-\w{4}-\w{4}", camille.page.url).group()
    assert camille.status(f"/mandats/{number}/agir/") == 404

    # The mother finds it in her space; a code comes on her own telephone.
    mother = visit(MOTHER, width=390)
    mother.open("/mes-mandats/")
    mother.press("Camille Bordenave")
    mother.check()
    mother.press("Accepter avec un code")
    mother.check()
    mother.press("Envoyer un code")
    mother.see("Un code a été envoyé", "06 •• •• •• 03")
    mother.check()
    words = last_words(visit(), "est votre code pour laisser")
    code = re.search(r"\b(\d{6})\s+est votre code pour laisser", words).group(1)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    mother.fill("Code reçu", wrong)
    mother.press("J’accepte")
    mother.see("Ce n’est pas le bon code")
    mother.check()
    mother.picture("mandate-code")
    mother.fill("Code reçu", code)
    mother.press("J’accepte")
    mother.see("En vigueur")
    mother.check()

    # The daughter files for her; every page says so.
    camille.open("/mes-mandats/")
    camille.check()
    camille.picture("mandates")
    camille.press("Agir pour Marie-Hélène")
    camille.check()
    camille.press("Agir pour Marie-Hélène")
    camille.see("Demandes de Marie-Hélène")
    camille.check()
    camille.open("/demarches/composteur-partage/")
    banner = camille.page.get_by_role("region", name="Pour qui vous agissez")
    assert "Vous agissez pour Marie-Hélène" in banner.inner_text()
    camille.press("Commencer")
    fill_in(camille)
    camille.check()
    camille.picture("mandate-acting")
    camille.press("Envoyer")
    reference = reference_of(camille)
    camille.open(f"/mes-demandes/{reference}/")
    camille.see(f"mandat {number}")
    camille.check()

    # Its agents and its owner read both names.
    nadia = visit("Nadia Etcheverry")
    nadia.open(f"/agent/demandes/{reference}/")
    nadia.see("Camille Bordenave pour Marie-Hélène", f"mandat {number}")
    nadia.check()
    mother.open(f"/mes-demandes/{reference}/")
    mother.see("Camille Bordenave pour Marie-Hélène", "a consulté")
    mother.check()
    mother.picture("mandate-seen")

    # She stops it: the daughter's next page is closed.
    mother.open(f"/mes-mandats/{number}/")
    mother.press("Arrêter ce mandat")
    mother.check()
    mother.press("Oui, l’arrêter")
    mother.see("Arrêté")
    mother.check()
    camille.open(f"/mes-demandes/{reference}/")
    camille.see("n’ouvre plus rien")
    camille.check()
    assert camille.status(f"/mes-demandes/{reference}/") == 404
    mother.open(f"/mes-demandes/{reference}/")


def test_at_the_desk_said_before_an_agent(visit: Visit):
    jeanne = visit("Jeanne Darrieux")
    jeanne.open("/agent/guichet/?q=benali+karim")
    jeanne.page.get_by_role("link", name=re.compile("Ouvrir la fiche")).first.click()
    jeanne.press("Mandats")
    jeanne.check()
    jeanne.press("Préparer un mandat")
    jeanne.check()
    jeanne.fill("Prénoms", "Leïla")
    jeanne.fill("Nom", "Benali")
    jeanne.fill("Son adresse électronique", "leila.benali@example.test")
    jeanne.choose("Proche")
    jeanne.choose("Composteur partagé")
    jeanne.date("Jusqu’à quand", "31", "12", "2027")
    jeanne.press("Préparer le mandat")
    jeanne.see("Enregistrer comment la personne accepte")
    jeanne.check()
    jeanne.picture("mandate-desk")
    jeanne.press("Dit devant un agent")
    jeanne.check()
    jeanne.fill("Qu’avez-vous vérifié", "cartes d’identité des deux")
    jeanne.choose("L’aidant est d’accord aussi")
    jeanne.press("L’enregistrer sous mon nom")
    jeanne.see("En vigueur", "cartes d’identité des deux")
    jeanne.check()
    paper = jeanne.page.url.rstrip("/").split("/")[-1]
    assert jeanne.status(f"/agent/mandats/{paper}/formulaire/") == 404
    jeanne.open("/agent/mandats/")
    jeanne.check()
    jeanne.fill("Numéro du mandat", paper.lower().replace("-", " "))
    jeanne.press("L’ouvrir")
    jeanne.see("Leïla Benali pour Karim Benali")
    assert visit("Paul Sarrat").status(f"/agent/mandats/{paper}/") == 404
