"""Somebody without e-mail comes to the town hall; months later they open an account."""

import os
import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_accounts import sign_up
from tests.journeys.test_shared_composter import fill_in, reference_of
from tests.journeys.walker import Walker, keep_picture

pytestmark = pytest.mark.journey

BORN = ("14", "2", "1949")


def printed_receipt(walker: Walker) -> bytes:
    """The PDF the button opens in another tab."""
    form = walker.page.locator("main form").filter(has_text="Imprimer le récépissé")
    answer = walker.page.request.post(
        str(form.get_attribute("action")),
        form={"csrfmiddlewaretoken": form.locator("[name=csrfmiddlewaretoken]").input_value()},
        headers={"Referer": walker.page.url},
    )
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def at_the_keyboard(visit: Visit) -> Keyboard:
    """Jeanne Darrieux, who does everything by keyboard."""
    jeanne = visit("Jeanne Darrieux", walks=Keyboard)
    assert isinstance(jeanne, Keyboard)
    jeanne.put_the_mouse_away()
    return jeanne


def test_from_the_desk_to_an_account(visit: Visit):
    jeanne = at_the_keyboard(visit)
    jeanne.open("/agent/guichet/")
    jeanne.focused("Nom, date de naissance")
    jeanne.write("Larrieu Bernard 14/2/1949")
    jeanne.see("0 personne trouvée", "Aucune personne de ce nom")
    jeanne.check()
    jeanne.key("ArrowDown")
    jeanne.focused("Enregistrer une nouvelle personne")
    jeanne.follow("Enter")
    jeanne.focused("Téléphone")  # the rest is known from what was typed
    jeanne.write("06 39 98 01 99")
    jeanne.check()
    jeanne.fill("Numéro et rue", "3 rue du Vallon")
    jeanne.fill("Code postal", "64230")
    jeanne.fill("Commune (facultatif)", "Lescar")
    jeanne.press("Enregistrer")
    jeanne.see("Larrieu", "14 février 1949")
    jeanne.check()

    jeanne.key("d")
    jeanne.write("conpost")
    jeanne.see("Composteur partagé")
    jeanne.key("ArrowDown")
    jeanne.focused("Composteur partagé")
    jeanne.follow("Enter")
    fill_in(jeanne)
    jeanne.check()
    jeanne.press("Envoyer")
    reference = reference_of(jeanne)
    jeanne.see("Bernard Larrieu")
    jeanne.check()
    jeanne.picture("desk")

    receipt = printed_receipt(jeanne)
    assert receipt.startswith(b"%PDF-")
    keep_receipt(receipt)
    with jeanne.page.expect_popup() as opened:  # it stands in a tab of its own
        jeanne.key("c")
    shown = Walker(opened.value, script=True)
    shown.check()
    code = shown.page.locator("main .code").inner_text()

    # The receipt was kept in a drawer; an account is opened on a telephone.
    bernard = visit(width=390)
    sign_up(visit, bernard, "bernard.larrieu@example.test")
    bernard.open("/mon-compte/code/")
    bernard.check()
    bernard.fill("Code", code.lower().replace("-", " "))
    bernard.date("Date de naissance", *BORN)
    bernard.press("La retrouver")
    bernard.open("/mes-demandes/")
    bernard.see("Composteur partagé")
    bernard.check()
    bernard.open(f"/mes-demandes/{reference}/")
    bernard.see(reference)
    bernard.check()

    # Whoever reads the same code again gets nothing of it.
    other = visit("Marie-Hélène Laborde-Castérot")
    assert other.status(f"/mes-demandes/{reference}/") == 404


def keep_receipt(pdf: bytes) -> None:
    """Its first page, for the guides, where a program can draw it."""
    program = shutil.which("pdftoppm")
    if program and os.environ.get("PARVIS_PICTURES"):
        command = [program, "-png", "-r", "90", "-singlefile", "-"]
        drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
        keep_picture("receipt", drawn)


def test_the_desk_sees_no_more_than_it_needs(visit: Visit):
    """Records open to those who looked for them; namesakes are told apart."""
    jeanne = visit("Jeanne Darrieux", width=390)
    jeanne.open("/agent/guichet/?q=dupouy+marie+04%2F05%2F1975")
    jeanne.see("Homonyme")
    assert jeanne.page.get_by_role("link", name=re.compile("Ouvrir la fiche")).count() == 2
    jeanne.check()
    found = jeanne.page.get_by_role("link", name=re.compile("Ouvrir la fiche")).first
    record = str(found.get_attribute("href"))
    assert jeanne.status(record) == 200
    assert visit("Paul Sarrat").status(record) == 404


@pytest.mark.proof
def test_a_call_from_beginning_to_end(visit: Visit):
    """Found by their number, a request filed, a promise noted and kept; then a call of nobody."""
    jeanne = at_the_keyboard(visit)
    jeanne.open("/agent/guichet/")
    jeanne.key("Tab")  # out of the field, where letters are letters
    jeanne.follow("t")
    jeanne.see("Qui appelle ?")
    jeanne.write("0639980102")
    jeanne.see("1 personne trouvée", "Karim Benali")
    expect(jeanne.page.get_by_role("status")).to_contain_text("1 personne trouvée")
    jeanne.picture("desk-search")
    jeanne.key("ArrowDown")
    jeanne.follow("Enter")
    jeanne.see("06 39 98 01 02")

    jeanne.follow("e")
    jeanne.focused("À quel sujet")
    jeanne.write("Bac cassé")
    jeanne.fill("Ce qui a été dit", "Le couvercle du bac est cassé.")
    jeanne.fill("Ce que vous avez répondu", "Un agent rappelle dans la semaine.")
    jeanne.fill("Qui s’en occupe", "Accueil")
    jeanne.check()
    jeanne.picture("conversation")
    jeanne.press("Noter")
    jeanne.see("C’est noté", "Le couvercle du bac est cassé.")
    jeanne.check()
    jeanne.picture("desk-record")

    jeanne.key("d")
    jeanne.write("composteur")
    jeanne.see("Composteur partagé")
    jeanne.key("ArrowDown")
    jeanne.follow("Enter")
    fill_in(jeanne, check=False)
    jeanne.press("Envoyer")
    reference = reference_of(jeanne)
    jeanne.follow("p")

    # The promise is kept; the request stands on the record.
    jeanne.key("Tab")
    jeanne.follow("s")
    jeanne.check()
    jeanne.press("Bac cassé")
    jeanne.fill("Ce qui a été fait", "Bac livré mardi.")
    jeanne.check()
    jeanne.press("C’est fait")
    jeanne.press("Guichet")
    jeanne.focused("Nom, date de naissance")
    jeanne.write(reference.lower().replace("0", "o"))
    jeanne.see("Karim Benali")
    jeanne.key("ArrowDown")
    jeanne.follow("Enter")
    jeanne.see(reference, "Bac livré mardi.")

    jeanne.follow("p")
    jeanne.key("Tab")
    jeanne.follow("a")
    jeanne.focused("À quel sujet")
    jeanne.write("Horaires de la piscine")
    jeanne.check()
    jeanne.press("Noter")
    jeanne.see("C’est noté")

    # Shortcuts switched off: a letter is only a letter.
    jeanne.open("/agent/guichet/raccourcis/")
    jeanne.check()
    jeanne.press("Les couper")
    jeanne.see("coupés")
    jeanne.key("/")
    assert jeanne.page.evaluate("document.activeElement.tagName") != "INPUT"

    karim = visit("Karim Benali")
    karim.open("/mes-echanges/")
    karim.see("Le couvercle du bac est cassé.", "Bac livré mardi.")
    karim.check()
