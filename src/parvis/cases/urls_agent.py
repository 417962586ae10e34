"""Addresses of agents, under /agent/."""

from django.urls import URLPattern, URLResolver, include, path

from parvis.cases.views.administrator import versions
from parvis.cases.views.agent import (
    absences,
    acting,
    alerts,
    arrival,
    booking,
    bulk,
    case,
    charge,
    conversations,
    desk,
    duplicates,
    filing,
    handovers,
    identities,
    inbox,
    opinions,
    paper,
    payments,
    people,
    post,
    recording,
    renewing,
    saved,
    search,
    sheet,
    shortcuts,
    validations,
    visit_reports,
    visits,
    writing,
)
from parvis.cases.views.manager import exports, figures, hours, team

# Tried in turn: what is the same for many stands once, before them.
_CASE = [
    path("", case.detail, name="agent-detail"),
    path("renouveler/", renewing.renew, name="agent-renew"),
    path("faire/<slug:transition>/", acting.move, name="agent-move"),
    path("taches/<int:item>/", acting.item, name="agent-item"),
    path("taches/<int:item>/rendez-vous/", booking.book, name="agent-book"),
    path("taches/<int:item>/pas-a-nous/", handovers.not_ours, name="agent-not-ours"),
    path("taches/<int:item>/a-qui/", handovers.whose, name="agent-whose"),
    path("taches/<int:item>/avis/", opinions.give, name="agent-opinion"),
    path("taches/<int:item>/noter/", recording.record, name="agent-record"),
    path("taches/<int:item>/valider/", validations.validate, name="agent-validation"),
    path("taches/<int:item>/apercu/<slug:document>.pdf", validations.preview, name="agent-preview"),
    path("taches/<int:item>/suivre/", opinions.follow, name="agent-opinion-follow"),
    path("doublon/<int:likeness>/", duplicates.settle, name="agent-duplicate"),
    path("demander/<slug:kind>/", opinions.ask, name="agent-opinions"),
    path("arrivee/", arrival.correct, name="agent-arrival"),
    path("prendre/", charge.take, name="agent-take"),
    path("confier/", charge.entrust, name="agent-entrust"),
    path("ecrire/<slug:to>/", writing.write, name="agent-write"),
    path("pieces/<uuid:attachment>/", case.attachment, name="agent-attachment"),
    path("documents/<uuid:document>/", case.document, name="agent-document"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("agent/", inbox.todo, name="agent-inbox"),
    path("agent/alertes/", alerts.alerts, name="alerts"),
    path("agent/absences/", absences.absences, name="absences"),
    path("agent/absences/<int:absence>/fin/", absences.end, name="absence-end"),
    path("agent/services/<int:unit>/absence/", absences.declare, name="absence-declare"),
    path("agent/services/<int:unit>/repartir/", absences.reassign, name="give-out"),
    path("agent/services/<int:unit>/repartir/<uuid:agent>/", absences.reassign, name="reassign"),
    path("agent/lots/", bulk.reports, name="bulk-reports"),
    path("agent/lots/preparer/", bulk.start, name="bulk-start"),
    path("agent/lots/<uuid:run>/", bulk.run, name="bulk"),
    path("agent/vues/", saved.views, name="views"),
    path("agent/vues/<int:view>/", saved.change, name="view"),
    path("agent/recherche/", search.find, name="agent-search"),
    path("agent/demandes/<str:reference>/", include(_CASE)),
]

_DESK = [
    path("", desk.search, name="desk"),
    path("poste/", post.choose, name="desk-post"),
    path("raccourcis/", shortcuts.shortcuts, name="shortcuts"),
    path("nouvelle-personne/", desk.create, name="desk-create"),
    path("personnes/<uuid:person>/", people.person, name="desk-person"),
    path("personnes/<uuid:person>/identite/", people.identity, name="desk-identity"),
    path("personnes/<uuid:person>/coordonnees/", people.contact, name="desk-contact"),
    path("personnes/<uuid:person>/echange/", conversations.note, name="conversation"),
    path("personnes/<uuid:person>/fiche.pdf", sheet.printed, name="desk-sheet"),
    path("appel-sans-nom/", conversations.anonymous, name="conversation-of-nobody"),
    path("suites/", conversations.follow_ups, name="follow-ups"),
    path("suites/<int:conversation>/", conversations.follow_up, name="follow-up"),
    path("identites/", identities.proposals, name="identities"),
    path("identites/<int:proposal>/", identities.proposal, name="identities-answer"),
    path("personnes/<uuid:person>/reunir/<uuid:other>/", identities.together, name="desk-together"),
    path("personnes/<uuid:person>/separer/<uuid:other>/", identities.apart, name="desk-apart"),
    path("personnes/<uuid:person>/demander/", filing.start, name="desk-start"),
    path("demandes/<uuid:draft>/", filing.resume, name="desk-resume"),
    path("demandes/<uuid:draft>/questions/<slug:page>/", filing.page, name="desk-page"),
    path(
        "demandes/<uuid:draft>/questions/<slug:page>/garder/", filing.autosave, name="desk-autosave"
    ),
    path("demandes/<uuid:draft>/verifier/", filing.check, name="desk-check"),
    path("demandes/<uuid:draft>/envoyer/", filing.submit, name="desk-submit"),
    path("demandes/<uuid:draft>/supprimer/", filing.drop, name="desk-drop"),
    path("demandes/<uuid:draft>/fichiers/<uuid:attachment>/", filing.file, name="desk-file"),
    path("demandes/<uuid:draft>/envoyee/", filing.done, name="desk-done"),
    path("demandes/<uuid:draft>/recepisse/", filing.receipt, name="desk-receipt"),
    path("demandes/<uuid:draft>/formulaire.pdf", paper.printed, name="desk-print"),
    path("papier/", paper.received, name="papers"),
    path("papier/poser/", paper.put_down, name="paper-put-down"),
    path("papier/<uuid:form>/", paper.form, name="paper-form"),
    path("papier/pages/<uuid:attachment>/<int:number>/", paper.page, name="paper-page"),
]
_TRANSFERS = [
    path("", payments.transfers, name="transfers"),
    path("services/<int:unit>/preparer/", payments.prepare, name="transfers-prepare"),
    path("services/<int:unit>/compte/", payments.debtor, name="transfers-debtor"),
    path("fichiers/<int:batch>/telecharger/", payments.download, name="transfers-download"),
    path("fichiers/<int:batch>/execute/", payments.settle, name="transfers-settle"),
]
_STEERING = [
    path("", figures.board, name="board"),
    path("equipe/", team.team, name="team"),
    path("temps/", hours.hours, name="hours"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:unit>/<int:installation>/", exports.export, name="export"),
    path("exports/modeles/<int:template>/oublier/", exports.drop, name="export-drop"),
]
_VERSIONS = [
    path("demarches/<int:installation>/versions/", versions.service, name="versions"),
    path("demarches/versions/<uuid:run>/", versions.run, name="version-run"),
]
_VISITS = [
    path("", visits.day, name="visits"),
    path("hors-ligne/", visits.offline, name="visits-offline"),
    path("sw.js", visits.worker, name="visits-worker"),
    path("lot/", visits.bundle, name="visits-bundle"),
    path("envoyer/", visit_reports.send, name="visits-send"),
    path("photo/", visit_reports.send_photo, name="visits-photo"),
    path("comptes-rendus/<uuid:report>/", visit_reports.report, name="visit-report"),
]
urlpatterns += [
    path("administration/", include(_VERSIONS)),
    path("agent/visites/", include(_VISITS)),
    path("agent/pilotage/", include(_STEERING)),
    path("agent/guichet/", include(_DESK)),
    path("agent/virements/", include(_TRANSFERS)),
]
