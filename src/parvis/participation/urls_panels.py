from django.urls import path

from parvis.participation.views import panels_agent as agent
from parvis.participation.views import panels_public as public
from parvis.participation.views import panels_seats as seats
from parvis.participation.views import portraits, weighings

PANEL = "concertations/<slug:slug>/panels/<int:panel>/"
urlpatterns = [
    path("concertations/<slug:slug>/portrait/", portraits.portrait, name="portrait"),
    path("concertations/<slug:slug>/qui-est-entendu/", weighings.weighed, name="weighed"),
    path(PANEL, public.panel, name="panel"),
    path(f"{PANEL}tirage.json", public.published, name="panel-file"),
    path(f"{PANEL}volontaire/", public.volunteer, name="panel-volunteer"),
    path(f"{PANEL}moi/", public.me, name="panel-me"),
    path("agent/concertations/<slug:slug>/panels/", agent.listed, name="agent-panels"),
    path("agent/concertations/<slug:slug>/panels/nouveau/", agent.new, name="agent-panel-new"),
    path(f"agent/{PANEL}", agent.panel, name="agent-panel"),
    path(f"agent/{PANEL}etape/", agent.step, name="agent-panel-step"),
    path(f"agent/{PANEL}seances/nouvelle/", agent.new_session, name="agent-panel-session"),
    path(f"agent/{PANEL}seances/<int:session>/", agent.minutes, name="agent-panel-minutes"),
    path(f"agent/{PANEL}recommandations/nouvelle/", agent.recommend, name="agent-panel-recommend"),
    path(f"agent/{PANEL}recommandations/<int:number>/", agent.answer, name="agent-panel-answer"),
    path(f"agent/{PANEL}membres/", seats.members, name="agent-panel-members"),
    path(f"agent/{PANEL}indemnites/", seats.paid, name="agent-panel-paid"),
    path(f"agent/{PANEL}fin/", seats.end, name="agent-panel-end"),
    path(f"agent/{PANEL}indemnites.csv", seats.stipends, name="agent-panel-stipends"),
    path(f"agent/{PANEL}ouvertures.json", seats.openings, name="agent-panel-openings"),
]
