"""A budget voted on line; results counted again in an empty folder."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey
OPEN = "/concertations/budget-zero-dechet/"
OVER = "/concertations/budget-quartiers/"
CHOICE = ("Un composteur au pied de chaque immeuble", "Une bibliothèque d’outils")


def test_one_votes_on_line_and_takes_a_receipt(visit: Visit) -> None:
    camille = visit("Camille Bordenave", width=390)
    camille.open(OPEN)
    camille.press("Voter")
    camille.check()
    for name in CHOICE:
        camille.choose(name)
    camille.see("96 000 € sur 300 000 €", "Il reste 204 000 €")
    camille.picture("vote-ballot")
    camille.press("Vérifier mon bulletin")
    camille.see(*CHOICE)
    camille.check()
    camille.press("Mettre mon bulletin dans l’urne")
    camille.see("Votre bulletin est dans l’urne", "Le numéro de votre récépissé")
    camille.check()
    camille.press("Mon bulletin est-il compté ?")
    camille.see("Aucun nom n’est demandé")
    # Without a script the total is a button's.
    again = visit("Camille Bordenave", script=False)
    again.open(OPEN)
    again.press("Voter")
    again.choose("Trois broyeurs de végétaux à partager")
    again.press("Faire le total")
    again.see("135 000 € sur 300 000 €")
    again.press("Vérifier mon bulletin")
    again.press("Mettre mon bulletin dans l’urne")
    again.see("Votre bulletin est dans l’urne")


def test_anybody_counts_again_in_an_empty_folder(visit: Visit, tmp_path: Path) -> None:
    anybody = visit()
    anybody.open(OVER)
    with anybody.page.expect_navigation():
        anybody.page.locator('main a[href*="/etapes/"]').nth(1).click()
    anybody.press("Voir les résultats")
    anybody.see("612 bulletins", "Qui reste sans rien", "Ce que chaque règle aurait donné")
    anybody.check()
    anybody.picture("vote-results")
    seal = anybody.page.locator("code.seal").first.inner_text()
    with anybody.page.expect_download() as coming:
        anybody.page.get_by_role("link", name="Bulletins, règle et résultats").click()
    coming.value.save_as(tmp_path / "vote.zip")
    told = subprocess.run(
        [sys.executable, "-m", "parvis.config.cli", "recount", "vote.zip", "--seal", seal],
        cwd=tmp_path, env={"PYTHONUTF8": "1", "COLUMNS": "200"}, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "612" in told.stdout
    for name in anybody.page.locator(".chosen__name").all_inner_texts():
        assert name in told.stdout
    anybody.press("La règle, avec une image")
    anybody.see("Un exemple", "93,33 €")
    anybody.check()


def _number(page: str) -> str:
    found = re.search(r"/vote/(\d+)/", page)
    assert found, "the consultation leads to its vote"
    return found[1]
