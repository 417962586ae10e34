"""A refund that nobody has to examine, from the claim to the bank; and the mails on the way."""

import re
import time

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import reference_of
from tests.journeys.walker import Walker, plain

pytestmark = [pytest.mark.journey, pytest.mark.proof]

IBAN = "FR76 3000 6000 0112 3456 7890 189"


def attached_to(visit: Visit, subject: str, words: str) -> bytes:
    """The file of the latest mail of that subject, read on the demonstration's message page. It
    leaves in the worker's own time; another one of that subject may be there already."""
    reader = visit()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        reader.wait("/demo/messages/", subject)
        reader.press(subject)
        if plain(words).search(reader.page.locator("main").text_content() or ""):
            break
        reader.page.wait_for_timeout(500)
    reader.see(words)
    reader.check()
    piece = reader.page.locator("main a[href*='/pieces/']").first
    answer = reader.page.request.get(str(piece.get_attribute("href")))
    assert answer.status == 200
    return answer.body()


def claim(
    karim: Walker, number: str = "E-2026-0042", paid: str = "184,50", due: str = "84,50"
) -> str:
    karim.open("/demarches/remboursement-trop-percu/")
    karim.check()
    karim.press("Commencer")
    if karim.page.locator("h1").inner_text() == "Vous":
        karim.press("Continuer")
    karim.check()
    karim.choose("Eau et assainissement")
    karim.fill("Numéro de la facture", number)
    karim.date("Quand avez-vous payé", "3", "3", "2026")
    karim.fill("Combien avez-vous payé", paid)
    karim.fill("Combien auriez-vous dû payer", due)
    karim.press("Continuer")
    karim.check()
    karim.fill("Titulaire du compte", "Karim Benali")
    karim.fill("IBAN", IBAN)
    karim.choose("Je certifie")
    karim.press("Continuer")
    karim.see(paid)
    karim.check()
    karim.press("Envoyer")
    return reference_of(karim)


def test_paid_without_being_examined(visit: Visit):
    karim = visit("Karim Benali")
    reference = claim(karim)
    karim.wait(f"/mes-demandes/{reference}/", "Accordée, virement en préparation")
    karim.check()

    subject = "Nous avons reçu votre demande : Remboursement d’un trop-perçu"
    receipt = attached_to(visit, subject, reference)
    decision = attached_to(visit, "Votre remboursement est accordé", "E-2026-0042")
    assert receipt.startswith(b"%PDF-")
    assert decision.startswith(b"%PDF-")
    assert receipt != decision

    hugo = visit("Hugo Pédebidou")
    hugo.open("/agent/virements/")
    hugo.check()
    hugo.see(reference, "100,00")
    if hugo.page.get_by_role("link", name="Saisir le compte à débiter").count():
        hugo.press("Saisir le compte à débiter")
        hugo.check()
        hugo.fill("Titulaire du compte", "Régie Pau Béarn Pyrénées")
        hugo.fill("IBAN", IBAN)
        hugo.press("Enregistrer")
    hugo.press("Préparer le fichier SEPA")
    hugo.see("Le fichier est prêt")
    hugo.check()
    hugo.picture("transfers")
    with hugo.page.expect_download() as download:
        hugo.page.locator("main a[href*='telecharger']").first.click()
    written = download.value.path().read_text()
    assert "pain.001" in written
    assert re.search(r'<InstdAmt Ccy="EUR">100\.00<', written)
    assert IBAN.replace(" ", "") in written
    hugo.press("Noter comme exécuté")
    hugo.see("Exécuté")

    karim.wait(f"/mes-demandes/{reference}/", "Remboursée")
    karim.check()


def test_two_people_look_at_a_large_one(visit: Visit):
    """Prepared, read by a colleague who is given the work, validated; nothing left before."""
    karim = visit("Karim Benali")
    reference = claim(karim, "E-2026-0900", "2 000,00", "500,00")
    case = f"/agent/demandes/{reference}/"

    lucie = visit("Lucie Haure")
    lucie.open(case)
    lucie.press("Confier")
    lucie.check()
    lucie.page.locator("main select").first.select_option(label="Claire Sempé")
    lucie.press("Confier")
    lucie.see("Claire Sempé")

    claire = visit("Claire Sempé")
    claire.open(case)
    claire.press("Accorder le remboursement")
    claire.fill("Montant à rembourser", "1500")
    claire.check()
    claire.press("Accorder le remboursement")
    claire.see("Accorder le remboursement")
    claire.check()
    claire.miss("Je valide")

    lucie.open(case)
    with lucie.page.expect_navigation():
        lucie.page.get_by_role("link", name="Répondre", exact=True).click()
    lucie.see("1 500,00", "Lire le projet")
    lucie.check()
    lucie.picture("validation")
    lucie.choose("Je valide")
    lucie.press("Envoyer ma réponse")
    karim.wait(f"/mes-demandes/{reference}/", "Accordée")

    lucie.open("/agent/pilotage/equipe/")
    lucie.see("Claire Sempé")
    lucie.check()
    lucie.picture("team")
