"""Statements answered by a resident and a visitor, read by an organiser, and the map of them."""

import pytest

from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.journey, pytest.mark.proof]
HERE = "/concertations/moins-de-dechets/"


def test_answers_become_a_map(visit: Visit) -> None:
    visitor = visit(script=False)
    visitor.open(HERE)
    visitor.press("Donner votre avis")
    visitor.see("Vous répondez en visiteur", "0 affirmation sur 24")
    visitor.press("Je passe")
    visitor.see("1 affirmation sur 24")

    resident = visit("Camille Bordenave")
    resident.open(HERE)
    resident.press("Donner votre avis")
    resident.check()
    resident.picture("opinions-answer")
    for answer in ("D’accord", "Pas d’accord", "D’accord", "Je passe"):
        resident.press(answer)
    resident.see("4 affirmations sur 24")
    resident.press("Mes réponses")
    resident.see("Je passe")
    resident.check()
    resident.press("Modifier")
    resident.see("Pour l’instant")
    resident.press("Pas d’accord")

    organiser = visit("Marc Lacoste")
    organiser.open("/agent/concertations/moins-de-dechets/")
    organiser.press("Affirmations et avis")
    organiser.see("Soumises à tout le monde")
    organiser.check()
    organiser.picture("opinions-statements")
    organiser.press("Ajouter des affirmations")
    organiser.fill(
        "Une affirmation par ligne", "Les cantines jettent trop.\nLes cantines jettent trop."
    )
    organiser.press("Ajouter")
    organiser.see("1 affirmation ajoutée. 1 y était déjà.", "Les cantines jettent trop.")

    board = resident.page.url.split("avis/")[0] + "carte/"
    # The worker draws maps each minute.
    resident.wait(board, "Groupe A", "Vous seul la voyez", seconds=150)
    resident.see("Ce qui rassemble tout le monde", "401 personnes", "1 visiteur aussi")
    resident.check()
    resident.picture("opinions-map")
