"""Addresses of agents, under /agent/."""

from django.urls import path

from parvis.cases.views.agent import acting, case, inbox

urlpatterns = [
    path("agent/", inbox.todo, name="agent-inbox"),
    path("agent/recherche/", inbox.find, name="agent-search"),
    path("agent/demandes/<str:reference>/", case.detail, name="agent-detail"),
    path("agent/demandes/<str:reference>/faire/<slug:transition>/", acting.move, name="agent-move"),
    path("agent/demandes/<str:reference>/taches/<int:item>/", acting.item, name="agent-item"),
    path("agent/demandes/<str:reference>/prendre/", acting.take, name="agent-take"),
    path("agent/demandes/<str:reference>/confier/", acting.entrust, name="agent-entrust"),
    path("agent/demandes/<str:reference>/ecrire/<slug:to>/", acting.write, name="agent-write"),
    path(
        "agent/demandes/<str:reference>/pieces/<uuid:attachment>/",
        case.attachment,
        name="agent-attachment",
    ),
    path(
        "agent/demandes/<str:reference>/documents/<uuid:document>/",
        case.document,
        name="agent-document",
    ),
]
