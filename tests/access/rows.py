"""What each address with arguments needs to be visited, and by whom it is seen.

The table test fails when an address has no line here. Without `seen_by`, its whole audience sees it.
"""

from collections.abc import Callable
from uuid import uuid4

from tests.access.kinds import (
    AT_A_DESK,
    Row,
    at_the_place,
    begun_at_the_desk,
    for_its_agents,
    found_at_the_desk,
    in_the_workshop,
    message,
    nothing_there,
    of_the_appointment,
    of_the_case,
    of_the_draft,
    of_the_mandate,
    of_the_ticket,
    sealed,
    seen_by,
)
from tests.access.rows_deliberation import OPINIONS
from tests.access.rows_outlets import OUTLETS
from tests.access.rows_participation import LINES
from tests.access.rows_rights import RIGHTS
from tests.access.rows_votes import LINES as VOTES
from tests.access.rows_workshops import LINES as WORKSHOPS
from tests.access.world import AGENTS, World

ROWS: dict[str, Callable[[World], Row]] = {
    **LINES,
    **OPINIONS,
    **OUTLETS,
    **VOTES,
    **WORKSHOPS,
    **RIGHTS,
    "core:style": lambda w: Row({"mode": "clair"}),
    "core:outlines": lambda w: nothing_there(),  # until a file is set
    # accounts: the library's own pages
    "account_reset_password_from_key": lambda w: Row({"uidb36": "1", "key": "spent"}),
    "mfa_edit_webauthn": lambda w: Row({"pk": 1}),  # asks to confirm one's identity first
    "mfa_remove_webauthn": lambda w: Row({"pk": 1}),
    "mfa_view_recovery_codes": lambda w: nothing_there(),
    "mfa_download_recovery_codes": lambda w: nothing_there(),
    "mfa_deactivate_totp": lambda w: seen_by(*AGENTS),
    # accounts and connectors
    "accounts:begin": lambda w: nothing_there(key="unknown"),
    "connectors:come-back": lambda w: nothing_there(key="unknown"),
    "connectors:signed-out": lambda w: nothing_there(key="unknown"),
    "connectors:openfisca-address": lambda w: Row({"path": "entities"}),  # no law process: 503
    "connectors:keys": lambda w: nothing_there(key="unknown"),
    # directory: managers and front desks keep the places of their institution
    "directory:place": lambda w: Row({"pk": w.place.pk}),
    "directory:agent-places": lambda w: seen_by("agent"),
    "directory:agent-place": lambda w: seen_by("agent", pk=w.place.pk),
    "directory:agent-new-place": lambda w: seen_by("agent", siren=w.place.institution.siren),
    # portal
    "portal:service": lambda w: Row({"slug": w.cases.installation.slug}),
    "portal:service-figures": lambda w: Row({"slug": w.cases.installation.slug}),
    # cases: drafts belong to who began them
    "cases:start": lambda w: Row({"slug": w.cases.installation.slug}),
    "cases:mine": lambda w: Row({"slug": w.cases.installation.slug}),
    "cases:resume": of_the_draft,
    "cases:check": of_the_draft,
    "cases:submit": of_the_draft,
    "cases:drop": of_the_draft,
    "cases:page": lambda w: of_the_draft(w, page="vous"),
    "cases:autosave": lambda w: of_the_draft(w, page="vous"),
    "cases:draft_file": lambda w: of_the_draft(w, attachment=w.attachment(of=w.draft.pk).pk),
    "cases:done": lambda w: seen_by("resident", draft=w.case.draft_key),
    "cases:receipt": lambda w: seen_by("resident", draft=w.case.draft_key),
    # cases: a request belongs to its person
    "cases:detail": of_the_case,
    "cases:write": of_the_case,
    "cases:readings": of_the_case,
    "cases:move": lambda w: of_the_case(w, transition="retirer"),
    "cases:attachment": lambda w: of_the_case(
        w, attachment=w.attachment(of=w.case.draft_key, case=w.case).pk
    ),
    "cases:document": lambda w: of_the_case(w, document=w.document.pk),
    # cases: its agents are those of the units that have a part in it
    "cases:agent-detail": for_its_agents,
    "cases:agent-arrival": for_its_agents,
    "cases:agent-take": for_its_agents,
    "cases:agent-entrust": for_its_agents,
    "cases:agent-write": lambda w: for_its_agents(w, to="usager"),
    "cases:agent-move": lambda w: for_its_agents(w, transition="refuser"),
    "cases:agent-item": lambda w: for_its_agents(w, item=w.case.items.order_by("pk")[0].pk),
    "cases:agent-duplicate": lambda w: nothing_there(reference=w.case.reference, likeness=1),
    "cases:agent-not-ours": lambda w: for_its_agents(w, item=w.case.items.order_by("pk")[0].pk),
    "cases:agent-whose": lambda w: for_its_agents(w, item=w.case.items.order_by("pk")[0].pk),
    "cases:visit-report": lambda w: nothing_there(report=w.draft.pk),
    "cases:agent-book": lambda w: nothing_there(
        reference=w.case.reference, item=w.case.items.order_by("pk")[0].pk
    ),
    # The service of this case has no state to renew from.
    "cases:agent-renew": lambda w: nothing_there(reference=w.case.reference),
    "cases:agent-opinion": lambda w: for_its_agents(w, item=w.case.items.order_by("pk")[0].pk),
    "cases:agent-validation": lambda w: for_its_agents(w, item=w.case.items.order_by("pk")[0].pk),
    "cases:agent-preview": lambda w: nothing_there(
        reference=w.case.reference, item=w.case.items.order_by("pk")[0].pk, document="x"
    ),
    "cases:agent-opinion-follow": lambda w: seen_by(
        "agent", reference=w.case.reference, item=w.opinion().pk
    ),
    "cases:agent-record": lambda w: seen_by(
        "agent", reference=w.case.reference, item=w.opinion().pk
    ),
    "cases:agent-opinions": lambda w: for_its_agents(w, kind="avis"),
    # whoever is outside is known by a cookie, after the link: cases/tests/agent/test_opinions.py
    "cases:guest": lambda w: nothing_there(guest=w.opinion().guest.pk),
    "cases:guest-file": lambda w: nothing_there(
        guest=w.opinion().guest.pk, attachment=w.attachment(of=w.case.draft_key, case=w.case).pk
    ),
    "cases:guest-receipt": lambda w: nothing_there(guest=w.opinion().guest.pk),
    "cases:sign-again": lambda w: nothing_there(
        reference=w.case.reference, item=w.case.items.order_by("pk")[0].pk
    ),
    "cases:guest-link": lambda w: nothing_there(guest=w.opinion().guest.pk, token="unknown"),
    "cases:agent-attachment": lambda w: for_its_agents(
        w, attachment=w.attachment(of=w.case.draft_key, case=w.case).pk
    ),
    "cases:agent-document": lambda w: for_its_agents(w, document=w.document.pk),
    # cases: the desk is for agents of a unit; a record opens to whom a search found it
    "cases:desk": lambda w: seen_by(*AT_A_DESK),
    "cases:desk-create": lambda w: seen_by(*AT_A_DESK),
    "cases:desk-post": lambda w: seen_by(*AT_A_DESK),
    "cases:shortcuts": lambda w: seen_by(*AGENTS),
    "cases:desk-sheet": found_at_the_desk,
    "cases:conversation": found_at_the_desk,
    "cases:conversation-of-nobody": lambda w: seen_by(*AT_A_DESK),
    "cases:follow-ups": lambda w: seen_by(*AT_A_DESK),
    "cases:follow-up": lambda w: seen_by("agent", conversation=w.conversation().pk),
    "cases:desk-person": found_at_the_desk,
    "cases:desk-identity": found_at_the_desk,
    "cases:desk-contact": found_at_the_desk,
    # for desks and managers; which pairs they see: cases/tests/agent/test_identities.py
    "cases:identities": lambda w: seen_by("agent"),
    "cases:identities-answer": lambda w: nothing_there(proposal=1),
    "cases:desk-together": lambda w: nothing_there(
        person=w.cases.person.pk, other=w.cases.person.pk
    ),
    "cases:desk-apart": lambda w: nothing_there(person=w.cases.person.pk, other=w.cases.person.pk),
    "cases:desk-start": found_at_the_desk,
    "cases:desk-resume": begun_at_the_desk,
    "cases:desk-check": begun_at_the_desk,
    "cases:desk-submit": begun_at_the_desk,
    "cases:desk-drop": begun_at_the_desk,
    "cases:desk-page": lambda w: begun_at_the_desk(w, page="vous"),
    "cases:desk-autosave": lambda w: begun_at_the_desk(w, page="vous"),
    "cases:desk-file": lambda w: begun_at_the_desk(
        w, attachment=w.attachment(of=w.desk_draft.pk).pk
    ),
    "cases:desk-done": lambda w: seen_by("agent", draft=w.desk_case.draft_key),
    "cases:desk-receipt": lambda w: seen_by("agent", draft=w.desk_case.draft_key),
    # cases: transfers are for the unit that pays
    "cases:transfers": lambda w: seen_by("agent"),
    "cases:transfers-prepare": lambda w: seen_by("agent", unit=w.cases.waste.pk),
    "cases:transfers-debtor": lambda w: seen_by("agent", unit=w.cases.waste.pk),
    "cases:transfers-download": lambda w: seen_by("agent", batch=w.batch.pk),
    "cases:transfers-settle": lambda w: seen_by("agent", batch=w.batch.pk),
    # cases: forms on paper are for the unit that received them
    "cases:blank": lambda w: Row({"slug": w.cases.installation.slug}),
    "cases:scanned": lambda w: Row(
        {"slug": w.cases.installation.slug, "version": "1.0.0", "reference": "F-0000-0000"}
    ),
    "cases:print": of_the_draft,
    "cases:desk-print": begun_at_the_desk,
    "cases:papers": lambda w: seen_by(*AT_A_DESK),
    "cases:paper-put-down": lambda w: seen_by(*AT_A_DESK, "administrator"),
    "cases:paper-form": lambda w: seen_by("agent", form=w.paper().pk),
    "cases:paper-page": lambda w: seen_by("agent", attachment=w.scan().pk, number=0),
    # cases: figures and exports are for the managers of the unit in charge
    "cases:team": lambda w: seen_by("agent"),
    "cases:absences": lambda w: seen_by(*AT_A_DESK),
    "cases:absence-declare": lambda w: seen_by("agent", unit=w.cases.waste.pk),
    "cases:absence-end": lambda w: nothing_there(absence=1),
    "cases:reassign": lambda w: nothing_there(unit=w.cases.waste.pk, agent=w.cases.person.pk),
    "cases:give-out": lambda w: seen_by("agent", unit=w.cases.waste.pk),
    "cases:board": lambda w: seen_by("agent"),
    "cases:hours": lambda w: seen_by("agent"),
    "cases:exports": lambda w: seen_by("agent"),
    "cases:export": lambda w: seen_by(
        "agent", unit=w.cases.waste.pk, installation=w.cases.installation.pk
    ),
    "cases:export-drop": lambda w: seen_by("agent", template=w.kept_export().pk),
    # cases: what was done to many cases, for whoever did it
    "cases:versions": lambda w: Row({"installation": w.cases.installation.pk}),
    "cases:version-run": lambda w: Row({"run": w.version_run().pk}),
    "cases:bulk": lambda w: seen_by("agent", run=w.bulk_run().pk),
    # cases: views kept are changed by whoever keeps them
    "cases:views": lambda w: seen_by(*AT_A_DESK),
    "cases:view": lambda w: seen_by("agent", view=w.saved_view().pk),
    "cases:renew": of_the_case,
    # revenue: whoever holds the secret address pays; keepers handle money; administrators name them
    "revenue:due": lambda w: Row({"due": w.due().pk}),
    "revenue:due-receipt": lambda w: Row({"due": w.paid().due_id}),
    "revenue:back": lambda w: nothing_there(attempt=uuid4()),
    "revenue:regies": lambda w: seen_by("agent") if w.due() else Row(),
    "revenue:regie": lambda w: seen_by("agent", regie=w.due().regie_id),
    "revenue:export": lambda w: seen_by("agent", regie=w.due().regie_id),
    "revenue:receive": lambda w: seen_by("agent", due=w.due().pk),
    "revenue:receipt": lambda w: seen_by("agent", receipt=w.paid().pk),
    "revenue:receipt-paper": lambda w: seen_by("agent", receipt=w.paid().pk),
    "revenue:refund-decide": lambda w: seen_by("agent", refund=w.refund().pk),
    "revenue:regie-change": lambda w: Row({"regie": w.due().regie_id}),
    "revenue:regie-keepers": lambda w: Row({"regie": w.due().regie_id}),
    "revenue:keeper-end": lambda w: Row({"keeper": w.due().regie.keepers.get().pk}),
    "revenue:attempt": lambda w: Row({"attempt": w.attempt().pk}),
    "connectors:payfip-notice": lambda w: nothing_there(),
    # appointments: what can be booked is public; one belongs to its person, and to those who receive
    "appointments:slots": lambda w: Row({"kind": w.appointment().kind_id}),
    "appointments:take": lambda w: Row({"kind": w.appointment().kind_id}),
    "appointments:feed-file": lambda w: nothing_there(secret="unknown"),
    "appointments:mine-detail": lambda w: of_the_appointment(w, "resident"),
    "appointments:mine-move": lambda w: of_the_appointment(w, "resident"),
    "appointments:mine-cancel": lambda w: of_the_appointment(w, "resident"),
    "appointments:mine-file": lambda w: of_the_appointment(w, "resident"),
    "appointments:agent-day": lambda w: seen_by(*AT_A_DESK),
    "appointments:agent-find": lambda w: seen_by(*AT_A_DESK),
    "appointments:agent-slots": lambda w: seen_by(*AT_A_DESK, kind=w.appointment().kind_id),
    # The address names nobody: for whom would it be?
    "appointments:agent-take": lambda w: nothing_there(kind=w.appointment().kind_id),
    "appointments:agent-detail": lambda w: of_the_appointment(w, "agent"),
    "appointments:agent-note": lambda w: nothing_there(booking=w.appointment().pk),
    "appointments:agent-move": lambda w: of_the_appointment(w, "agent"),
    "appointments:agent-cancel": lambda w: of_the_appointment(w, "agent"),
    "appointments:room-feed": lambda w: nothing_there(agenda=999_999_999),
    # The queue of a place is for its institution; its screen, for all.
    "appointments:waiting-room": lambda w: Row({"place": w.ticket().place_id}),
    "appointments:queue-places": lambda w: seen_by(*AT_A_DESK),
    "appointments:queue": lambda w: at_the_place(w, place=w.ticket().place_id),
    "appointments:queue-take": lambda w: at_the_place(w, place=w.ticket().place_id),
    "appointments:queue-arrive": lambda w: nothing_there(place=w.ticket().place_id),
    "appointments:queue-call": lambda w: at_the_place(w, place=w.ticket().place_id),
    "appointments:queue-ticket": lambda w: of_the_ticket(w),
    "appointments:queue-close": lambda w: of_the_ticket(w),
    "appointments:absences": lambda w: seen_by(*AT_A_DESK),
    "appointments:absence-over": lambda w: seen_by("agent", absence=w.absence().pk),
    "appointments:agent-feed": lambda w: seen_by(*AT_A_DESK),
    "appointments:setup": lambda w: seen_by(*AT_A_DESK),
    "appointments:kind-new": lambda w: seen_by("agent", unit=w.cases.waste.pk),
    "appointments:opening-new": lambda w: seen_by("agent", unit=w.cases.waste.pk),
    "appointments:kind": lambda w: seen_by("agent", kind=w.appointment().kind_id),
    "appointments:opening": lambda w: seen_by(
        "agent", opening=w.appointment().agenda.openings.get().pk
    ),
    # trust: a mandate belongs to its two people, and to the agents who recorded it
    "trust:detail": lambda w: of_the_mandate(w),
    "trust:agree": lambda w: of_the_mandate(w),
    "trust:decline": lambda w: of_the_mandate(w),
    "trust:stop": lambda w: of_the_mandate(w),
    "trust:renew": lambda w: of_the_mandate(w),
    "trust:form": lambda w: of_the_mandate(w, number=w.proposed.number),
    "trust:act": lambda w: seen_by("other_resident", number=w.mandate.number),
    "trust:answer": lambda w: sealed(w, "helped"),
    "trust:code": lambda w: sealed(w, "helped"),
    "trust:refuse": lambda w: sealed(w, "helped"),
    "trust:invitation": lambda w: sealed(w, "helper"),
    "trust:helped": lambda w: seen_by(*AT_A_DESK),
    "trust:agent-offer": lambda w: seen_by(*AT_A_DESK),
    "trust:agent-detail": lambda w: seen_by("agent", number=w.mandate.number),
    "trust:agent-stop": lambda w: seen_by("agent", number=w.mandate.number),
    "trust:agent-paper": lambda w: seen_by("agent", number=w.mandate.number),
    "trust:agent-form": lambda w: seen_by("agent", number=w.proposed.number),
    "trust:agent-attest": lambda w: seen_by("agent", number=w.proposed.number, proof="presence"),
    "trust:agent-renew": lambda w: seen_by("agent", number=w.of_the_unit.number),
    "trust:desk": found_at_the_desk,
    "trust:desk-create": found_at_the_desk,
    # partners: programs show a key (partners/tests/test_api.py); keys are the managers' business
    "partners:api-conclude": lambda w: Row({"item": w.case.items.order_by("pk")[0].pk}),
    "partners:api-case": lambda w: Row({"reference": w.case.reference}),
    "partners:api-transition": lambda w: Row(
        {"reference": w.case.reference, "transition": "refuser"}
    ),
    "partners:api-attachment": lambda w: Row(
        {"reference": w.case.reference, "attachment": w.case.draft_key}
    ),
    "partners:home": lambda w: seen_by("agent", "administrator"),
    "partners:key-new": lambda w: seen_by("agent", "administrator"),
    "partners:secret": lambda w: seen_by("agent", "administrator"),
    "partners:webhook-new": lambda w: seen_by("agent", "administrator"),
    "partners:key-revoke": lambda w: seen_by("agent", "administrator", key=w.partner_key().pk),
    "partners:webhook": lambda w: seen_by("agent", "administrator", hook=w.webhook().pk),
    "partners:webhook-end": lambda w: seen_by("agent", "administrator", hook=w.webhook().pk),
    "partners:webhook-replay": lambda w: seen_by("agent", "administrator", hook=w.webhook().pk),
    # notifications
    "notifications:message": message,
    "notifications:letter": lambda w: seen_by("agent", pk=w.letter().pk),
    "notifications:posted": lambda w: seen_by("agent", pk=w.letter().pk),
    "notifications:retry": lambda w: Row({"pk": 1}),
    "portal:stuck-free": lambda w: Row({"key": "jobs-failed"}),
    "notifications:retry-job": lambda w: Row({"pk": 1}),
    "notifications:retry-delivery": lambda w: Row({"pk": 1}),
    "notifications:demo": lambda w: nothing_there(),
    "notifications:demo-opened": lambda w: nothing_there(pk=1),
    "notifications:demo-framed": lambda w: nothing_there(pk=1),
    "notifications:demo-piece": lambda w: nothing_there(pk=1, number=1),
    # workshop: packages are written by managers of their institution, published by administrators
    "workshop:home": lambda w: seen_by("agent", "administrator"),
    "workshop:new-blank": lambda w: seen_by("agent", "administrator"),
    "workshop:new-library": lambda w: seen_by("agent", "administrator"),
    "workshop:new-archive": lambda w: seen_by("agent", "administrator"),
    "workshop:project": lambda w: in_the_workshop(w),
    "workshop:process": lambda w: in_the_workshop(w),
    "workshop:texts": lambda w: in_the_workshop(w),
    "workshop:export": lambda w: in_the_workshop(w),
    "workshop:aside": lambda w: in_the_workshop(w),
    "workshop:checks": lambda w: in_the_workshop(w),
    "workshop:preview": lambda w: in_the_workshop(w),
    "workshop:preview-again": lambda w: in_the_workshop(w),
    "workshop:preview-check": lambda w: in_the_workshop(w),
    "workshop:scenarios": lambda w: in_the_workshop(w),
    "workshop:difference": lambda w: in_the_workshop(w),
    "workshop:history": lambda w: in_the_workshop(w),
    "workshop:publish": lambda w: in_the_workshop(w),
    "workshop:file": lambda w: in_the_workshop(w, name="form.yml"),
    "workshop:scenario": lambda w: in_the_workshop(w, number=0),
    "workshop:sheet": lambda w: in_the_workshop(w, file="form", ref="pages.vous"),
    "workshop:arrange": lambda w: in_the_workshop(w, file="form", ref="pages.vous"),
    "workshop:add": lambda w: in_the_workshop(w, file="form", ref="pages.vous.fields"),
    "workshop:preview-page": lambda w: in_the_workshop(w, page="vous"),
    "workshop:preview-saving": lambda w: in_the_workshop(w, page="vous"),
    # What is not published cannot be offered.
    "workshop:offer": lambda w: nothing_there(project=w.package().pk),
}
