"""Addresses of what comes from another platform."""

from django.urls import path

from parvis.participation.views import agent_imports, former_votes

VOTE = "concertations/<slug:slug>/vote-ailleurs/<int:vote>/"

urlpatterns = [
    path("agent/concertations/reprises/", agent_imports.given, name="agent-imports"),
    path("agent/concertations/reprises/<int:key>/", agent_imports.one, name="agent-import"),
    path(VOTE, former_votes.vote, name="former-vote"),
    path(f"{VOTE}projets/<int:project>/", former_votes.project, name="former-project"),
]
