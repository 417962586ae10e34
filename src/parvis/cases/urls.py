"""Addresses of residents and visitors; agents' stand in `urls_agent`."""

from django.urls import include, path

from parvis.cases import urls_agent
from parvis.cases.views import guests, paper, signatures
from parvis.cases.views.resident import (
    acting,
    case,
    conversations,
    filling,
    requests,
    signed,
    start,
)

app_name = "cases"

_DRAFT = [
    path("", start.resume, name="resume"),
    path("verifier/", filling.check, name="check"),
    path("envoyer/", filling.submit, name="submit"),
    path("envoyee/", case.done, name="done"),
    path("recepisse/", case.receipt, name="receipt"),
    path("formulaire.pdf", filling.printed, name="print"),
    path("supprimer/", filling.drop, name="drop"),
    path("fichiers/<uuid:attachment>/", filling.file, name="draft_file"),
    path("questions/<slug:page>/", filling.page, name="page"),
    path("questions/<slug:page>/garder/", filling.autosave, name="autosave"),
]
_MINE = [
    path("", case.detail, name="detail"),
    path("agir/<slug:transition>/", acting.move, name="move"),
    path("renouveler/", start.renew, name="renew"),
    path("ecrire/", acting.write, name="write"),
    path("consultations/", case.readings, name="readings"),
    path("pieces/<uuid:attachment>/", case.attachment, name="attachment"),
    path("documents/<uuid:document>/", case.document, name="document"),
    path("signature/<int:item>/", signed.again, name="sign-again"),
]
_GUEST = [
    path("", guests.question, name="guest"),
    path("pieces/<uuid:attachment>/", guests.file, name="guest-file"),
    path("recepisse/", signatures.receipt, name="guest-receipt"),
    path("lien/<str:token>/", guests.link, name="guest-link"),
]
urlpatterns = [
    path("demarches/<slug:slug>/demande/", start.start, name="start"),
    path("demarches/<slug:slug>/formulaire.pdf", paper.blank, name="blank"),
    path("papier/<slug:slug>/<str:version>/<str:reference>/", paper.scanned, name="scanned"),
    path("demarches/<slug:slug>/mes-brouillons/", start.mine, name="mine"),
    path("demande/<uuid:draft>/", include(_DRAFT)),
    path("mes-echanges/", conversations.conversations, name="conversations"),
    path("mes-demandes/", requests.requests, name="list"),
    path("mes-demandes/<str:reference>/", include(_MINE)),
    path("sur-invitation/<uuid:guest>/", include(_GUEST)),
    path("mes-signatures/", signed.signed, name="signed"),
    *urls_agent.urlpatterns,
]
