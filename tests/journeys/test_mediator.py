"""Less waste: twelve ideas of a paper workshop by keyboard, then the organiser's workbench."""

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.journey, pytest.mark.proof]
HERE = "/agent/concertations/moins-de-dechets/idees/"
SAME = (
    "Ouvrir une matériauthèque de chantier",
    "Une matériauthèque de chantier ouverte aux artisans",
)
SHEETS = (
    *SAME,
    "Des brosses à dents en bambou dans les écoles",
    "Un concours de jardins sans engrais",
    "Des nappes en tissu au repas des aînés",
    "Des bouteilles de vin lavées et remplies à nouveau",
    "Un carnaval aux costumes de papier mâché",
    "Recharger les cartouches d’encre des mairies",
    "Interdire les lâchers de ballons",
    "Une grainothèque à la médiathèque",
    "Des poules confiées aux familles volontaires",
    "Peser ce que jette chaque service de la mairie",
)


def test_a_workshop_is_typed_and_then_sorted(visit: Visit) -> None:
    claire = visit("Claire Sempé", walks=Keyboard)
    assert isinstance(claire, Keyboard)
    claire.put_the_mouse_away()
    claire.open(f"{HERE}atelier/")
    claire.fill("Quel atelier", "Atelier du 3 octobre, foyer de Lescar")
    claire.key("Tab", "Tab")
    for place, sheet in enumerate(SHEETS):
        claire.focused("Idée")
        claire.write(sheet)
        if place < len(SHEETS) - 1:
            claire.key("Tab", "Tab")
    claire.check()
    claire.follow("Enter")
    claire.see("12 idées enregistrées")

    marc = visit("Marc Lacoste")
    marc.open(HERE)
    marc.see(*SHEETS, "Proches les unes des autres")
    marc.check()
    marc.page.locator("#proches ~ ul").get_by_role("link", name=SAME[0]).click()
    marc.see(*SAME)
    marc.check()
    marc.choose("Réunir : une idée reste")
    marc.page.get_by_label("Pour réunir : laquelle reste").select_option(label=SAME[0])
    marc.fill("Pourquoi", "La même, deux fois sur les tables.")
    marc.press("Demander aux auteurs")
    marc.see("Réunies, séparées, regroupées", "deux fois sur les tables")

    marc.press("Interdire les lâchers de ballons")
    marc.page.get_by_role("group", name="Compétence").get_by_text("Non rempli").click()
    marc.page.get_by_role("button", name="Enregistrer").first.click()
    marc.see("C’est enregistré")
    marc.choose("Non retenue")
    marc.fill("Pourquoi, avec des mots", "Cela revient à la préfecture, par arrêté.")
    marc.press("Le dire à ses auteurs")
    marc.see("C’est enregistré", "non retenue")
    marc.check()
    anybody = visit(script=False)
    anybody.open("/concertations/moins-de-dechets/idees/?suite=declined")
    anybody.press("Interdire les lâchers de ballons")
    anybody.see("Cela revient à la préfecture")
