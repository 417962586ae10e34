"""A pin on the map: by keyboard, by mouse, taken away, and said in words where it is read."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


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
