"""Who takes care of a case or of one of its tasks."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.cases import actions
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import Refused
from parvis.cases.forms.agent import AssignForm
from parvis.cases.models import Case, WorkItem
from parvis.cases.views.acting import refusals_said
from parvis.cases.views.agent.acting import METHODS, back_to, item_of
from parvis.cases.views.agent.frame import head_of, opened
from parvis.core import clock
from parvis.core.typed import whole
from parvis.directory import queries as directory
from parvis.directory.models import Unit


@agent_page
@require_POST
def take(request: AgentRequest, reference: str) -> HttpResponse:
    """Take the case, or one of its tasks, or give it back to the unit; twice changes nothing."""
    case, party = opened(request, reference)
    held = _item(case, party, request.POST.get("tache"))
    gives_back = request.POST.get("faire") == "rendre"
    with refusals_said(request):
        if gives_back:
            actions.assign(case=case, party=party, to=None, item=held)
        elif (held or case).assigned_to_id != party.account_id:
            actions.take(case=case, party=party, item=held)
        said = _("Given back to your unit.") if gives_back else _("It is entrusted to you.")
        messages.success(request, said)
    return HttpResponseRedirect(back_to(case))


def _item(case: Case, party: Party, text: str | None) -> WorkItem | None:
    """Raises Http404 for an item the party does not see."""
    if not text:
        return None
    return item_of(case, party, whole(text) or 0)


@agent_page
@never_cache
@require_http_methods(METHODS)
def entrust(request: AgentRequest, reference: str) -> HttpResponse:
    """Give the case, or one of its tasks, to a colleague of the unit."""
    case, party = opened(request, reference)
    held = _item(case, party, request.GET.get("tache"))
    unit_id = held.unit_id if held else int(case.bindings.get(case.hand) or case.lead_unit_id)
    if unit_id not in party.unit_ids:
        raise Http404
    form = AssignForm(
        request.POST or None,
        agents=directory.agents_of(Unit(pk=unit_id)),
        away=directory.absences_in([unit_id]).on(clock.today()),
        initial={"agent": (held or case).assigned_to_id},
    )
    if form.is_valid():
        to: Account = form.cleaned_data["agent"]
        try:
            actions.assign(case=case, party=party, to=to, item=held)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Entrusted to %(name)s.") % {"name": to})
            return HttpResponseRedirect(back_to(case))
    context = head_of(case) | {"form": form, "back": back_to(case)}
    return render(request, "cases/agent/entrust.html", context)
