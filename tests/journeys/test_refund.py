"""A refund that nobody has to examine, from the claim to the bank; and the mails on the way."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import reference_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

IBAN = "FR76 3000 6000 0112 3456 7890 189"


def attached_to(visit: Visit, subject: str, words: str) -> bytes:
    """The file of the latest mail of that subject, read on the demonstration's message page."""
    reader = visit()
    reader.wait("/demo/messages/", subject)
    reader.press(subject)
    reader.see(words)
    reader.check()
    piece = reader.page.locator("main a[href*='/pieces/']").first
    answer = reader.page.request.get(str(piece.get_attribute("href")))
    assert answer.status == 200
    return answer.body()


def claim(karim: Walker) -> str:
    karim.open("/demarches/remboursement-trop-percu/")
    karim.check()
    karim.press("Commencer")
    if karim.page.locator("h1").inner_text() == "Vous":
        karim.press("Continuer")
    karim.check()
    karim.choose("Eau et assainissement")
    karim.fill("Numéro de la facture", "E-2026-0042")
    karim.date("Quand avez-vous payé", "3", "3", "2026")
    karim.fill("Combien avez-vous payé", "184,50")
    karim.fill("Combien auriez-vous dû payer", "84,50")
    karim.press("Continuer")
    karim.check()
    karim.fill("Titulaire du compte", "Karim Benali")
    karim.fill("IBAN", IBAN)
    karim.choose("Je certifie")
    karim.press("Continuer")
    karim.see("184,50")
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
