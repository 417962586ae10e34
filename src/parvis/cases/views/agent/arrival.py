"""The day a request came on paper, when it was noted wrongly."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import rules
from parvis.cases.actions.arrival import correct_arrival
from parvis.cases.engine.refusals import InvalidInputs, Refused
from parvis.cases.forms.paper import CorrectedArrivalForm
from parvis.cases.queries.paper import arrival_of_case
from parvis.cases.views.agent.acting import METHODS, back_to
from parvis.cases.views.agent.frame import head_of, opened


@agent_page
@never_cache
@require_http_methods(METHODS)
def correct(request: AgentRequest, reference: str) -> HttpResponse:
    """Another day of receipt, and why; the person reads both."""
    case, party = opened(request, reference)
    if not rules.may_redate(case, party):
        messages.info(request, _("The day of receipt of this request cannot be corrected."))
        return HttpResponseRedirect(back_to(case))
    known = arrival_of_case(case)
    form = CorrectedArrivalForm(request.POST or None, arrival=known)
    if form.is_valid():
        given = form.cleaned_data
        try:
            correct_arrival(case=case, party=party, on=given["arrivee"], reason=given["motif"])
        except InvalidInputs as wrong:
            for name, said in wrong.errors.items():
                form.add_error(name, said)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(back_to(case))
        else:
            messages.success(request, _("The day of receipt is corrected. The person is told."))
            return HttpResponseRedirect(back_to(case))
    context = head_of(case) | {"form": form, "known": known, "back": back_to(case)}
    return render(request, "cases/agent/arrival.html", context, status=422 if form.errors else 200)
