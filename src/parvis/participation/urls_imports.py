from django.urls import path

from parvis.participation.views import agent_imports

urlpatterns = [
    path("agent/concertations/reprises/", agent_imports.given, name="agent-imports"),
    path("agent/concertations/reprises/<int:key>/", agent_imports.one, name="agent-import"),
]
