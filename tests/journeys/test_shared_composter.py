"""The main story: one request, three institutions, told as the people live it."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

PHOTO = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def fill_in(walker: Walker, *, check: bool = True) -> None:
    """From the first question to the check of the answers."""

    def next_page() -> None:
        if check:
            walker.check()
        walker.press("Continuer")

    if walker.page.locator("h1").inner_text() == "Vous":  # a draft resumes after what is known
        next_page()
    walker.choose("Dans une résidence ou un immeuble")
    walker.fill("Combien de foyers", "8")
    next_page()
    if walker.page.get_by_label("Nom de la résidence").count():
        next_page()
    walker.fill("Adresse ou repère", "Derrière le local à vélos, 12 rue du Bialé")
    walker.fill("Commune", "Lescar")
    walker.choose("À la commune ou à une autre collectivité")
    next_page()
    walker.choose("Oui")
    walker.choose("Le samedi")
    next_page()
    walker.choose("Je m’engage")
    next_page()


def reference_of(walker: Walker) -> str:
    found = re.search(
        r"[A-Z0-9]{3}-[A-Z0-9]{4}-[A-Z0-9]{4}", walker.page.locator("main").inner_text()
    )
    assert found, walker.page.locator("main").inner_text()
    return found.group()


def test_one_request_three_institutions(visit: Visit):
    camille = visit("Camille Bordenave")
    camille.open("/mon-espace/")
    tops = "() => [...document.querySelectorAll('.subnav li')].map(e => e.offsetTop)"
    assert len(set(camille.page.evaluate(tops))) == 1  # her menu is one line on a screen
    camille.open("/recherche/?q=conposteur")
    camille.check()
    camille.press("Composteur partagé")
    camille.check()
    camille.press("Commencer")

    # Leaves, comes back to the draft.
    camille.press("Enregistrer et revenir plus tard")
    camille.check()
    camille.press("Composteur partagé")

    camille.picture("form-page")
    fill_in(camille)
    camille.see("12 rue du Bialé", "8")
    camille.check()
    camille.picture("check-answers")
    camille.press("Envoyer")
    camille.check()
    reference = reference_of(camille)

    nadia = visit("Nadia Etcheverry")
    nadia.open("/agent/")
    nadia.check()
    nadia.see(reference)
    nadia.picture("agent-inbox")
    nadia.open(f"/agent/demandes/{reference}/")
    nadia.check()
    nadia.press("Demander une pièce")
    nadia.check()
    nadia.choose("Une photo de l’endroit")
    nadia.fill("Ce qui manque", "Une photo de l’endroit nous aiderait.")
    nadia.press("Envoyer à la personne")
    nadia.see("Attend une pièce")

    camille.open(f"/mes-demandes/{reference}/")
    camille.see("Une photo de l’endroit nous aiderait")
    camille.check()
    camille.press("Envoyer mes compléments")
    camille.check()
    camille.page.locator("input[type=file]").set_input_files(
        [{"name": "endroit.png", "mimeType": "image/png", "buffer": PHOTO}]
    )
    camille.press("Envoyer mes compléments")
    camille.see("Reçue")

    nadia.open(f"/agent/demandes/{reference}/")
    nadia.press("Prendre en charge et demander les avis")
    nadia.check()
    nadia.press("Prendre en charge et demander les avis")
    nadia.see("Avis demandés")

    # Each sees only what its part needs.
    elise = visit("Élise Cazenave")
    elise.open("/agent/")
    elise.see(reference)
    elise.open(f"/agent/demandes/{reference}/")
    elise.check()
    elise.see("12 rue du Bialé")
    elise.miss("Bordenave")
    elise.picture("partner-task")
    elise.press("Répondre")
    elise.check()
    elise.choose("Le terrain peut être utilisé, sous conditions")
    elise.fill("Conditions ou explications", "À deux mètres du mur.")
    elise.press("Envoyer ma réponse")

    paul = visit("Paul Sarrat")
    paul.open(f"/agent/demandes/{reference}/")
    paul.check()
    paul.see("Bordenave")
    paul.miss("12 rue du Bialé")
    paul.press("Répondre")
    paul.choose("La formation est réservée")
    paul.press("Envoyer ma réponse")

    # An agent of another town does not even learn that it exists.
    assert visit("Sophie Lamarque").status(f"/agent/demandes/{reference}/") == 404
    assert visit("Karim Benali").status(f"/mes-demandes/{reference}/") == 404

    nadia.open(f"/agent/demandes/{reference}/")
    nadia.see("À décider", "À deux mètres du mur")
    nadia.picture("agent-case")
    nadia.press("Accepter la demande")
    nadia.check()
    nadia.date("Date de livraison", "15", "6", "2027")
    nadia.press("Accepter la demande")
    nadia.see("Acceptée")
    nadia.check()

    camille.open(f"/mes-demandes/{reference}/")
    camille.see("Acceptée", "Nadia Etcheverry", "Élise Cazenave")
    camille.check()
    camille.picture("resident-case")
    decision = camille.page.get_by_role("link", name=re.compile("Installation d’un composteur"))
    decision.first.wait_for()
    with camille.page.expect_download() as download:
        decision.first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_pressing_twice_sends_once(visit: Visit):
    camille = visit("Camille Bordenave")
    camille.open("/demarches/composteur-partage/")
    camille.press("Commencer")
    fill_in(camille, check=False)
    address = camille.page.url

    camille.press("Envoyer")
    first = reference_of(camille)
    camille.page.goto(address)
    camille.page.wait_for_load_state()

    assert reference_of(camille) == first
