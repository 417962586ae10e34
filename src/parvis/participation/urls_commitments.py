"""Addresses of commitments, decisions, and what became of ideas."""

from django.urls import path

from parvis.participation.views import agent_commitments, commitments, letters

HERE = "concertations/<slug:slug>/"
ORGANISE = "agent/concertations/<slug:slug>/"

urlpatterns = [
    path("lettre-des-concertations/", letters.letter, name="letter"),
    path("lettre-des-concertations/arret/<str:token>/", letters.stop, name="letter-stop"),
    path(f"{HERE}engagements/", commitments.listed, name="commitments"),
    path(f"{HERE}engagements/<int:commitment>/", commitments.commitment, name="commitment"),
    path(f"{HERE}suites/", commitments.became, name="fates"),
    path(f"{HERE}decisions/", commitments.decisions, name="decisions"),
    path(f"{HERE}decisions/<int:decision>/", commitments.decision, name="decision"),
    path(f"{HERE}vote/<int:vote>/projets/<slug:code>/", commitments.project, name="vote-project"),
    path(f"{ORGANISE}engagements/", agent_commitments.listed, name="agent-commitments"),
    path(f"{ORGANISE}engagements/nouveau/", agent_commitments.new, name="agent-commitment-new"),
    path(f"{ORGANISE}engagements/decision/", agent_commitments.decide, name="agent-decide"),
    path(
        f"{ORGANISE}engagements/<int:commitment>/",
        agent_commitments.commitment,
        name="agent-commitment",
    ),
    path(
        f"{ORGANISE}votes/<int:vote>/projets/<slug:code>/idees/",
        agent_commitments.origins,
        name="agent-origins",
    ),
]
