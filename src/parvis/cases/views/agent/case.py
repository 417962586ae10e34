"""A case as agents see it: only what their part needs, each reading journalled."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import rules
from parvis.cases.engine import hands
from parvis.cases.engine.moves import may_ask
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.forms.agent import TextForm
from parvis.cases.forms.write import WriteForm
from parvis.cases.models import Case, Channel
from parvis.cases.queries import (
    CaseView,
    badge_of,
    items_of,
    moves_of,
    standing,
    state_in_words,
    timeline,
    view_of,
)
from parvis.cases.queries.charges import charges_of
from parvis.cases.queries.duplicates import alike_of, followed
from parvis.cases.queries.meetings import meetings_of
from parvis.cases.queries.moves import deadlines_of
from parvis.cases.queries.opening import open_document
from parvis.cases.views import serving
from parvis.cases.views.agent import pieces
from parvis.cases.views.agent.absences import away_in_words
from parvis.cases.views.agent.frame import head_of, language, opened, words_of
from parvis.cases.views.agent.renewing import renew_url
from parvis.catalogue.queries import package_of
from parvis.directory.models import Unit
from parvis.journal import queries as journal
from parvis.revenue.queries import keeps_something

READINGS = 5
_ORDER = ("primary", "secondary", "danger")


@agent_page
@never_cache
@require_safe
def detail(request: AgentRequest, reference: str) -> HttpResponse:
    case, party = opened(request, reference)
    if case.reference != reference:
        return redirect("cases:agent-detail", reference=case.reference)
    view = view_of(case, party)
    return render(request, "cases/agent/case.html", _context(case, party, view))


def _context(case: Case, party: Party, view: CaseView) -> dict[str, Any]:
    package, words = package_of(case.version_id), words_of(case)
    sees_all = view.scope != "part"
    files = list(view.attachments)
    notes, documents = list(view.notes), list(view.documents)
    entries = timeline(case, party, language(), notes=notes, documents=documents, files=files)
    units = {item.unit_id: item.unit for item in view.items}
    tasks = pieces.tasks_of(case, words, view, party, files)
    shown = standing(case, party, language())
    return head_of(case) | {
        "scope": view.scope,
        "sees_all": sees_all,
        "state": state_in_words(case, words, for_agents=True),
        "badge": badge_of(case),
        "channel": Channel(case.channel).label,
        "standing": shown,
        "is_soon_late": _is_soon_late(case) and not shown.is_overdue,
        "charges": charges_of(case, language()) if sees_all else [],
        "receives": bool(case.charges) and keeps_something(party.account_id),
        "renew_url": renew_url(case, party),
        "meetings": meetings_of(case, party, language()),
        "applicant": case.applicant_name if view.sees_applicant else "",
        "title": case.title if sees_all else "",
        "moves": sorted(moves_of(case, party), key=lambda move: _ORDER.index(move.kind)),
        "askable": [
            (kind, words.items[kind].label)
            for kind in may_ask(script_of(case.version_id), case, party)
        ],
        "my_tasks": [task for task in tasks if task.is_ours],
        "tasks": [task for task in tasks if not task.is_ours],
        "sections": pieces.answers_of(package, case, view, files),
        "talk": pieces.talk_of(case, notes, units, files),
        "documents": documents,
        "clocks": pieces.clocks_of(case, words, deadlines_of(case)) if sees_all else [],
        "story": pieces.story_of(case, entries),
        "writes": _writes(case, party, view),
        "last_note": notes[-1].pk if notes else 0,
        "may_assign": _unit_in_charge(case) in party.unit_ids and not _is_over(case),
        "repeats": followed(case, party) if sees_all else "",
        "alike": alike_of(case, party) if case.is_alike else [],
        "away": away_in_words(case.away),
        "may_redate": rules.may_redate(case, party),
        "is_mine": case.assigned_to_id is not None and case.assigned_to_id == party.account_id,
        "correction": case.correction if sees_all else {},
        "readings": _readings(case) if sees_all else [],
    }


def _is_over(case: Case) -> bool:
    return case.legal_state == Case.LegalState.CLOSED


def _is_soon_late(case: Case) -> bool:
    return hands.is_escalated(script_of(case.version_id), case.deadlines.all())


def _unit_in_charge(case: Case) -> int:
    """Whoever has the hand; the lead unit while it waits for somebody else (`actions.assign`)."""
    return int(case.bindings.get(case.hand) or case.lead_unit_id)


def _readings(case: Case) -> list[journal.Line]:
    return journal.readings_by_day(journal.about("cases.case", str(case.pk)).lines)[:READINGS]


def _writes(case: Case, party: Party, view: CaseView) -> list[dict[str, Any]]:
    """To whom this party may write: (address, label, form)."""
    found: list[dict[str, Any]] = []
    if view.may_write_to_applicant:
        found.append(_write("usager", _("Write to the person"), "message", WriteForm))
    if rules.may_write(case, party, "agents"):
        found.append(_write("note", _("Internal note"), "lock", TextForm))
    for unit in _partners(case, party, view):
        mine = unit.pk in party.unit_ids
        label = _("Write to the service in charge") if mine else _("Write to %(name)s")
        to = f"service-{unit.pk}"
        found.append(_write(to, label % {"name": unit.name}, "handshake", TextForm))
    return found


def _write(to: str, label: str, icon: str, form: type[Any]) -> dict[str, Any]:
    return {"to": to, "label": label, "icon": icon, "form": form(auto_id=f"{to}-%s")}


def _partners(case: Case, party: Party, view: CaseView) -> list[Unit]:
    """Units that see a part of the case and with which this party may write."""
    items = view.items if view.scope == "part" else items_of(case)
    units = {item.unit_id: item.unit for item in items}
    return [
        unit for unit_id, unit in units.items() if rules.may_write(case, party, f"part:{unit_id}")
    ]


@agent_page
@never_cache
@require_safe
def attachment(request: AgentRequest, reference: str, attachment: UUID) -> HttpResponse:
    """A file, when the answer or message it belongs to is shared with the agent; journalled."""
    case, party = opened(request, reference, reason=_("opened a file"))
    found = get_object_or_404(view_of(case, party).attachments, pk=attachment)
    return serving.attachment(found)


@agent_page
@never_cache
@require_safe
def document(request: AgentRequest, reference: str, document: UUID) -> HttpResponse:
    """A letter or receipt made by the process; journalled."""
    case, party = opened(request, reference)
    found = get_object_or_404(view_of(case, party).documents, pk=document)
    open_document(party, case, found)
    return serving.issued(found, f"{case.reference} - {found.title}.pdf")
