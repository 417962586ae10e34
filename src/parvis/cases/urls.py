"""Addresses of residents and visitors; agents' stand in `urls_agent`."""

from django.urls import path

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

urlpatterns = [
    path("demarches/<slug:slug>/demande/", start.start, name="start"),
    path("demarches/<slug:slug>/formulaire.pdf", paper.blank, name="blank"),
    path("papier/<slug:slug>/<str:version>/<str:reference>/", paper.scanned, name="scanned"),
    path("demarches/<slug:slug>/mes-brouillons/", start.mine, name="mine"),
    path("demande/<uuid:draft>/", start.resume, name="resume"),
    path("demande/<uuid:draft>/verifier/", filling.check, name="check"),
    path("demande/<uuid:draft>/envoyer/", filling.submit, name="submit"),
    path("demande/<uuid:draft>/envoyee/", case.done, name="done"),
    path("demande/<uuid:draft>/recepisse/", case.receipt, name="receipt"),
    path("demande/<uuid:draft>/formulaire.pdf", filling.printed, name="print"),
    path("demande/<uuid:draft>/supprimer/", filling.drop, name="drop"),
    path("demande/<uuid:draft>/fichiers/<uuid:attachment>/", filling.file, name="draft_file"),
    path("demande/<uuid:draft>/questions/<slug:page>/", filling.page, name="page"),
    path("demande/<uuid:draft>/questions/<slug:page>/garder/", filling.autosave, name="autosave"),
    path("mes-echanges/", conversations.conversations, name="conversations"),
    path("mes-demandes/", requests.requests, name="list"),
    path("mes-demandes/<str:reference>/", case.detail, name="detail"),
    path("mes-demandes/<str:reference>/agir/<slug:transition>/", acting.move, name="move"),
    path("mes-demandes/<str:reference>/renouveler/", start.renew, name="renew"),
    path("mes-demandes/<str:reference>/ecrire/", acting.write, name="write"),
    path("mes-demandes/<str:reference>/consultations/", case.readings, name="readings"),
    path(
        "mes-demandes/<str:reference>/pieces/<uuid:attachment>/",
        case.attachment,
        name="attachment",
    ),
    path("mes-demandes/<str:reference>/documents/<uuid:document>/", case.document, name="document"),
    path("sur-invitation/<uuid:guest>/", guests.question, name="guest"),
    path("sur-invitation/<uuid:guest>/pieces/<uuid:attachment>/", guests.file, name="guest-file"),
    path("sur-invitation/<uuid:guest>/recepisse/", signatures.receipt, name="guest-receipt"),
    path("mes-signatures/", signed.signed, name="signed"),
    path("mes-demandes/<str:reference>/signature/<int:item>/", signed.again, name="sign-again"),
    path("sur-invitation/<uuid:guest>/lien/<str:token>/", guests.link, name="guest-link"),
    *urls_agent.urlpatterns,
]
