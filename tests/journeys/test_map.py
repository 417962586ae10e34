"""A pin on the map: by keyboard, by mouse, taken away, and said in words where it is read."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


@pytest.mark.proof
def test_a_pin_by_keyboard_and_by_mouse(visit: Visit):
    someone = visit()
    someone.open("/demarches/composteur-partage/")
    someone.press("Commencer")
    questions = someone.page.url.rsplit("/questions/", 1)[0]
    someone.open(f"{questions}/questions/lieu/")
    plan, told = someone.page.locator(".map__view"), someone.page.locator(".map__said")
    latitude = someone.page.locator("[name='emplacement.latitude']")
    expect(plan).to_be_visible()
    someone.check()

    plan.focus()
    someone.page.keyboard.press("ArrowUp")
    expect(told).to_contain_text("Repère posé")
    first = latitude.input_value()
    someone.page.keyboard.press("Shift+ArrowUp")
    expect(latitude).not_to_have_value(first)
    assert float(latitude.input_value()) > float(first)
    someone.press("Déplacer le repère vers le bas")
    someone.press("Voir de plus près")

    before = latitude.input_value()
    plan.click(position={"x": 60, "y": 60})
    expect(latitude).not_to_have_value(before)
    expect(told).to_contain_text(latitude.input_value()[:6].replace(".", ","))
    expect(told).to_contain_text("du repère")
    someone.picture("place-on-the-map")
    someone.press("Retirer le repère")
    expect(latitude).to_have_value("")
    expect(told).to_contain_text("Repère retiré")
    plan.click(position={"x": 90, "y": 90})
    expect(told).to_contain_text("Repère posé")
    someone.check()

    someone.fill("Adresse ou repère", "Derrière le local à vélos")
    someone.fill("Commune", "Lescar")
    someone.choose("À la commune ou à une autre collectivité")
    someone.press("Continuer")
    someone.open(f"{questions}/verifier/")
    someone.see("Derrière le local à vélos")
    expect(someone.page.locator("main")).to_contain_text(re.compile(r"43,\d{5}° N"))
    expect(someone.page.get_by_role("img", name="Carte")).to_be_visible()
    someone.check()


def test_the_words_are_enough_without_a_script(visit: Visit):
    someone = visit(script=False)
    someone.open("/demarches/composteur-partage/")
    someone.press("Commencer")
    questions = someone.page.url.rsplit("/questions/", 1)[0]
    someone.open(f"{questions}/questions/lieu/")
    expect(someone.page.locator(".map")).to_be_hidden()
    someone.fill("Adresse ou repère", "Place Royale")
    someone.fill("Commune", "Pau")
    someone.choose("À la commune ou à une autre collectivité")
    someone.press("Continuer")
    someone.open(f"{questions}/verifier/")
    someone.see("Place Royale")


@pytest.mark.proof
def test_where_to_go_and_when(visit: Visit):
    someone = visit()
    someone.open("/lieux/")
    someone.see("Lieux d’accueil", "Mairie de Lescar")
    someone.check()
    someone.page.get_by_label("Nature").select_option("France Services")
    someone.press("Afficher")
    assert "nature=france_services" in someone.page.url
    someone.miss("Mairie de Lescar")
    someone.press("France Services (lieu de démonstration)")
    someone.see("Lundi, mardi, jeudi et vendredi", "de 9 h à 12 h 30", "Inventé")
    someone.check()
    someone.picture("place-page")

    jeanne = visit("Jeanne Darrieux")
    jeanne.open("/agent/lieux/")
    jeanne.check()
    jeanne.press("Mairie de Lescar")
    jeanne.fill("Horaires d’ouverture", "Lu-Ve 9h-12h")
    jeanne.press("Voir les horaires en toutes lettres")
    jeanne.see("n’est pas compris ici")
    jeanne.fill("Horaires d’ouverture", "Mo-Fr 09:00-12:00; PH off")
    jeanne.press("Voir les horaires en toutes lettres")
    jeanne.see("Les usagers liront", "Lundi au vendredi", "de 9 h à 12 h")
    jeanne.check()
    jeanne.picture("place-edit")


@pytest.mark.proof
def test_the_list_of_places_without_a_script(visit: Visit):
    someone = visit(script=False)
    someone.open("/lieux/?commune=64335")
    someone.see("Mairie de Lescar")
    expect(someone.page.locator(".map")).to_be_hidden()
