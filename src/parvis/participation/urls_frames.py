"""Addresses of frames for other sites, and of the pages that say how to use them."""

from django.urls import path

from parvis.core.frames import PREFIX
from parvis.participation.views import embedding, frames

FRAME = f"{PREFIX}concertations/<slug:slug>/"

urlpatterns = [
    path(f"{FRAME}idee/", frames.idea, name="frame-idea"),
    path(f"{FRAME}vote/", frames.vote, name="frame-vote"),
    path(f"{FRAME}avancement/", frames.progress, name="frame-progress"),
    path("concertations/<slug:slug>/integrer/", embedding.page, name="embedding"),
    path("agent/concertations/<slug:slug>/integrer/", embedding.sites, name="agent-embedding"),
]
