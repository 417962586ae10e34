"""Addresses of what leaves a consultation: open data, feeds, calendars."""

from django.urls import path

from parvis.participation.views import feeds, opendata

ALL, ONE = "concertations/", "concertations/<slug:slug>/"
DATA = f"{ONE}donnees/"

urlpatterns = [
    path(DATA, opendata.page, name="data"),
    path(f"{DATA}datapackage.json", opendata.package, name="data-package"),
    path(f"{DATA}<slug:name>.<slug:kind>", opendata.file, name="data-file"),
    path(f"{ALL}actualites.<slug:kind>", feeds.of_all, name="all-news"),
    path(f"{ALL}calendrier.ics", feeds.calendar_of_all, name="all-days"),
    path(f"{ONE}actualites.<slug:kind>", feeds.of_one, name="news"),
    path(f"{ONE}calendrier.ics", feeds.calendar_of_one, name="days"),
]
