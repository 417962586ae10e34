"""A budget voted on line, at a desk, on a screen and on paper; results anybody counts again."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker
from tests.running import Site

pytestmark = pytest.mark.journey
OPEN = "/concertations/budget-zero-dechet/"
OVER = "/concertations/budget-quartiers/"
ROOT = Path(__file__).parents[2]
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
    anybody.see("Un exemple", "Personne ne reste sans rien")
    anybody.check()


@pytest.fixture
def own_vote(site: Site | None) -> Callable[..., str]:
    """Runs `tests.journeys.own_vote` for this site."""
    if site is None:
        pytest.skip("the site was started by hand: its time cannot be moved")

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "tests.journeys.own_vote", *words]
        environment = site.environment | {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"}
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        return told.stdout

    return run


@pytest.mark.proof
def test_the_desk_the_screen_and_the_paper_lead_to_one_count(
    visit: Visit, own_vote: Callable[..., str]
) -> None:
    slug, number = own_vote().split()
    here, first = f"/agent/concertations/{slug}/votes/{number}/", f"/concertations/{slug}/"
    marc, nadia = visit("Marc Lacoste"), visit("Nadia Etcheverry")
    marc.open(here)
    marc.check()
    marc.fill("Où se trouve l’écran", "Médiathèque de Lescar")
    marc.press("Ouvrir un écran de vote")
    marc.see("montrée qu’une fois")
    marc.check()
    hall = marc.page.locator("main code").inner_text()

    receive(nadia, here, "Benali Karim 02/11/1979", "Karim Benali")
    nadia.check()
    nadia.press("Code pour l’écran de vote")
    nadia.check()
    code = nadia.page.locator("main .sent__reference").inner_text()
    on_the_screen(visit(), hall, code)

    receive(nadia, here, "Bordenave Camille", "Bordenave")
    nadia.press("Bulletin papier")
    nadia.see("remettez un bulletin")
    marc.open(f"{here}papier/")
    marc.fill("Pour quel lieu", "Mairie de Lescar")
    marc.fill("Nombre de bulletins", "2")
    marc.press("Préparer les bulletins")
    batch = urlsplit(marc.page.url).path
    sheet = serial_of(marc.page.request.get(f"{batch}bulletins.pdf").body())
    read_sheet(marc, batch, sheet)
    marc.see("première lecture")
    marc.check()
    read_sheet(nadia, batch, sheet)
    nadia.see("seconde lecture")
    nadia.fill("Feuilles sorties de l’urne", "1")
    nadia.press("Verser dans l’urne")
    nadia.see("Ces bulletins sont dans l’urne")

    own_vote(number)
    marc.open(here)
    marc.see("Le temps du vote est passé")
    marc.check()
    marc.press("Fermer l’urne et dépouiller")
    marc.wait(here, "Publier les résultats")
    marc.press("Publier les résultats")
    anybody = visit(width=390)
    anybody.open(first)
    anybody.press("Voir les résultats")
    anybody.see("2 bulletins", "Des gobelets lavables")
    anybody.check()


def receive(agent: Walker, here: str, typed: str, name: str) -> None:
    """Somebody shows their papers at the voting desk."""
    agent.open(f"{here}guichet/")
    agent.check()
    agent.fill("Nom et date de naissance", typed)
    agent.press("Chercher")
    agent.press(name)
    agent.choose("J’ai vu une pièce d’identité")


def on_the_screen(screen: Walker, hall: str, code: str) -> None:
    """A voter votes, leaves, and the next one finds the beginning, in a time that we move."""
    screen.page.clock.install()
    screen.open(hall)
    screen.check()
    screen.fill("Code", code)
    screen.press("Commencer")
    screen.page.clock.fast_forward("03:05")
    away = screen.page.locator("dialog[data-away]")
    expect(away).to_be_visible()
    screen.check()
    screen.page.keyboard.press("ArrowDown")
    expect(away).not_to_be_visible()
    screen.choose("Des gobelets lavables")
    screen.press("Vérifier mon bulletin")
    screen.check()
    screen.press("Mettre mon bulletin dans l’urne")
    screen.see("Votre bulletin est dans l’urne")
    screen.miss("Des gobelets lavables")
    screen.check()
    screen.press("Terminer")
    for _each in range(4):  # whoever comes next goes back as far as they like
        screen.page.go_back()
        expect(screen.page.get_by_label("Code")).to_have_value("")
        screen.miss("Des gobelets lavables")
    screen.fill("Code", code)
    screen.press("Commencer")
    screen.see("déjà servi")


def serial_of(paper: bytes) -> str:
    """The number of the first sheet, as who reads it types it."""
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    found = re.search(r"\b([2-9A-Z]{4} ){2}[2-9A-Z]{4}\b", text)
    assert found, text
    return found[0]


def read_sheet(agent: Walker, batch: str, sheet: str) -> None:
    agent.open(batch)
    agent.fill("Numéro de la feuille", sheet)
    agent.choose("Des gobelets lavables")
    agent.press("Garder cette lecture")
