"""Addresses of rights: of anybody, of who keeps a situation, of advisers."""

from django.urls import path

from parvis.eligibility.urls_api import urlpatterns as programs
from parvis.eligibility.urls_reforms import urlpatterns as reforms
from parvis.eligibility.urls_takeup import urlpatterns as takeup
from parvis.eligibility.views import agent, agent_proofs, institutions, public, resident, results

app_name = "eligibility"

urlpatterns = [
    path("mes-droits/", public.home, name="home"),
    path("mes-droits/commencer/", public.begin, name="begin"),
    path("mes-droits/suite/", public.go_on, name="go-on"),
    path("mes-droits/questions/<slug:slug>/", public.question, name="question"),
    path("mes-droits/effacer/", public.erase, name="erase"),
    path("mes-droits/resultats/", results.results, name="results"),
    path("mes-droits/resultats/papier/", results.summary, name="summary"),
    path("mes-droits/resultats/<str:benefit>/", results.detail, name="detail"),
    path("mes-droits/resultats/<str:benefit>/<slug:whom>/", results.detail, name="detail-of"),
    path("mes-droits/demander/<str:benefit>/", results.ask, name="ask"),
    path("mes-droits/et-si/", results.what_if, name="what-if"),
    path("mes-droits/et-si/revenir/", results.forget_what_if, name="forget-what-if"),
    path("mes-droits/et-si/<slug:slug>/", results.what_if_question, name="what-if-question"),
    path("mes-droits/lien/", results.share, name="share"),
    path("mes-droits/reprendre/<slug:code>/", results.resume, name="resume"),
    path("mes-droits/ma-situation/", resident.kept, name="kept"),
    path("mes-droits/ma-situation/garder/", resident.keep, name="keep"),
    path("mes-droits/ma-situation/reprendre/", resident.open_kept, name="open-kept"),
    path("mes-droits/ma-situation/prevenir/", resident.telling, name="telling"),
    path("mes-droits/ma-situation/quotient/", institutions.quotient, name="ask-quotient"),
    path("mes-droits/ma-situation/effacer/", resident.erase_kept, name="erase-kept"),
    path("agent/droits/", agent.desk, name="agent"),
    path("agent/droits/preuves/", agent_proofs.proofs, name="agent-proofs"),
    path("agent/droits/papier/", agent.paper, name="agent-paper"),
    path("agent/droits/garder/", agent.keep_for, name="agent-keep"),
    path("agent/droits/suivant/", agent.next_person, name="agent-next"),
    path("agent/droits/<uuid:person>/", agent.open_person, name="agent-person"),
    *reforms,
    *takeup,
    *programs,
]
