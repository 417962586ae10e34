"""Doing one thing to many cases: choose it, see what it will do, confirm, read what it did."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions import bulk as actions
from parvis.cases.actions.messages import LONGEST
from parvis.cases.actions.perform import checked_inputs
from parvis.cases.answers import Checked
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs
from parvis.cases.engine.script import script_of
from parvis.cases.forms.acting import MoveForm
from parvis.cases.forms.agent import AssignForm, TextForm
from parvis.cases.forms.bulk import OfferForm
from parvis.cases.models import BulkLine, BulkRun
from parvis.cases.queries import bulk as queries
from parvis.cases.queries import inbox
from parvis.cases.queries.bulk import MOST, Offer
from parvis.cases.views.agent.frame import acting_party, language
from parvis.cases.views.agent.inbox import filters_of, units_asked
from parvis.core.typed import whole

METHODS = ["GET", "HEAD", "POST"]
REPORTS = 50
Kind, Outcome = BulkRun.Kind, BulkLine.Outcome


@agent_page
@require_POST
def start(request: AgentRequest) -> HttpResponse:
    """Keep what was ticked in the list, and go on to what to do with it."""
    party = acting_party(request)
    shown = QueryDict(request.POST.get("filtres", "")[:500])
    back = reverse("cases:agent-inbox") + (f"?{shown.urlencode()}" if shown else "")
    turns = queries.turns_chosen(party, _ticked(request, party, shown))
    kind = request.POST.get("faire", "")
    if not turns or kind not in Kind.values:
        messages.error(request, _("Tick at least one request, and choose what to do."))
        return redirect(back)
    run = actions.prepare(account=request.user, kind=kind, turns=turns, back=shown.urlencode())
    return redirect("cases:bulk", run=run.pk)


def _ticked(request: AgentRequest, party: Party, shown: QueryDict) -> set[int]:
    """Turns: those ticked, the whole page, or all that the filters find."""
    if request.POST.get("lesquelles") == "filtres":
        units = units_asked(party, shown)
        page = inbox(unit_ids=units, filters=filters_of(request, shown), size=MOST)
        return {row.turn_id for row in page.rows}
    whole_page = request.POST.get("tout", "").split(",")[:MOST]
    found = {whole(text) for text in [*request.POST.getlist("tour")[:MOST], *whole_page]}
    return {key for key in found if key is not None}


@agent_page
@never_cache
@require_http_methods(METHODS)
def run(request: AgentRequest, run: UUID) -> HttpResponse:
    """What is asked, then the preview, then the progress and the report: one address."""
    found = queries.run_of(request.user, run)
    if found is None:
        raise Http404
    if found.confirmed_at is not None:
        return _report(request, found)
    party, lines = acting_party(request), queries.lines_of(found)
    if "confirmer" in request.POST and _is_settled(found):
        actions.confirm(run=found)
        return redirect("cases:bulk", run=found.pk)
    asked = found.kind in _ASKED
    if asked and ("modifier" in request.GET or not _is_settled(found)):
        return _ASKED[Kind(found.kind)](request, found, party, lines)
    preview = queries.preview(found, lines, party)
    context = _context(found) | {
        "can": [_row(line) | {"to": _to(found, line)} for line in preview.can],
        "cannot": [_row(line, why) for line, why in preview.cannot],
        "said": _said(found),
        "changes": asked,
        "text": found.arguments.get("text", ""),
        "by_worker": len(lines) > actions.AT_ONCE,
    }
    return render(request, "cases/agent/bulk/preview.html", context)


def _is_settled(found: BulkRun) -> bool:
    """Whether all that it needs was said."""
    needed = {Kind.ENTRUST: "to", Kind.WRITE: "text", Kind.MOVE: "inputs"}.get(Kind(found.kind))
    return needed is None or needed in found.arguments


# What is asked -----------------------------------------------------------------------------------


def _colleague(
    request: AgentRequest, found: BulkRun, party: Party, lines: list[BulkLine]
) -> HttpResponse:
    agents = queries.colleagues_of(party)
    initial = {"agent": found.arguments.get("to")}
    form = AssignForm(request.POST or None, agents=agents, initial=initial)
    if form.is_valid():
        to = form.cleaned_data["agent"]
        label = _("Entrust to %(name)s") % {"name": to}
        actions.settle(run=found, arguments={"to": str(to.pk)}, label=label)
        return redirect("cases:bulk", run=found.pk)
    return _asks(request, found, lines, form)


def _words(
    request: AgentRequest, found: BulkRun, party: Party, lines: list[BulkLine]
) -> HttpResponse:
    form = TextForm(request.POST or None, initial={"texte": found.arguments.get("text", "")})
    if form.is_valid():
        actions.settle(run=found, arguments={"text": form.cleaned_data["texte"][:LONGEST]})
        return redirect("cases:bulk", run=found.pk)
    return _asks(request, found, lines, form)


def _move(
    request: AgentRequest, found: BulkRun, party: Party, lines: list[BulkLine]
) -> HttpResponse:
    """First which move, then its questions."""
    offers = queries.offers(lines, party)
    chosen = next((one for one in offers if one.key == request.GET.get("quoi")), None)
    if chosen is not None:
        return _inputs(request, found, party, lines, chosen)
    if not offers:
        messages.error(request, _("The requests chosen offer nothing to do together."))
        return redirect(_back(found))
    form = OfferForm(request.GET if "quoi" in request.GET else None, offers=offers, many=len(lines))
    return _asks(request, found, lines, form, method="get")


def _inputs(
    request: AgentRequest, found: BulkRun, party: Party, lines: list[BulkLine], offer: Offer
) -> HttpResponse:
    form = MoveForm(offer.case, offer.move, language())
    if request.method == "POST":
        form.read(request.POST)
        if _are_right(form, party):
            arguments = {
                "installation": offer.installation_id,
                "state": offer.state,
                "transition": offer.move.transition,
                "inputs": form.values,
            }
            actions.settle(run=found, arguments=arguments, label=offer.move.label)
            return redirect("cases:bulk", run=found.pk)
    context = form.context(lambda file: "") | _context(found) | {"offer": offer, "lines": lines}
    return render(request, "cases/agent/bulk/inputs.html", context)


def _are_right(form: MoveForm, party: Party) -> bool:
    """Checked against the first case; each case checks them again when its turn comes."""
    live = Live.of(form.case, party, items=list(form.case.items.all()))
    move = form.move
    try:
        checked_inputs(live, move.fields, form.values, move.field_texts, live.facts())
    except InvalidInputs as wrong:
        form.checked = Checked(errors=wrong.errors)
        return False
    return True


def _asks(
    request: AgentRequest, found: BulkRun, lines: list[BulkLine], form: Any, method: str = "post"
) -> HttpResponse:
    context = _context(found) | {"form": form, "method": method, "lines": lines}
    return render(request, "cases/agent/bulk/ask.html", context)


_ASKED = {Kind.ENTRUST: _colleague, Kind.WRITE: _words, Kind.MOVE: _move}


# What is shown -----------------------------------------------------------------------------------


def _report(request: AgentRequest, found: BulkRun) -> HttpResponse:
    lines = queries.lines_of(found)
    done = [_row(line) for line in lines if line.outcome == Outcome.DONE]
    refused = [_row(line, line.why) for line in lines if line.outcome == Outcome.REFUSED]
    context = _context(found) | {
        "done": done,
        "refused": refused,
        "many": len(lines),
        "treated": len(done) + len(refused),
    }
    return render(request, "cases/agent/bulk/report.html", context)


@agent_page
@never_cache
@require_safe
def reports(request: AgentRequest) -> HttpResponse:
    """What I had done to many cases, the latest first."""
    runs = queries.reports_of(request.user)[:REPORTS]
    return render(request, "cases/agent/bulk/reports.html", {"runs": runs})


def _context(found: BulkRun) -> dict[str, Any]:
    return {
        "run": found,
        "title": found.label or Kind(found.kind).label,
        "back": _back(found),
        "most": MOST,
    }


def _back(found: BulkRun) -> str:
    return reverse("cases:agent-inbox") + (f"?{found.back}" if found.back else "")


def _row(line: BulkLine, why: str = "") -> dict[str, Any]:
    words = script_of(line.case.version_id).package.words(language())
    task = words.items[line.item.kind].label if line.item else ""
    return {
        "href": reverse("cases:agent-detail", args=[line.case.reference]),
        "reference": line.case.reference,
        "service": words.service.name,
        "task": task,
        "why": why,
        "at": line.at,
    }


def _to(found: BulkRun, line: BulkLine) -> str:
    """Who receives it, where each line has its own."""
    return str(found.arguments.get("plan", {}).get(str(line.pk), ["", ""])[1])


def _said(found: BulkRun) -> str:
    """What confirming will do, with its consequence for people."""
    if found.kind == Kind.WRITE:
        return _("Each person receives this message, in their space and by e-mail or otherwise.")
    if found.kind == Kind.MOVE:
        return _("People are told where the service says so. This cannot be undone all at once.")
    return _("Only your unit sees it: people are not told.")
