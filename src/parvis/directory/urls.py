from django.urls import path

from parvis.directory.views import agent, places, public

app_name = "directory"
urlpatterns = [
    path("annuaire/", public.institutions, name="institutions"),
    path("lieux/", places.places, name="places"),
    path("lieux/<int:pk>/", places.place, name="place"),
    path("agent/lieux/", agent.places, name="agent-places"),
    path("agent/lieux/nouveau/<str:siren>/", agent.new, name="agent-new-place"),
    path("agent/lieux/<int:pk>/", agent.edit, name="agent-place"),
]
