"""Addresses of the workshop."""

from django.urls import path

from parvis.workshop.views import (
    adding,
    parts,
    publishing,
    scenarios,
    sheets,
    starting,
    trials,
)

app_name = "workshop"
HERE = "agent/atelier/<int:project>/"

urlpatterns = [
    path("agent/atelier/", starting.home, name="home"),
    path("agent/atelier/nouveau/", starting.new_blank, name="new-blank"),
    path("agent/atelier/bibliotheque/", starting.new_from_library, name="new-library"),
    path("agent/atelier/importer/", starting.new_from_archive, name="new-archive"),
    path(HERE, parts.project, name="project"),
    path(f"{HERE}deroulement/", parts.process, name="process"),
    path(f"{HERE}textes/", parts.texts, name="texts"),
    path(f"{HERE}fichiers/<str:name>/", parts.file, name="file"),
    path(f"{HERE}exporter/", parts.export, name="export"),
    path(f"{HERE}ranger/", parts.put_aside, name="aside"),
    path(f"{HERE}fiche/<slug:file>/<str:ref>/", sheets.sheet, name="sheet"),
    path(f"{HERE}fiche/<slug:file>/<str:ref>/placer/", adding.arrange, name="arrange"),
    path(f"{HERE}fiche/<slug:file>/<str:ref>/ajouter/", adding.add, name="add"),
    path(f"{HERE}verifications/", trials.checks, name="checks"),
    path(f"{HERE}apercu/", trials.preview, name="preview"),
    path(f"{HERE}apercu/recommencer/", trials.preview_again, name="preview-again"),
    path(f"{HERE}apercu/verifier/", trials.preview_check, name="preview-check"),
    path(f"{HERE}apercu/pages/<slug:page>/", trials.preview_page, name="preview-page"),
    path(f"{HERE}apercu/pages/<slug:page>/garder/", trials.preview_saving, name="preview-saving"),
    path(f"{HERE}scenarios/", scenarios.scenarios, name="scenarios"),
    path(f"{HERE}scenarios/<int:number>/", scenarios.scenario, name="scenario"),
    path(f"{HERE}differences/", trials.difference, name="difference"),
    path(f"{HERE}historique/", trials.history, name="history"),
    path(f"{HERE}publier/", publishing.publish, name="publish"),
    path(f"{HERE}proposer/", publishing.offer, name="offer"),
]
