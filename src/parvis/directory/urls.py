from django.urls import path

from parvis.directory.views import public

app_name = "directory"
urlpatterns = [
    path("annuaire/", public.institutions, name="institutions"),
]
