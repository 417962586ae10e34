"""A town comes from Decidim: file, preview, confirmation, the ideas and the former vote here."""

from pathlib import Path

import pytest

from parvis.participation.tests import former
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.journey, pytest.mark.proof]


def test_an_organiser_brings_in_an_export_of_decidim(visit: Visit, tmp_path: Path) -> None:
    rows = [
        former.proposal(1),
        former.proposal(2, "Une ressourcerie au port", state="evaluating", votes=64),
        former.proposal(3, "Des fontaines à eau", published_at="2023-02-30", votes=17),
    ]
    export = tmp_path / "participer-open-data.zip"
    projects = [
        former.project(31),
        former.project(32, **{"title/fr": "Une ressourcerie", "confirmed_votes": 90}),
    ]
    export.write_bytes(former.decidim(rows, projects=projects))
    organiser = visit("Marc Lacoste")
    organiser.open("/agent/concertations/")
    organiser.press("Venir de Decidim ou de CONSUL")
    organiser.check()
    organiser.choose("Decidim")
    organiser.page.set_input_files("input[type=file]", str(export))
    organiser.fill("Titre de la nouvelle concertation", "Le compost près de chez vous")
    organiser.press("Lire ce fichier")
    organiser.see("Ce qui va être créé", "Réunions tenues", "ligne 4", "État « accepted » là-bas")
    organiser.check()
    organiser.picture("venir-de-decidim")
    organiser.choose("Douze composteurs partagés (640)")
    organiser.press("Tout reprendre")
    here = organiser.page.url.partition("//")[2].partition("/")[2]
    organiser.wait(f"/{here}", "Reprise terminée", "3 idées sont nouvelles")
    organiser.check()
    organiser.press("Le compost près de chez vous")
    organiser.press("Publier")
    reader = visit(width=390, script=False)
    reader.open("/concertations/le-compost-pres-de-chez-vous/idees/")
    reader.press("Un composteur par quartier")
    reader.see("212 soutiens reçus sur l’ancienne plateforme", "Nous en installons douze.")
    reader.check()
    reader.press("Le compost près de chez vous")
    reader.press("Budget participatif n° 2 de l’ancienne plateforme")
    reader.see("Résultat publié ailleurs", "personne ne peut les recompter", "640", "retenu")
    reader.check()
    reader.picture("vote-ailleurs")
    reader.press("Douze composteurs partagés")
    reader.see("Projet d’un vote tenu ailleurs", "640 votes là-bas", "Un composteur par quartier")
    reader.check()
    organiser.open("/agent/concertations/le-compost-pres-de-chez-vous/engagements/")
    organiser.see("Choisi, et pas encore promis", "Composteur de la place Royale")
    organiser.check()
    reader.open("/concertations/moins-de-dechets/qui-est-entendu/")
    reader.see("Qui est entendu", "Redressé", "Effet du redressement")
    reader.check()
    reader.picture("qui-est-entendu")
