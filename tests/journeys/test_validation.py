"""A refund above a thousand euros: prepared by one agent, sent back, then validated by another."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_refund import IBAN
from tests.journeys.test_shared_composter import reference_of
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]


def claim(karim: Walker) -> str:
    karim.open("/demarches/remboursement-trop-percu/")
    karim.press("Commencer")
    if karim.page.locator("h1").inner_text() == "Vous":
        karim.press("Continuer")
    karim.choose("Eau et assainissement")
    karim.fill("Numéro de la facture", "E-2026-7777")
    karim.date("Quand avez-vous payé", "3", "3", "2026")
    karim.fill("Combien avez-vous payé", "2 500")
    karim.fill("Combien auriez-vous dû payer", "84,50")
    karim.press("Continuer")
    karim.fill("Titulaire du compte", "Karim Benali")
    karim.fill("IBAN", IBAN)
    karim.choose("Je certifie")
    karim.press("Continuer")
    karim.press("Envoyer")
    return reference_of(karim)


def test_prepared_sent_back_then_validated(visit: Visit):
    karim = visit("Karim Benali")
    reference = claim(karim)
    case = f"/agent/demandes/{reference}/"

    claire = visit("Claire Sempé")
    claire.wait(case, "Un fichier officiel a été interrogé")
    claire.open(f"{case}faire/accorder/")
    claire.fill("Montant à rembourser", "2 415,50")
    claire.fill("Explication pour la personne", "Votre compteur était mal relevé.")
    claire.check()
    claire.press("Accorder")
    claire.see("attend", "Validation du remboursement")
    claire.miss("Répondre")
    claire.check()
    karim.open(f"/mes-demandes/{reference}/")
    karim.miss("2 415", "mal relevé")

    lucie = visit("Lucie Haure")
    lucie.open(case)
    lucie.press("Répondre")
    lucie.see("Claire Sempé", "mal relevé")
    draft = lucie.page.get_by_role("link", name=re.compile("projet")).first.get_attribute("href")
    assert lucie.page.request.get(str(draft)).body().startswith(b"%PDF-")
    lucie.check()
    lucie.choose("Je renvoie")
    lucie.press("Envoyer ma réponse")
    lucie.see("Dites pourquoi")
    lucie.choose("Je renvoie")
    lucie.fill("Si vous renvoyez", "Précisez la date du relevé.")
    lucie.press("Envoyer ma réponse")

    claire.open(f"{case}faire/accorder/")
    claire.fill("Explication pour la personne", "Le relevé du 2 février était faux.")
    claire.press("Accorder")
    lucie.open(case)
    lucie.press("Répondre")
    lucie.see("2 février")
    lucie.choose("Je valide")
    lucie.press("Envoyer ma réponse")
    karim.wait(f"/mes-demandes/{reference}/", "Accordée, virement en préparation")
    karim.check()
