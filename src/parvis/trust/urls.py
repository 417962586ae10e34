"""Addresses of mandates: of the two people, of whoever was sent a link, of agents."""

from django.urls import path

from parvis.trust.views import acting, agent, answering, desk, proposing, resident

app_name = "trust"

urlpatterns = [
    path("mes-mandats/", resident.mandates, name="mandates"),
    path("mes-mandats/aider/", proposing.offer, name="offer"),
    path("mes-mandats/donner/", proposing.give, name="give"),
    path("mes-mandats/<str:number>/", resident.detail, name="detail"),
    path("mes-mandats/<str:number>/accepter/", answering.agree, name="agree"),
    path("mes-mandats/<str:number>/refuser/", answering.decline, name="decline"),
    path("mes-mandats/<str:number>/arreter/", resident.stop, name="stop"),
    path("mes-mandats/<str:number>/renouveler/", proposing.renew, name="renew"),
    path("mes-mandats/<str:number>/formulaire/", resident.paper_form, name="form"),
    path("mandats/<str:number>/agir/", acting.act, name="act"),
    path("mandats/cesser-d-agir/", acting.cease, name="cease"),
    path("mandat/<str:number>/<str:seal>/", answering.answer, name="answer"),
    path("mandat/<str:number>/<str:seal>/code/", answering.code, name="code"),
    path("mandat/<str:number>/<str:seal>/refuser/", answering.refuse, name="refuse"),
    path("mandat/<str:number>/<str:seal>/invitation/", answering.invitation, name="invitation"),
    path("agent/mandats/", agent.helped, name="helped"),
    path("agent/mandats/proposer/", proposing.offer_as_unit, name="agent-offer"),
    path("agent/mandats/<str:number>/", agent.detail, name="agent-detail"),
    path("agent/mandats/<str:number>/attester/<slug:proof>/", agent.attest, name="agent-attest"),
    path("agent/mandats/<str:number>/arreter/", agent.stop, name="agent-stop"),
    path("agent/mandats/<str:number>/renouveler/", proposing.renew_as_unit, name="agent-renew"),
    path("agent/mandats/<str:number>/formulaire/", agent.paper_form, name="agent-form"),
    path("agent/mandats/<str:number>/papier/", agent.paper, name="agent-paper"),
    path("agent/guichet/personnes/<uuid:person>/mandats/", desk.mandates, name="desk"),
    path("agent/guichet/personnes/<uuid:person>/mandats/nouveau/", desk.create, name="desk-create"),
]
