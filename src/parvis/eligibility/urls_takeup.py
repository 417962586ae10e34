"""Addresses of take-up: what people agree to, what managers see."""

from django.urls import path

from parvis.eligibility.views import campaigns, takeup, takeup_resident, visits

MINE = "mes-droits/ma-situation/"
HERE = "agent/recours/campagnes/<int:pk>/"

urlpatterns = [
    path(f"{MINE}accords/", takeup_resident.consents, name="consents"),
    path(f"{MINE}ce-que-je-recois/", takeup_resident.received, name="received"),
    path("mes-droits/message/<slug:code>/", takeup_resident.message, name="campaign-message"),
    path("agent/recours/", takeup.take_up, name="takeup"),
    path("agent/recours/donnees.csv", takeup.data, name="takeup-data"),
    path("agent/recours/campagnes/nouvelle/", campaigns.new, name="campaign-new"),
    path(HERE, campaigns.campaign, name="campaign"),
    path(f"{HERE}lancer/", campaigns.launch, name="campaign-launch"),
    path(f"{HERE}courriers/", campaigns.letters, name="campaign-letters"),
    path(f"{HERE}visites/", visits.charges, name="campaign-visits"),
    path("agent/recours/visites/", visits.rounds, name="rounds"),
    path("agent/recours/visites/<int:pk>/", visits.visit, name="visit"),
    path("agent/recours/visites/<int:pk>/<slug:commune>/", visits.round_of, name="round"),
]
