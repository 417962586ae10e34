"""Who is away, who stands in, and what becomes of somebody's work."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.cases.actions import bulk
from parvis.cases.forms.team import AbsenceForm, ReassignForm
from parvis.cases.models import BulkRun
from parvis.cases.queries.team import turns_held
from parvis.cases.views.agent.frame import units_of
from parvis.core import clock
from parvis.core.ui.words import shortdate
from parvis.directory import actions, queries, rules
from parvis.directory.models import Absence, Unit
from parvis.directory.queries import memberships_at

METHODS = ["GET", "HEAD", "POST"]


def away_in_words(away: Mapping[str, str] | None) -> str:
    """Until when somebody is absent and who stands in; empty when they are there."""
    if not away:
        return ""
    said = {
        "date": shortdate(date.fromisoformat(away["until"]), clock.today()),
        "name": away["name"],
    }
    if not away["name"]:
        return _("absent until %(date)s: in the hands of the whole unit") % said
    return _("absent until %(date)s: in the hands of %(name)s") % said


@agent_page
@never_cache
@require_safe
def absences(request: AgentRequest) -> HttpResponse:
    """Mine, those I stand in for, and where I may say I am away."""
    units = units_of(request)
    if not units:
        raise Http404
    known = list(queries.absences_in([unit.pk for unit in units]))
    mine = [one for one in known if one.account_id == request.user.pk]
    context = {
        # Work is entrusted to those who handle: the desk alone has none to give to others.
        "units": [(unit, _handles(request, unit)) for unit in units],
        "mine": mine,
        "stands_in": [one for one in known if one.delegate_id == request.user.pk],
        "today": clock.today(),
    }
    return render(request, "cases/agent/absences/list.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def declare(request: AgentRequest, unit: int) -> HttpResponse:
    """Somebody is away from the unit: oneself, or, for its managers, anybody there."""
    where = _unit(request, unit)
    manages = rules.may_manage(memberships_at(request), where)
    agents = queries.agents_of(where)
    form = AbsenceForm(
        request.POST or None,
        agents=agents if manages else None,
        handlers=queries.handlers_of([where.pk]),
        initial={"agent": request.GET.get("agent") or request.user.pk},
    )
    if form.is_valid():
        try:
            declared = actions.declare_absence(
                by=request.user,
                account=form.cleaned_data.get("agent") or request.user,
                unit=where,
                starts_on=form.cleaned_data["du"],
                ends_on=form.cleaned_data["au"],
                delegate=form.cleaned_data["relais"],
            )
        except actions.InvalidAbsence as refused:
            form.add_error(None, str(refused))
        except PermissionDenied as hidden:
            raise Http404 from hidden
        else:
            messages.success(request, _("The absence is declared."))
            return _back(request, declared)
    context = {"form": form, "unit": where, "manages": manages}
    return render(request, "cases/agent/absences/declare.html", context)


@agent_page
@require_POST
def end(request: AgentRequest, absence: int) -> HttpResponse:
    """Back before time, or it will not be."""
    known = Absence.objects.select_related("unit").filter(unit__in=units_of(request))
    found = get_object_or_404(known, pk=absence)
    try:
        actions.end_absence(by=request.user, absence=found)
    except PermissionDenied as hidden:
        raise Http404 from hidden
    messages.success(request, _("The absence is ended."))
    return _back(request, found)


def _back(request: AgentRequest, absence: Absence) -> HttpResponse:
    """To one's own, or to those of the team."""
    if absence.account_id == request.user.pk:
        return redirect("cases:absences")
    response = redirect("cases:team")
    response["Location"] += f"?unite={absence.unit_id}"
    return response


@agent_page
@never_cache
@require_http_methods(METHODS)
def reassign(request: AgentRequest, unit: int, agent: UUID | None = None) -> HttpResponse:
    """What becomes of what one agent has to do in a unit (or of what nobody has taken): their own,
    or, for the managers of the unit, anybody's. Previewed, then done as every bulk run."""
    where = _unit(request, unit)
    manages = rules.may_manage(memberships_at(request), where)
    if not manages and (agent != request.user.pk or not _handles(request, where)):
        raise Http404
    turns = turns_held(where.pk, agent)
    holder = get_object_or_404(Account, pk=agent) if agent else None
    if holder and not turns and not queries.agents_of(where).filter(pk=holder.pk).exists():
        raise Http404
    form = ReassignForm(request.POST or None, is_held=holder is not None)
    if turns and form.is_valid():
        kind = form.cleaned_data["faire"]
        run = bulk.prepare(account=request.user, kind=kind, turns=turns)
        if kind != BulkRun.Kind.SHARE or bulk.share_out(run=run, unit_id=where.pk):
            return redirect("cases:bulk", run=run.pk)
        form.add_error("faire", _("Nobody of the unit is there today."))
    context = {
        "form": form,
        "unit": where,
        "holder": holder,
        "turns": turns,
        "is_mine": agent == request.user.pk,
        "manages": manages,
    }
    return render(request, "cases/agent/absences/reassign.html", context)


def _handles(request: AgentRequest, unit: Unit) -> bool:
    return rules.may_handle(memberships_at(request), unit)


def _unit(request: AgentRequest, key: int) -> Unit:
    """One of the agent's. Raises Http404."""
    for unit in units_of(request):
        if unit.pk == key:
            return unit
    raise Http404
