from django.urls import path

from parvis.participation.views import agent_deliberation as agent
from parvis.participation.views import deliberation as public

PHASE = "concertations/<slug:slug>/etapes/<int:phase>"
urlpatterns = [
    path(f"{PHASE}/avis/", public.answering, name="answering"),
    path(f"{PHASE}/avis/les-miens/", public.mine, name="my-answers"),
    path(f"{PHASE}/avis/proposer/", public.saying, name="saying"),
    path(f"{PHASE}/carte/", public.opinion_map, name="opinion-map"),
    path(f"{PHASE}/carte/<slug:name>.csv", public.export, name="opinion-export"),
    path(f"agent/{PHASE}/avis/", agent.statements, name="agent-statements"),
    path(f"agent/{PHASE}/avis/nouvelles/", agent.beginning, name="agent-beginning"),
    path(f"agent/{PHASE}/avis/<int:statement>/refuser/", agent.refusing, name="agent-refusing"),
]
