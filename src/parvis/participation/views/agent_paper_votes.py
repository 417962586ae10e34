"""Ballots on paper: printing them, reading them two by two, putting them in the box."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.participation.actions import paper_votes as actions
from parvis.participation.forms.votes import BatchForm, PrintForm, VoidForm
from parvis.participation.models import Consultation, Election
from parvis.participation.models.paper_votes import PaperBatch
from parvis.participation.paper_ballots import ballots_pdf
from parvis.participation.rules.ballots import read
from parvis.participation.rules.elections import terms_of
from parvis.participation.views.agent import acting_for
from parvis.participation.views.agent_votes import vote_at
from parvis.participation.views.vote_words import BallotPage

METHODS = ["GET", "HEAD", "POST"]


@agent_page
@never_cache
@require_http_methods(METHODS)
def batches(request: AgentRequest, slug: str, vote: int) -> HttpResponse:
    """Print a batch for a place; see where the others stand."""
    consultation, election = vote_at(request, slug, vote)
    form = PrintForm(request.POST or None)
    if form.is_valid():
        actor = acting_for(request, consultation)
        try:
            made = actions.print_batch(actor=actor, election=election, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("participation:agent-paper", slug=slug, vote=vote, batch=made.pk)
    context = {
        "consultation": consultation,
        "election": election,
        "form": form,
        "batches": election.batches.order_by("pk")[:100],
    }
    return render(request, "participation/votes/agent/batches.html", context)


def _batch(
    request: AgentRequest, slug: str, vote: int, batch: int
) -> tuple[Consultation, Election, PaperBatch]:
    consultation, election = vote_at(request, slug, vote)
    return consultation, election, get_object_or_404(election.batches, pk=batch)


@agent_page
@never_cache
@require_http_methods(METHODS)
def batch(request: AgentRequest, slug: str, vote: int, batch: int) -> HttpResponse:
    """Type one sheet after another; close the batch when two people read all alike."""
    consultation, election, held = _batch(request, slug, vote, batch)
    error = ""
    page = BallotPage(election)
    if request.method == "POST":
        try:
            choices = read(terms_of(election), request.POST.dict(), request.POST.getlist("projet"))
            page = BallotPage(election, choices)
            paper = actions.read_paper(
                agent=request.user,
                batch=held,
                serial=request.POST.get("serial", ""),
                choices=choices,
            )
        except Refused as refused:
            error = str(refused)
        else:
            said = _("%(serial)s: second reading kept.") if paper.second_by_id else ""
            said = said or _("%(serial)s: first reading kept. A colleague reads it too.")
            messages.success(request, said % {"serial": paper.serial})
            return redirect("participation:agent-paper", slug=slug, vote=vote, batch=batch)
    papers = held.papers
    context = {
        "consultation": consultation,
        "election": election,
        "batch": held,
        "page": page,
        "error": error,
        "serial": request.POST.get("serial", "") if error else "",
        "once": papers.filter(first_by__isnull=False, second_by__isnull=True).count(),
        "twice": papers.filter(second_by__isnull=False).count(),
        "differing": [] if held.closed_at else actions.differing(held),
        "form": BatchForm(),
        "void": VoidForm(),
    }
    status = 422 if error else 200
    return render(request, "participation/votes/agent/batch.html", context, status=status)


@agent_page
@require_POST
def settle(request: AgentRequest, slug: str, vote: int, batch: int) -> HttpResponse:
    """Read a sheet again, put the batch in the box, or set it aside."""
    consultation, _election, held = _batch(request, slug, vote, batch)
    actor = acting_for(request, consultation)
    try:
        if again := request.POST.get("again", ""):
            paper = get_object_or_404(held.papers, serial=again)
            actions.read_again(actor=actor, paper=paper)
        elif "void" in request.POST:
            form = VoidForm(request.POST)
            if not form.is_valid():
                raise actions.BatchDiffers(_("Say why the batch is set aside."))
            actions.void_batch(actor=actor, batch=held, reason=form.cleaned_data["reason"])
        else:
            count = BatchForm(request.POST)
            if not count.is_valid():
                raise actions.BatchDiffers(_("Say how many sheets came out of the urn."))
            actions.close_batch(actor=actor, batch=held, found=count.cleaned_data["found"])
            messages.success(request, _("These ballots are in the box."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("participation:agent-paper", slug=slug, vote=vote, batch=batch)


@agent_page
@require_safe
def sheets(request: AgentRequest, slug: str, vote: int, batch: int) -> HttpResponse:
    """The ballots of the batch, to print."""
    consultation, election, held = _batch(request, slug, vote, batch)
    data = ballots_pdf(consultation, election, held)
    headers = {"Content-Disposition": f'inline; filename="bulletins-{held.pk}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
