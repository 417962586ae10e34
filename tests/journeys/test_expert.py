"""An expert without an account is asked for an opinion by a link, and gives it."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import fill_in, reference_of

pytestmark = [pytest.mark.journey, pytest.mark.proof]


def test_an_expert_outside_gives_an_opinion(visit: Visit):
    camille = visit("Camille Bordenave")
    camille.open("/demarches/composteur-partage/")
    camille.press("Commencer")
    fill_in(camille, check=False)
    camille.press("Envoyer")
    reference = reference_of(camille)
    nadia = visit("Nadia Etcheverry")
    case = f"/agent/demandes/{reference}/"
    nadia.open(f"{case}faire/prendre_en_charge/")
    nadia.press("Prendre en charge et demander les avis")

    nadia.press("Demander : Avis sur l’emplacement")
    nadia.fill("Votre question", "L’emplacement gêne-t-il les arbres de la cour ?")
    nadia.page.get_by_text("Une personne extérieure, sans compte").click()
    nadia.fill("Nom", "Léa Dumas")
    nadia.fill("En quelle qualité", "paysagiste")
    nadia.fill("Courriel", "lea.dumas@atelier.example")
    nadia.choose("À quel endroit poser le composteur")
    nadia.choose("La personne qui a fait la demande, dans son espace")
    nadia.check()
    nadia.picture("opinion-ask")
    nadia.press("Envoyer la question")
    nadia.see("Votre question est envoyée", "Léa Dumas, paysagiste")

    lea = visit(script=False, width=390)
    lea.wait("/demo/messages/", f"Votre avis est demandé : Avis sur l’emplacement ({reference})")
    lea.page.get_by_role("link", name=re.compile(reference)).first.click()
    link = (
        lea.page.frame_locator("iframe")
        .get_by_role("link", name="Lire la question")
        .get_attribute("href")
    )
    lea.open(link)
    lea.miss(reference, "Bordenave", "composteur")
    lea.check()
    lea.press("Oui, montrez-moi la question")
    lea.see("gêne-t-il les arbres", "12 rue du Bialé")
    lea.miss("Bordenave")
    lea.check()
    lea.picture("opinion-outside")
    lea.choose("Avis favorable, sous réserve")
    lea.fill("Vos raisons", "À deux mètres du tilleul.")
    lea.press("Envoyer mon avis")
    lea.see("votre avis est transmis", "À deux mètres du tilleul.")

    nadia.open(case)
    nadia.see("Avis favorable, sous réserve", "À deux mètres du tilleul.")
    nadia.check()
    camille.open(f"/mes-demandes/{reference}/")
    camille.see("À deux mètres du tilleul.", "Léa Dumas, paysagiste a consulté")
    camille.check()
