"""Somebody without e-mail comes to the town hall; months later they open an account."""

import os
import re
import shutil
import subprocess

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_accounts import sign_up
from tests.journeys.test_shared_composter import fill_in, reference_of
from tests.journeys.walker import Walker, keep_picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

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


def test_from_the_desk_to_an_account(visit: Visit):
    jeanne = visit("Jeanne Darrieux")
    jeanne.open("/agent/guichet/")
    jeanne.check()
    jeanne.fill("Nom, téléphone", "Larrieu Bernard")
    jeanne.press("Rechercher")
    jeanne.see("Aucune personne de ce nom")
    jeanne.check()
    jeanne.press("Enregistrer une nouvelle personne")
    jeanne.check()
    jeanne.date("Date de naissance", *BORN)
    jeanne.fill("Téléphone", "06 39 98 01 99")
    jeanne.fill("Numéro et rue", "3 rue du Vallon")
    jeanne.fill("Code postal", "64230")
    jeanne.fill("Commune ou pays de naissance", "Oloron-Sainte-Marie")
    jeanne.fill("Commune (facultatif)", "Lescar")
    jeanne.press("Enregistrer")
    jeanne.see("Larrieu", "14 février 1949")
    jeanne.check()

    jeanne.press("Nouvelle demande")
    jeanne.check()
    jeanne.choose("Composteur partagé")
    jeanne.choose("Guichet")
    jeanne.press("Commencer")
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
        jeanne.press("Afficher le code", stays=True)
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
    jeanne.open("/agent/guichet/?q=dupouy+marie&ne=04%2F05%2F1975")
    jeanne.see("Homonyme")
    assert jeanne.page.get_by_role("link", name=re.compile("Ouvrir la fiche")).count() == 2
    jeanne.check()
    found = jeanne.page.get_by_role("link", name=re.compile("Ouvrir la fiche")).first
    record = str(found.get_attribute("href"))
    assert jeanne.status(record) == 200
    assert visit("Paul Sarrat").status(record) == 404
