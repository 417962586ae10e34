"""THE page of a request: where it stands, who has the hand, until when and why, what was said, what
comes next, who read the file."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import ResidentRequest
from parvis.cases.answers import summary
from parvis.cases.engine import party as parties
from parvis.cases.engine.effects import mention_of
from parvis.cases.engine.papers import RECEIPT
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.engine.signed import how_of, in_force, where
from parvis.cases.models import Attachment, Case, IssuedDocument
from parvis.cases.queries import CaseView, badge_of, moves_of, standing, timeline, view_of
from parvis.cases.queries.charges import charges_of
from parvis.cases.queries.duplicates import followed
from parvis.cases.queries.meetings import meetings_of
from parvis.cases.queries.opening import open_case
from parvis.cases.queries.timeline import DocumentLink, TimelineEntry
from parvis.cases.views import serving
from parvis.cases.views.resident.behalf import parties_at
from parvis.cases.views.resident.flow import ResidentFlow
from parvis.catalogue.definition import TextsFile
from parvis.catalogue.queries import package_of
from parvis.core.audience import public_page
from parvis.core.typed import whole
from parvis.journal import queries as journal
from parvis.trust.access import applicant_page

READINGS = 5
_ICON_KINDS = {
    "submitted": "success",
    "moved": "accent",
    "document": "success",
    "deadline_expired": "warning",
    "item_expired": "warning",
    "deadline_suspended": "warning",
}


def my_case(request: ResidentRequest, reference: str) -> tuple[Case, Party]:
    """The resident's own case, or that of whom they act for, with what its page reads at hand.
    Raises Http404."""
    for who in parties_at(request):
        with suppress(NotFound):
            return open_case(who, reference), who
    raise Http404


@applicant_page
@never_cache
@require_safe
def detail(request: ResidentRequest, reference: str) -> HttpResponse:
    case, who = my_case(request, reference)
    if case.reference != reference:
        return redirect("cases:detail", reference=case.reference)
    return render(request, "cases/resident/case.html", _context(case, who))


def _context(case: Case, who: Party) -> dict[str, Any]:
    language = get_language() or "fr"
    package = package_of(case.version_id)
    words = package.words(language)
    view = view_of(case, who)
    files, notes, documents = list(view.attachments), list(view.notes), list(view.documents)
    moves = moves_of(case, who)
    entries = timeline(case, who, language, notes=notes, documents=documents, files=files)
    readings = journal.about("cases.case", str(case.pk))
    return {
        "case": case,
        "service": words.service,
        "badge": badge_of(case),
        "repeats": followed(case, who),
        "standing": standing(case, who, language),
        "charges": charges_of(case, language),
        "signatures": _signatures(case, words, view) if package.process.items else [],
        "is_renewable": package.process.states[case.state].renewable,
        "meetings": meetings_of(case, who, language),
        "moves": [move for move in moves if move.kind != "danger" and not move.reviews],
        "last_moves": [move for move in moves if move.kind == "danger"],
        "mention": mention_of(words, case.automatic) if case.automatic else "",
        "reviews": [move for move in moves if move.reviews],
        "correction": case.correction,
        "entries": [entry_of(case, entry) for entry in reversed(entries)],
        "documents": [link for entry in entries for link in entry.documents if link.is_issued],
        "outcome": _outcome(case, documents),
        "files": [(file, file_url(case, file)) for file in files],
        "sections": summary(package, case.answers, language, files=files),
        "readings": journal.readings_by_day(readings.lines)[:READINGS],
        "may_write": view.may_write_to_applicant,
        "lead": case.lead_unit,
    }


def _outcome(case: Case, documents: list[IssuedDocument]) -> IssuedDocument | None:
    """What a request that is over came to, in a document: read before anything else."""
    if case.legal_state != Case.LegalState.CLOSED:
        return None
    given = [one for one in documents if one.kind != RECEIPT]
    return max(given, key=lambda one: one.made_at, default=None)


def _signatures(case: Case, words: TextsFile, view: CaseView) -> list[dict[str, Any]]:
    """Who must sign beside the applicant, and what came of it."""
    return [
        {
            "item": item,
            "who": item.asked["expert"],
            "result": words.items[item.kind].results.get(item.result, ""),
            "how": how_of(item),
            "where": where(item),
            "again": reverse("cases:sign-again", args=[case.reference, item.pk])
            if item.done_at is None and view.may_write_to_applicant
            else "",
        }
        for item in in_force(view.items)
    ]


def entry_of(case: Case, entry: TimelineEntry) -> dict[str, Any]:
    """A line of the story for the `timeline` tag."""
    return {
        "at": entry.at,
        "title": entry.title,
        "text": entry.text,
        "icon": entry.icon,
        "kind": _ICON_KINDS.get(entry.kind, "neutral"),
        "actor": entry.actor,
        "items": [{"label": link.title, "href": _link(case, link)} for link in entry.documents],
    }


def _link(case: Case, link: DocumentLink) -> str:
    name = "cases:document" if link.is_issued else "cases:attachment"
    return reverse(name, args=[case.reference, link.id])


def file_url(case: Case, file: Attachment) -> str:
    """Empty while nobody may open it."""
    if file.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        return ""
    return reverse("cases:attachment", args=[case.reference, file.pk])


@applicant_page
@never_cache
@require_safe
def readings(request: ResidentRequest, reference: str) -> HttpResponse:
    """Who did or read what on this request, in plain words, newest first."""
    case, _who = my_case(request, reference)
    before = whole(request.GET.get("avant"), digits=18)
    page = journal.about("cases.case", str(case.pk), before=before)
    words = package_of(case.version_id).words(get_language() or "fr")
    return render(
        request,
        "cases/resident/readings.html",
        {
            "case": case,
            "service": words.service,
            "lines": page.lines,
            "next_url": f"?avant={page.before}" if page.before else "",
        },
    )


@applicant_page
@never_cache
@require_safe
def attachment(request: ResidentRequest, reference: str, attachment: UUID) -> HttpResponse:
    case, who = my_case(request, reference)
    return serving.attachment(get_object_or_404(_seen(case, who).attachments, pk=attachment))


@applicant_page
@never_cache
@require_safe
def document(request: ResidentRequest, reference: str, document: UUID) -> HttpResponse:
    case, who = my_case(request, reference)
    found = get_object_or_404(_seen(case, who).documents, pk=document)
    return serving.issued(found, f"{case.reference} - {found.title}.pdf")


def _seen(case: Case, who: Party) -> CaseView:
    return view_of(case, who)


@public_page
@never_cache
@require_safe
def done(request: HttpRequest, draft: UUID) -> HttpResponse:
    """It is sent: the reference, what next, the receipt. Only for who sent it."""
    flow = ResidentFlow(request)
    case = flow.submitted(draft)
    if case is None:
        if flow.drafts().filter(pk=draft).exists():
            return redirect(flow.check_url(draft))
        return flow.missing(draft)
    language = get_language() or "fr"
    words = package_of(case.version_id).words(language)
    readers = parties_at(request) if flow.account else []
    who = next((one for one in readers if one.answers_for(case)), parties.somebody(case.person))
    receipt = view_of(case, who).documents.filter(kind="receipt").last()
    return render(
        request,
        "cases/resident/done.html",
        {
            "case": case,
            "service": words.service,
            "standing": standing(case, who, language),
            "receipt": receipt,
            "is_visitor": flow.account is None,
        },
    )


@public_page
@never_cache
@require_safe
def receipt(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The receipt of a request just sent, for a visitor without a space of their own too."""
    flow = ResidentFlow(request)
    case = flow.submitted(draft)
    if case is None:
        raise Http404
    found = case.documents.filter(kind="receipt").order_by("made_at").last()
    if found is None:
        raise Http404
    return serving.issued(found, f"{case.reference} - {found.title}.pdf")
