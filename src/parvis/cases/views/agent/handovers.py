"""A task that is not ours, and whose it is."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import actions
from parvis.cases.engine import moves
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.forms.handovers import NotOursForm, WhoseForm
from parvis.cases.models import Case, WorkItem
from parvis.cases.views.acting import refusals_said
from parvis.cases.views.agent.acting import METHODS, back_to, item_of
from parvis.cases.views.agent.frame import head_of, opened, words_of
from parvis.core.typed import whole
from parvis.directory.models import Unit

MOST = 150
"""Services listed at once; beyond, one searches."""


@agent_page
@never_cache
@require_http_methods(METHODS)
def not_ours(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Send a task back to the service in charge, and say whose it is."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    if not moves.may_send_back(script_of(case.version_id), case, held, party):
        messages.info(request, _("This task cannot be sent back, or was already."))
        return HttpResponseRedirect(back_to(case))
    units, searched = _units(request, held)
    form = NotOursForm(request.POST or None, units=units)
    if form.is_valid():
        with refusals_said(request):
            actions.send_item_back(
                item=held,
                party=party,
                reason=form.cleaned_data["motif"],
                whose=form.cleaned_data["autre"],
                whose_unit=form.cleaned_data["service"],
            )
            messages.success(request, _("Sent back. The service in charge has the hand."))
        return HttpResponseRedirect(back_to(case))
    return render(
        request, "cases/agent/not_ours.html", _context(case, held) | searched | {"form": form}
    )


@agent_page
@never_cache
@require_http_methods(METHODS)
def whose(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Answer a service that sent a task back: give it to another one, or insist."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    if not moves.may_answer_return(case, held, party):
        messages.info(request, _("This was answered already."))
        return HttpResponseRedirect(back_to(case))
    units, searched = _units(request, held)
    returned = held.returns[-1]
    form = WhoseForm(
        request.POST or None,
        units=units,
        initial={"reponse": "confier", "service": returned["whose_unit"]},
    )
    if form.is_valid():
        with refusals_said(request):
            messages.success(request, _answered(held, party, form.cleaned_data))
        return HttpResponseRedirect(back_to(case))
    context = _context(case, held) | searched | {"form": form, "returned": returned}
    return render(request, "cases/agent/whose.html", context)


def _answered(held: WorkItem, party: Party, data: dict[str, Any]) -> str:
    """What is then told. Raises Refused."""
    if data["reponse"] == "confier":
        actions.pass_item_on(item=held, party=party, unit=data["service"])
        return _("Passed on to %(unit)s.") % {"unit": data["service"]}
    actions.insist_on_item(item=held, party=party, message=data["message"])
    return _("The service is asked again.")


def _units(request: AgentRequest, held: WorkItem) -> tuple[list[Unit], dict[str, Any]]:
    """The services to choose from, but the one that has it; those searched for when many."""
    text = request.GET.get("q", "").strip()[:80]
    units = Unit.objects.select_related("institution").exclude(pk=held.unit_id)
    for word in text.split():
        units = units.filter(Q(name__icontains=word) | Q(institution__name__icontains=word))
    found = list(units.order_by("institution__name", "name")[: MOST + 1])
    wanted = {request.POST.get("service"), *(str(one["whose_unit"]) for one in held.returns)}
    keys = {key for one in wanted if (key := whole(one))}
    keys -= {unit.pk for unit in found} | {held.unit_id}
    if keys:
        found = [*Unit.objects.select_related("institution").filter(pk__in=keys), *found]
    return found[:MOST], {"q": text, "is_long": bool(text) or len(found) > MOST}


def _context(case: Case, held: WorkItem) -> dict[str, Any]:
    task = words_of(case).items[held.kind]
    return head_of(case) | {"task": task, "item": held, "back": back_to(case)}
