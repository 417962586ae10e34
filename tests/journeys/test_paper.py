"""A form printed, sent back by post, keyed in beside its image; then several requests at once."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import fill_in, reference_of
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]


def printed_form(walker: Walker) -> bytes:
    answer = walker.page.request.get("/demarches/composteur-partage/formulaire.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_from_paper_to_a_bulk_run(visit: Visit):
    form = printed_form(visit())
    jeanne = visit("Jeanne Darrieux")
    jeanne.open("/agent/guichet/")
    jeanne.press("Un formulaire papier est arrivé")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": form}
    jeanne.page.get_by_label("Pages du formulaire").set_input_files([scan])
    jeanne.check()
    jeanne.press("Garder ces pages")
    jeanne.see("Composteur partagé")  # the code says so
    jeanne.check()
    jeanne.press("Trouver la personne")
    jeanne.fill("Nom, date de naissance", "laborde casterot 29/7/1954")
    jeanne.press("Rechercher")
    jeanne.see("Un formulaire papier attend")
    jeanne.press("Ouvrir la fiche")
    jeanne.press("Saisir ce formulaire")
    jeanne.check()
    jeanne.press("Commencer")
    expect(jeanne.page.locator(".papers img").first).to_be_visible()
    jeanne.check()
    jeanne.picture("paper-beside")
    fill_in(jeanne, check=False)
    jeanne.press("Envoyer")
    reference = reference_of(jeanne)

    nadia = visit("Nadia Etcheverry")
    nadia.open(f"/agent/recherche/?q={reference}")
    nadia.see("courrier", "scan.pdf")

    nadia.open("/agent/?canal=post")
    line = nadia.page.locator("tr").filter(has_text=reference)
    line.get_by_role("checkbox").check()
    deeds = nadia.page.get_by_label("Sur plusieurs demandes", exact=True)
    deeds.select_option(label="Les prendre en charge")
    nadia.press("Continuer")
    nadia.see("Avant de confirmer", reference)
    nadia.check()
    nadia.picture("bulk-preview")
    nadia.press("Confirmer")
    nadia.see(reference, "Fait")
    nadia.check()
    nadia.open(f"/agent/demandes/{reference}/")
    nadia.see("Rendre au service")
