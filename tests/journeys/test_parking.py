"""Residents' parking: asked for, accepted, refused by the bank, paid, the permit and its receipt."""

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import PHOTO, reference_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey


def attach(person: Walker) -> None:
    """A photograph of the one paper that the page asks for."""
    paper = {"name": "piece.png", "mimeType": "image/png", "buffer": PHOTO}
    person.page.locator("input[type=file]").first.set_input_files([paper])


def where_one_parks(karim: Walker) -> None:
    karim.fill("Numéro et rue", "5 rue Carnot")
    karim.fill("Code postal", "64000")
    karim.fill("Commune", "Pau")
    karim.choose("Zone A")
    attach(karim)
    karim.press("Continuer")


def certify_and_send(karim: Walker) -> str:
    """The reference of the request."""
    karim.press("Continuer")
    karim.choose("Je certifie")
    karim.press("Continuer")
    karim.press("Envoyer")
    return reference_of(karim)


def ask(karim: Walker) -> str:
    karim.open("/demarches/stationnement-resident/")
    karim.press("Commencer")
    karim.choose("Le premier véhicule")
    karim.fill("Numéro d’immatriculation", "SS-123-AB")
    attach(karim)
    karim.choose("À mon nom")
    karim.press("Continuer")
    karim.see("n’est pas celui d’une plaque française")
    karim.fill("Numéro d’immatriculation", "ab-123-cd")
    karim.press("Continuer")
    where_one_parks(karim)
    karim.see("90,00")
    karim.check()
    return certify_and_send(karim)


@pytest.mark.proof
def test_refused_by_the_bank_then_paid(visit: Visit):
    karim = visit("Karim Benali")
    reference = ask(karim)

    amelie = visit("Amélie Castera")
    amelie.open(f"/agent/demandes/{reference}/")
    amelie.press("Accepter la demande")
    amelie.press("Accepter la demande")
    amelie.see("90,00")

    karim.wait(f"/mes-demandes/{reference}/", "Acceptée, à payer")
    karim.check()
    karim.press("Payer")
    karim.check()
    karim.picture("payment")
    karim.fill("Votre courriel", "karim@example.test")
    karim.press("Aller au paiement")
    karim.see("Cette page tient lieu de PayFiP")
    karim.check()
    karim.press("Payer : la banque refuse")
    karim.see("Le paiement est refusé")
    karim.check()
    karim.fill("Votre courriel", "karim@example.test")
    karim.press("Aller au paiement")
    karim.press("Payer : accepté")
    karim.see("C’est payé")
    karim.check()
    receipt = karim.page.get_by_role("link", name="Télécharger la quittance").get_attribute("href")
    assert karim.page.request.get(str(receipt)).body().startswith(b"%PDF-")
    karim.wait(f"/mes-demandes/{reference}/", "Carte valable")
    karim.wait(
        f"/mes-demandes/{reference}/", "Carte de stationnement résident"
    )  # drawn by the worker
    karim.see("Renouveler")
    karim.check()

    amelie.open("/agent/regies/")
    amelie.see("90,00", "carte, en ligne")
    amelie.check()
    amelie.picture("day-book")
