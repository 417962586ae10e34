"""A case as agents see it: only what their part needs, each reading journalled."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import rules
from parvis.cases.answers import summary
from parvis.cases.engine import clock as clocks
from parvis.cases.engine.moves import may_conclude
from parvis.cases.engine.party import Party
from parvis.cases.models import Attachment, Case, WorkItem
from parvis.cases.queries import CaseView, moves_of, standing, timeline, view_of
from parvis.cases.queries.opening import open_document
from parvis.cases.queries.timeline import DocumentLink, TimelineEntry
from parvis.cases.views import serving
from parvis.cases.views.agent.frame import head_of, language, opened, words_of
from parvis.cases.views.resident.requests import badge_of
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.journal import queries as journal

READINGS = 5


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
    files = list(view.attachments)
    only = None if view.fields_visible == "all" else view.fields_visible
    state = words.states[case.state]
    moves = moves_of(case, party)
    in_charge = case.lead_unit_id in party.unit_ids
    return head_of(case) | {
        "scope": view.scope,
        "state": state.agent or state.label,
        "badge": badge_of(case),
        "standing": standing(case, party, language()),
        "sees_applicant": view.sees_applicant,
        "applicant": case.applicant_name if view.sees_applicant else "",
        "moves": moves,
        "items": [_item(item, party, words, view.scope) for item in view.items],
        "sections": summary(package, case.answers, language(), files=files, only=only),
        "documents": list(view.documents),
        "files": [(file, file_url(case, file)) for file in files],
        "deadlines": _deadlines(case, words) if view.scope == "all" else [],
        "entries": [_entry(case, entry) for entry in reversed(timeline(case, party, language()))],
        "may_write": view.may_write_to_applicant,
        "may_note": view.may_write_internally,
        "partners": [] if view.scope == "part" else _partners(case, party),
        "may_assign": in_charge and case.legal_state != Case.LegalState.CLOSED,
        "is_mine": case.assigned_to_id == party.account_id,
        "correction": case.correction if case.hand == "applicant" else {},
        "readings": _readings(case) if view.scope == "all" else [],
    }


def _readings(case: Case) -> list[Any]:
    lines = journal.about("cases.case", str(case.pk)).lines
    return [line for line in lines if line.is_reading][:READINGS]


def _item(item: WorkItem, party: Party, words: Any, scope: str) -> dict[str, Any]:
    texts = words.items[item.kind]
    done = [
        (texts.fields[name].label, value)
        for name, value in item.inputs.items()
        if name in texts.fields and isinstance(value, str) and value
    ]
    return {
        "item": item,
        "label": texts.label,
        "ask": texts.ask,
        "result": texts.results.get(item.result, ""),
        "silence": texts.silence if item.by_silence else "",
        "inputs": done,
        "why": clocks.sentences(item.due_why),
        "is_open": item.done_at is None and not item.cancelled,
        "is_overdue": item.done_at is None
        and item.due_on is not None
        and item.due_on < clock.today(),
        "may_conclude": may_conclude(item, party),
        "is_mine": item.assigned_to_id == party.account_id,
    }


def _deadlines(case: Case, words: Any) -> list[dict[str, Any]]:
    return [
        {
            "deadline": deadline,
            "label": words.deadlines[deadline.rule].label,
            "explain": words.deadlines[deadline.rule].explain,
            "why": clocks.sentences(deadline.why),
            "is_running": deadline.met_at is None and deadline.expired_at is None,
        }
        for deadline in case.deadlines.all()
    ]


def _partners(case: Case, party: Party) -> list[Any]:
    """Units that see a part of the case and to which this party may write."""
    units = {item.unit_id: item.unit for item in case.items.all()}
    return [
        unit for unit_id, unit in units.items() if rules.may_write(case, party, f"part:{unit_id}")
    ]


_KINDS = {
    "submitted": "success",
    "moved": "accent",
    "deadline_expired": "warning",
    "item_expired": "warning",
    "item_overdue": "danger",
    "deadline_suspended": "warning",
}


def _entry(case: Case, entry: TimelineEntry) -> dict[str, Any]:
    title = f"{entry.title} · {_('internal')}" if entry.is_internal else entry.title
    return {
        "at": entry.at,
        "title": title,
        "text": entry.text,
        "icon": entry.icon,
        "kind": _KINDS.get(entry.kind, "neutral"),
        "actor": entry.actor,
        "items": [{"label": link.title, "href": _link(case, link)} for link in entry.documents],
    }


def _link(case: Case, link: DocumentLink) -> str:
    name = "cases:agent-document" if link.is_issued else "cases:agent-attachment"
    return reverse(name, args=[case.reference, link.id])


def file_url(case: Case, file: Attachment) -> str:
    """Empty while nobody may open it."""
    if file.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        return ""
    return reverse("cases:agent-attachment", args=[case.reference, file.pk])


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
