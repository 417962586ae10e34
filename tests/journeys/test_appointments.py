"""An appointment is taken, moved, seen by who receives, taken by telephone, cancelled."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

KIND = "Carte d’identité et passeport"


def choose_time(walker: Walker, number: int) -> str:
    """Press the slot of that number, as somebody without a mouse does. Returns when it is, less its
    first letter, a capital in some places."""
    slot = walker.page.locator("main a.slot").nth(number)
    label = str(slot.get_attribute("aria-label") or slot.inner_text())
    slot.focus()
    expect(slot).to_be_focused()
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_load_state()
    return label.split(",")[0][1:]


def test_from_the_residents_space_to_the_agents_day(visit: Visit):
    camille = visit("Camille Bordenave")
    camille.open("/mes-rendez-vous/")
    camille.see("Mes rendez-vous")
    camille.check()
    camille.press("Prendre rendez-vous")
    camille.check()
    camille.page.locator("main").get_by_role("link", name="Aide pour une démarche").first.click()
    camille.see("Choisissez un horaire")
    camille.check()
    camille.picture("appointment-times")
    first = choose_time(camille, 0)
    camille.see(first)
    camille.choose("par téléphone")
    camille.fill("De quoi s’agit-il", "Déclarer mes impôts")
    camille.check()
    camille.press("Prendre ce rendez-vous")
    camille.see("Votre rendez-vous est pris", first)
    camille.check()
    camille.picture("appointment")
    page = camille.page.url

    file = camille.page.get_by_role("link", name="Ajouter à mon calendrier")
    answer = camille.page.request.get(str(file.get_attribute("href")))
    assert "BEGIN:VEVENT" in answer.text()

    # Another time: the first one is kept until the second is had.
    camille.press("Déplacer")
    camille.see("Vous gardez l’horaire actuel")
    camille.check()
    second = choose_time(camille, 1)
    camille.see("Au lieu de", first, second)
    camille.check()
    camille.press("Déplacer le rendez-vous")
    camille.see("Votre rendez-vous est déplacé", second)

    # Whoever receives sees it on their day; elsewhere it does not exist.
    jeanne = visit("Jeanne Darrieux")
    day = camille.page.locator("main h1").inner_text()
    jeanne.open("/agent/rendez-vous/")
    jeanne.check()
    for _week in range(9):
        jeanne.open(f"/agent/rendez-vous/{_next_week(jeanne)}")
        if jeanne.page.get_by_role("link", name="Camille Bordenave").count():
            break
    jeanne.check()
    jeanne.picture("agent-appointments")
    jeanne.page.get_by_role("link", name="Camille Bordenave").first.click()
    jeanne.see("Déclarer mes impôts", day.replace("\xa0", " "))
    jeanne.check()
    agents_page = jeanne.page.url
    assert visit("Sophie Lamarque").status(agents_page) == 404

    camille.open("/mes-rendez-vous/calendrier/")
    camille.press("Créer l’adresse")
    camille.check()
    address = camille.page.locator("main code").inner_text()
    assert "BEGIN:VEVENT" in visit().page.request.get(address).text()

    camille.open(page)
    camille.press("Annuler")
    camille.check()
    camille.press("Oui, l’annuler")
    camille.see("annulé")
    camille.check()
    jeanne.open(agents_page)
    jeanne.see("Annulé")


def _next_week(jeanne: Walker) -> str:
    """The week shown, then the following one, by its link."""
    if "vue=semaine" not in jeanne.page.url:
        return "?vue=semaine"
    return str(jeanne.page.get_by_role("link", name="Semaine suivante").get_attribute("href"))


def test_the_desk_books_for_somebody_on_the_telephone(visit: Visit):
    """By keyboard, in a few presses, in whichever town hall is free first."""
    jeanne = visit("Jeanne Darrieux", width=390)
    jeanne.open("/agent/guichet/?q=benali")
    jeanne.page.get_by_role("link", name=re.compile("Ouvrir la fiche")).first.click()
    jeanne.press("Rendez-vous")
    jeanne.see("Pour Karim Benali")
    jeanne.fill("Pour quoi", "identité")
    jeanne.press("Rechercher")
    jeanne.see("Commune de Pau", "Commune de Lescar")
    jeanne.check()
    jeanne.picture("agent-next-free")
    moment = choose_time(jeanne, 0)
    jeanne.see("Karim Benali", "À dire à la personne", moment)
    jeanne.check()
    jeanne.press("Prendre ce rendez-vous")
    jeanne.see("la personne est prévenue", moment)
    jeanne.check()

    karim = visit("Karim Benali", script=False)
    karim.open("/mes-rendez-vous/")
    karim.see(KIND, moment)


@pytest.mark.proof
def test_hours_are_set_without_a_colleague_who_knows(visit: Visit):
    nadia = visit("Nadia Etcheverry")
    nadia.open("/agent/rendez-vous/reglages/")
    nadia.see("Conseil sur le compostage")
    nadia.check()
    nadia.picture("agent-appointment-setup")
    nadia.page.get_by_role("link", name=re.compile("Nouveau motif")).first.click()
    nadia.fill("Nom", "Retrait de composteur")
    nadia.choose("par téléphone")
    nadia.check()
    nadia.press("Enregistrer")
    nadia.see("Dites maintenant quand vous recevez")
    nadia.page.get_by_role("link", name=re.compile("Nouvelle plage")).first.click()
    nadia.fill("Horaires", "le mardi matin")
    nadia.choose("Retrait de composteur")
    nadia.press("Enregistrer")
    nadia.check()
    nadia.fill("Horaires", "Tu 09:00-12:00")
    nadia.press("Enregistrer")
    nadia.see("C’est enregistré", "Tu 09:00-12:00")
    nadia.open("/agent/rendez-vous/absences/")
    nadia.check()


@pytest.mark.proof
def test_a_number_is_called_and_no_name(visit: Visit):
    jeanne = visit("Jeanne Darrieux")
    jeanne.open("/agent/rendez-vous/")
    jeanne.press("File d’attente")
    jeanne.check()
    jeanne.press("Donner un numéro")
    jeanne.see("Numéro")
    jeanne.check()
    number = jeanne.page.locator("main .board__number").inner_text()
    jeanne.press("Retour à la file d’attente")
    room = str(jeanne.page.get_by_role("link", name="Ouvrir l’écran").get_attribute("href"))
    jeanne.fill("Votre guichet", "Guichet 2")
    jeanne.press("Appeler le numéro suivant")
    jeanne.see("est appelé", "Guichet 2")
    jeanne.check()
    wall = visit()
    wall.open(room.split("?")[0])
    wall.see(number, "Guichet 2")
    wall.check()
    jeanne.press(f"Le numéro {number} a été reçu")
    jeanne.see("Personne pour le moment")
