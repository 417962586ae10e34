from django.urls import path

from parvis.participation.views import agent, agent_organising, codes, public

urlpatterns = [
    path("concertations/", public.listed, name="list"),
    path("concertations/<slug:slug>/", public.consultation, name="consultation"),
    path("concertations/<slug:slug>/etapes/<int:phase>/", public.phase, name="phase"),
    path("concertations/<slug:slug>/participer/", public.taking_part, name="taking-part"),
    path("concertations/<slug:slug>/documents/<int:document>/", public.document, name="document"),
    path("agent/concertations/", agent.listed, name="agent-list"),
    path("agent/concertations/nouvelle/", agent.new, name="agent-new"),
    path("agent/concertations/<slug:slug>/", agent.consultation, name="agent-consultation"),
    path("agent/concertations/<slug:slug>/modifier/", agent.edit, name="agent-edit"),
    path("agent/concertations/<slug:slug>/publier/", agent.publish, name="agent-publish"),
    path(
        "agent/concertations/<slug:slug>/etapes/nouvelle/", agent.new_phase, name="agent-new-phase"
    ),
    path("agent/concertations/<slug:slug>/etapes/<int:phase>/", agent.phase, name="agent-phase"),
    path("agent/concertations/<slug:slug>/codes/", codes.codes, name="agent-codes"),
    path("agent/concertations/<slug:slug>/accueil/", codes.met, name="agent-met"),
    path("agent/concertations/<slug:slug>/documents/", agent.documents, name="agent-documents"),
    path("agent/concertations/<slug:slug>/themes/", agent_organising.themes, name="agent-themes"),
    path(
        "agent/concertations/<slug:slug>/organisateurs/",
        agent_organising.organisers,
        name="agent-organisers",
    ),
]
