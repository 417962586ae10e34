"""The vehicle is in somebody else’s name: they read the link that came to them, and sign."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_parking import attach, certify_and_send, where_one_parks
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]


def ask(karim: Walker) -> str:
    karim.open("/demarches/stationnement-resident/")
    karim.press("Commencer")
    karim.choose("Le premier véhicule")
    karim.fill("Numéro d’immatriculation", "CD-456-EF")
    attach(karim)
    karim.choose("Au nom d’une autre personne")
    karim.press("Continuer")
    karim.fill("Prénom et nom du titulaire", "Samia Benali")
    karim.fill("Son courriel", "samia.benali@example.test")
    karim.fill("Son téléphone", "06 12 34 56 78")
    karim.check()
    karim.press("Continuer")
    where_one_parks(karim)
    return certify_and_send(karim)


def opened_in_the_outbox(samia: Walker, reference: str) -> str:
    """The link of the last message that speaks of the request."""
    samia.wait(
        "/demo/messages/", f"Votre signature est demandée : Stationnement résident ({reference})"
    )
    samia.page.get_by_role("link", name=re.compile(reference)).first.click()
    link = samia.page.frame_locator("iframe").get_by_role("link", name="Lire et signer")
    return str(link.get_attribute("href"))


def code_in_the_outbox(samia: Walker) -> str:
    samia.wait("/demo/messages/", "votre code est")
    said = samia.page.get_by_text(re.compile("votre code est")).first.inner_text()
    return re.search(r"\b(\d{6})\b", said).group(1)


def test_the_holder_of_the_vehicle_signs(visit: Visit):
    karim = visit("Karim Benali")
    reference = ask(karim)
    karim.see("Samia Benali doit signer")
    karim.open(f"/mes-demandes/{reference}/")
    karim.see("Attend une signature", "Samia Benali")
    karim.check()

    amelie = visit("Amélie Castera")
    case = f"/agent/demandes/{reference}/"
    amelie.open(case)
    amelie.see("Attend une signature")
    amelie.miss("Accepter la demande")
    amelie.press("Noter une signature")
    amelie.check()
    karim.press("Renvoyer le lien")
    karim.check()

    samia = visit(script=False, width=390)
    samia.open(opened_in_the_outbox(samia, reference))
    samia.miss("CD-456-EF", "Benali")
    samia.check()
    samia.press("Oui, montrez-moi ce que je signerais")
    samia.see("CD-456-EF", "Karim Benali vous demande votre signature")
    samia.miss("quotient")
    samia.check()
    samia.picture("signature-read")
    page = samia.page.url
    samia.press("Recevoir le code")
    code = code_in_the_outbox(samia)
    samia.open(page)
    samia.choose("J’ai lu, et je signe")
    samia.fill("Le code à six chiffres", code)
    samia.check()
    samia.press("Confirmer")
    samia.see("votre signature est enregistrée")
    samia.miss("CD-456-EF")
    samia.check()

    amelie.open(case)
    amelie.see("Accepter la demande", "par un lien et un code")
    amelie.check()
    amelie.picture("signature-given")
    karim.open(f"/mes-demandes/{reference}/")
    karim.see("Samia Benali", "signature")
    karim.check()
