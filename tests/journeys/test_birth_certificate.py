"""A birth certificate: one institution, chosen by the place of birth and not by the address."""

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_shared_composter import reference_of

pytestmark = pytest.mark.journey


def test_sent_by_the_commune_of_birth(visit: Visit):
    """Camille lives in Lescar and was born in Pau."""
    camille = visit("Camille Bordenave", width=390)
    camille.open("/demarches/acte-de-naissance/")
    camille.check()
    camille.press("Commencer")
    camille.choose("Un extrait sans filiation")
    camille.fill("Nombre d’exemplaires", "1")
    camille.press("Continuer")
    camille.check()
    camille.press("Continuer")
    camille.check()
    camille.press("Continuer")
    camille.choose("Par courrier")
    camille.press("Continuer")
    camille.check()
    camille.choose("Je certifie")
    camille.press("Continuer")
    camille.check()
    camille.press("Envoyer")
    reference = reference_of(camille)

    sophie = visit("Sophie Lamarque")
    sophie.open("/agent/")
    sophie.see(reference)
    sophie.open(f"/agent/demandes/{reference}/")
    sophie.check()
    sophie.press("L’acte est envoyé")
    if "/faire/" in sophie.page.url:
        sophie.check()
        sophie.press("L’acte est envoyé")
    sophie.see("Envoyé")
    camille.open(f"/mes-demandes/{reference}/")
    camille.see("parti par courrier")
    camille.check()
    assert visit("Élise Cazenave").status(f"/agent/demandes/{reference}/") == 404
