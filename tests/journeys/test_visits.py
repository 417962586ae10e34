"""Visits without the network: asked for by a neighbour, taken along, filled in with the network cut,
reloaded, sent once, settled with a colleague, and nothing left on the device after signing out."""

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.journey, pytest.mark.proof]

SERVICE = "/demarches/visite-aide-a-domicile/"
SHELL = "/agent/visites/hors-ligne/"
NAME = "Visite d’aide à domicile"
CODE = "tournesol-cerise-41"
PHOTOS_HERE = """() => new Promise((resolve) => {
  const request = indexedDB.open("parvis-visites");
  request.onsuccess = () => {
    const counting = request.result.transaction(["bytes"]).objectStore("bytes").count();
    counting.onsuccess = () => {
      request.result.close();
      resolve(counting.result);
    };
  };
})"""
KEPT_HERE = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  return [...names, ...(await caches.keys()), ...(await navigator.serviceWorker.getRegistrations())];
}"""
AT_REST = """() => new Promise((resolve) => {
  const request = indexedDB.open("parvis-visites");
  request.onsuccess = () => {
    const rows = [];
    const names = ["lots", "answers", "photos", "bytes"];
    const reading = request.result.transaction(names);
    for (const name of names) {
      reading.objectStore(name).getAll().onsuccess = (event) => rows.push(...event.target.result);
    }
    reading.oncomplete = () => {
      request.result.close();
      const bytes = rows.flatMap((row) => [row.data, row.check?.data].filter(Boolean));
      const read = bytes.map((one) => new TextDecoder("latin1").decode(one)).join();
      resolve(JSON.stringify(rows) + read);
    };
  };
})"""


def ask_for_a_neighbour(camille: Walker, first: str, last: str) -> None:
    camille.open(SERVICE)
    camille.press("Commencer")
    camille.choose("Pour un voisin, une voisine ou un ami")
    camille.press("Continuer")
    group = camille.page.locator("main fieldset").filter(has_text="Qui est la personne").last
    group.get_by_label("Prénoms").fill(first)
    group.get_by_label("Nom de naissance").fill(last)
    camille.fill("Son téléphone", "06 39 98 01 42")
    camille.choose("Oui")
    camille.press("Continuer")
    camille.fill("Numéro et rue", "14 rue Maubec")
    camille.fill("Code postal", "64230")
    camille.fill("Commune", "Lescar")
    camille.fill("Comment entrer", "2e étage, sonner longtemps")
    camille.press("Continuer")
    camille.choose("De la compagnie")
    camille.choose("L’un ou l’autre")
    camille.press("Continuer")
    camille.press("Envoyer")


def consent_and_visit(ines: Walker, name: str) -> str:
    """From the inbox: ask for her consent, note that she gave it, entrust the visit. The address of
    the request."""
    ines.open("/agent/")
    rows = ines.page.locator("main tr").filter(has_text="Accord à demander")
    rows.get_by_role("link").first.click()
    ines.page.wait_for_load_state()
    page = ines.page.url
    ines.press("Demander l’accord de la personne")
    ines.press("Demander l’accord de la personne")
    ines.see(name)
    ines.press("Noter l’accord de la personne")
    ines.choose("Au téléphone")
    today = ines.page.evaluate("new Date().toLocaleDateString('fr-FR')").split("/")
    ines.date("Quel jour", *today)
    ines.press("Noter l’accord de la personne")
    ines.press("Confier la visite à un professionnel")
    ines.press("Confier la visite à un professionnel")
    return page


def photo(name: str, colour: tuple[int, int, int] = (150, 90, 40)) -> Any:
    """A real picture, as a telephone gives it."""
    made = BytesIO()
    Image.new("RGB", (640, 480), colour).save(made, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": made.getvalue()}


def report(walker: Walker, wishes: str) -> None:
    walker.choose("La visite a eu lieu")
    today = walker.page.evaluate("new Date().toLocaleDateString('fr-FR')").split("/")
    walker.date("Quel jour", *today)
    walker.fill("Ce que la personne souhaite", wishes)


def test_visits_are_reported_without_the_network(visit: Visit) -> None:
    camille, ines = visit("Camille Bordenave"), visit("Inès Lahitte")
    ask_for_a_neighbour(camille, "Yvonne", "Cazenave")
    camille.open("/mes-demandes/")
    camille.see(NAME)
    first = consent_and_visit(ines, "Yvonne Cazenave")
    ines.picture("visit-case")
    # Hers now: the neighbour reads it no longer.
    camille.open("/mes-demandes/")
    camille.miss(NAME)
    ask_for_a_neighbour(camille, "Lucien", "Haurat")
    second = consent_and_visit(ines, "Lucien Haurat")

    # An appointment for the first, agreed upon by telephone.
    ines.open(first)
    ines.press("Prendre rendez-vous")
    ines.page.locator("main a.slot").first.click()
    ines.press("Prendre ce rendez-vous")
    ines.open("/agent/visites/")
    while not ines.page.locator("main h3").filter(has_text="Yvonne Cazenave").count():
        ines.press("Jour suivant")
    the_day = ines.page.url
    ines.see("Yvonne Cazenave", "14 rue Maubec", "2e étage, sonner longtemps", "Lucien Haurat")
    ines.check()
    ines.picture("visits-day")

    # Before leaving.
    ines.press("Emporter sans réseau")
    ines.check()
    ines.fill("Votre code", CODE)
    ines.press("Emporter mes visites", stays=True)
    ines.see("Yvonne Cazenave", "Lucien Haurat")
    ines.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    ines.check()
    ines.picture("visits-taken")
    at_rest = ines.page.evaluate(AT_REST)
    assert "Cazenave" not in at_rest
    assert CODE not in at_rest

    # The network is cut. The page comes back, under its code, with what was typed.
    page, context = ines.page, ines.page.context
    context.set_offline(True)
    page.get_by_role("button", name=re.compile("Yvonne Cazenave")).click()
    report(ines, "De la compagnie le jeudi")
    expect(page.get_by_text("Commencé, gardé sur cet appareil")).to_be_visible()
    ines.picture("visits-report")
    page.goto("/agent/visites/")
    expect(page).to_have_url(re.compile(SHELL))
    page.get_by_label("Votre code").last.fill("une autre phrase")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text("Ce n’est pas le bon code")).to_be_visible()
    page.get_by_label("Votre code").last.fill(CODE)
    page.get_by_role("button", name="Ouvrir").click()
    page.get_by_role("button", name=re.compile("Yvonne Cazenave")).click()
    expect(page.get_by_label("Ce que la personne souhaite")).to_have_value(
        "De la compagnie le jeudi"
    )
    # Photographs: taken, looked at, one taken out again, one that is none.
    photos = page.get_by_label("Prendre ou choisir des photographies")
    photos.set_input_files([photo("escalier.png"), photo("cuisine.png", (40, 90, 160))])
    expect(page.locator("[data-picture]")).to_have_count(2)
    expect(page.get_by_role("img", name="escalier.png")).to_be_visible()
    page.get_by_role("button", name="Retirer cuisine.png").click()
    photos.set_input_files([{"name": "mot.png", "mimeType": "image/png", "buffer": b"rien"}])
    expect(page.locator("[data-picture]")).to_have_count(2)
    ines.picture("visits-photos")
    assert "PNG" not in page.evaluate(AT_REST)
    page.get_by_role("button", name="Garder, pour l’envoyer").click()
    page.get_by_role("button", name=re.compile("Lucien Haurat")).click()
    report(ines, "Un portage de repas")
    page.get_by_role("button", name="Garder, pour l’envoyer").click()
    expect(page.locator("[data-state=kept]")).to_have_count(2)

    # Meanwhile a colleague reports on the second one.
    marion = visit("Marion Peyret")
    marion.open(second)
    marion.press("Répondre")
    report(marion, "Des sorties")
    marion.press("Envoyer ma réponse")

    # Back, and cut again once the photograph has left: the server has it, the device does not know.
    ines.faults.clear()
    left: list[str] = []
    page.on("response", lambda answer: left.append(answer.url))
    page.route("**/agent/visites/envoyer/", lambda route: route.abort())
    context.set_offline(False)
    expect(page.get_by_text("Rien n’est perdu")).to_be_visible()
    if not any("/visites/photo/" in url for url in left):
        # The network came and went: one presses again.
        with page.expect_response(re.compile("/visites/photo/")):
            page.get_by_role("button", name="Envoyer ce qui est rempli").click()
    assert page.evaluate(PHOTOS_HERE) == 2
    page.unroute("**/agent/visites/envoyer/")

    # Everything leaves, once; what was no photograph is said, and nothing else is lost.
    page.get_by_role("button", name="Envoyer ce qui est rempli").click()
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    ines.faults.clear()
    assert page.evaluate(PHOTOS_HERE) == 1
    expect(page.get_by_text("Une photographie a été refusée")).to_be_visible()
    page.get_by_role("button", name=re.compile("Yvonne Cazenave")).click()
    expect(page.locator("[data-picture=refused]")).to_contain_text("mot.png – ")
    page.get_by_role("button", name="Retirer mot.png").click()
    expect(page.locator("[data-picture]")).to_have_count(0)
    page.get_by_role("button", name="Retour à mes visites").last.click()
    expect(page.locator("[data-state=sent]")).to_have_count(1)
    assert "souhaite" not in page.evaluate(AT_REST)
    ines.open(first)
    ines.see("De la compagnie le jeudi")
    assert ines.page.get_by_text("La visite a eu lieu").count() >= 1
    expect(ines.page.get_by_role("link", name="escalier.png")).to_have_count(1)
    ines.miss("cuisine.png")

    # The other is settled question by question.
    ines.open(the_day)
    ines.page.get_by_role("link", name=re.compile("votre compte rendu n’a pas pu")).click()
    ines.see("Deux comptes rendus", "Marion Peyret", "Des sorties", "Un portage de repas")
    ines.check()
    ines.picture("visits-settle")
    ines.choose("La mienne")
    ines.press("Garder ceci")
    ines.see("Un portage de repas")

    # Signing out leaves nothing on the device.
    assert ines.page.evaluate(KEPT_HERE)
    ines.page.locator("summary", has_text="Inès Lahitte").click()
    ines.page.get_by_role("button", name="Se déconnecter").click()
    ines.page.wait_for_load_state()
    ines.open("/")
    assert ines.page.evaluate(KEPT_HERE) == []
