"""Less waste: a resident on a telephone, without script."""

import pytest

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey
HERE = "/concertations/moins-de-dechets"


def test_a_resident_sees_what_is_alike_supports_it_and_asks_to_join(visit: Visit):
    marie = visit("Marie-Hélène Laborde-Castérot", width=390, script=False)
    marie.open(f"{HERE}/")
    marie.press("Proposer une idée")
    marie.fill("Votre idée en une phrase", "Emprunter de la vaisselle lavable pour une fête")
    marie.page.get_by_label("Commune").select_option(label="Lescar")
    marie.check()
    marie.press("Continuer")
    marie.see("Peut-être la même, ici", "Prêter de la vaisselle lavable")
    marie.see("Le même thème ailleurs", "Louer de la vaisselle réutilisable")
    marie.check()
    marie.picture("idees-semblables")
    marie.press("Prêter de la vaisselle lavable pour les fêtes de quartier")
    marie.press("Je soutiens cette idée")
    marie.see("Vous soutenez cette idée")
    marie.press("Rejoindre ses auteurs")
    marie.see("La demande est transmise")
    marie.check()
    marie.picture("idee")
