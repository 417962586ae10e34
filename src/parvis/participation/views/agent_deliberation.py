"""Organisers: statements to read, to begin with, and the map."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation import actions, queries
from parvis.participation.forms.deliberation import SettleForm, SeveralForm
from parvis.participation.models import Act, Consultation, Phase, Statement
from parvis.participation.rules import rules_of
from parvis.participation.tiles import Tile
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.public import METHODS

State = Statement.State


def _phase_of(found: Consultation, phase: int) -> Phase:
    chosen = next((one for one in found.phases.all() if one.pk == phase), None)
    if chosen is None or Act.REACT not in rules_of(chosen).acts:
        raise Http404
    return chosen


@agent_page
@never_cache
@require_http_methods(METHODS)
def statements(request: AgentRequest, slug: str, phase: int) -> HttpResponse:
    """Those to read first, then the others. POST `show`: one is put to everybody."""
    found = organised(request, slug)
    chosen = _phase_of(found, phase)
    if request.method == "POST":
        one = get_object_or_404(chosen.statements, pk=whole(request.POST.get("show")) or 0)
        return _settled(request, found, chosen, one, show=True)
    every = list(queries.statements_of(chosen)[:1000])
    context = {
        "consultation": found,
        "phase": chosen,
        "waiting": [one for one in every if one.state == State.WAITING],
        "shown": [one for one in every if one.state == State.SHOWN],
        "refused": [one for one in every if one.state == State.REFUSED],
        "people": queries.people_in(chosen),
        "kept": queries.map_of(chosen),
    }
    return render(request, "participation/agent/statements.html", context)


def _settled(
    request: AgentRequest, found: Consultation, chosen: Phase, one: Statement, **how: object
) -> HttpResponse:
    one.phase = chosen
    try:
        actions.settle_statement(actor=acting_for(request, found), statement=one, **how)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("participation:agent-statements", slug=found.slug, phase=chosen.pk)


@agent_page
@never_cache
@require_http_methods(METHODS)
def refusing(request: AgentRequest, slug: str, phase: int, statement: int) -> HttpResponse:
    """By a criterion that everybody knows; its author is told."""
    found = organised(request, slug)
    chosen = _phase_of(found, phase)
    one = get_object_or_404(chosen.statements, pk=statement)
    form = SettleForm(request.POST or None)
    if form.is_valid():
        return _settled(request, found, chosen, one, show=False, **form.cleaned_data)
    context = {"consultation": found, "phase": chosen, "statement": one, "form": form}
    return render(request, "participation/agent/refusing.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def beginning(request: AgentRequest, slug: str, phase: int) -> HttpResponse:
    """Several statements at once, to begin with."""
    found = organised(request, slug)
    chosen = _phase_of(found, phase)
    form = SeveralForm(request.POST or None)
    if form.is_valid():
        chosen.consultation = found
        added = actions.add_statements(
            actor=acting_for(request, found), phase=chosen, texts=form.cleaned_data["texts"]
        )
        many = len(added)
        told = ngettext("%(n)s statement added.", "%(n)s statements added.", many) % {"n": many}
        left = len(form.cleaned_data["texts"]) - many
        if left:
            told += " " + ngettext(
                "%(n)s was there already.", "%(n)s were there already.", left
            ) % {"n": left}
        messages.success(request, told)
        return redirect("participation:agent-statements", slug=found.slug, phase=chosen.pk)
    context = {"consultation": found, "phase": chosen, "form": form}
    return render(request, "participation/agent/beginning.html", context)


def tool(consultation: Consultation) -> Tile | None:
    """On the organisers' page of a consultation."""
    phases = [one for one in consultation.phases.all() if Act.REACT in rules_of(one).acts]
    if not phases:
        return None
    chosen = next((one for one in phases if one.is_open), phases[-1])
    many = queries.waiting_in(phases)
    waiting = ngettext("%(n)s to read", "%(n)s to read", many) % {"n": many} if many else ""
    return Tile(
        _("Statements and opinions"),
        _("Read what people put, begin with statements of yours, see the map."),
        reverse("participation:agent-statements", args=[consultation.slug, chosen.pk]),
        "message",
        waiting,
    )
