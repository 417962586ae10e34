from django.urls import path

from parvis.participation.views import mailings

LETTERS = "agent/concertations/<slug:slug>/courriers/"
PANEL = "agent/concertations/<slug:slug>/panels/<int:panel>/courriers/"
urlpatterns = [
    path(LETTERS, mailings.listed, name="agent-mailings"),
    path(f"{LETTERS}nouveau/", mailings.new, name="agent-mailing-new"),
    path(f"{LETTERS}<int:mailing>/", mailings.mailing, name="agent-mailing"),
    path(f"{LETTERS}<int:mailing>/fichier/", mailings.file, name="agent-mailing-file"),
    path(f"{PANEL}tires/", mailings.to_drawn, name="agent-panel-letters-drawn"),
    path(f"{PANEL}non-tires/", mailings.to_others, name="agent-panel-letters-others"),
]
