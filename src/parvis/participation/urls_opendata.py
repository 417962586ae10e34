"""Addresses of what leaves a consultation: open data."""

from django.urls import path

from parvis.participation.views import opendata

DATA = "concertations/<slug:slug>/donnees/"

urlpatterns = [
    path(DATA, opendata.page, name="data"),
    path(f"{DATA}datapackage.json", opendata.package, name="data-package"),
    path(f"{DATA}<slug:name>.<slug:kind>", opendata.file, name="data-file"),
]
