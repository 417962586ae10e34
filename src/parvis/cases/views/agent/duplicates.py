"""Two requests that look alike: one is closed, or each goes its own way."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.queries import person_family
from parvis.cases.actions import duplicates as actions
from parvis.cases.engine.refusals import InvalidInputs, NotFound, Refused
from parvis.cases.forms.team import DuplicateForm
from parvis.cases.queries.duplicates import alike_of
from parvis.cases.views.agent.acting import METHODS, back_to
from parvis.cases.views.agent.frame import head_of, opened


@agent_page
@never_cache
@require_http_methods(METHODS)
def settle(request: AgentRequest, reference: str, likeness: int) -> HttpResponse:
    """Seen by whoever sees both wholly; the lead unit closes."""
    case, party = opened(request, reference)
    pairs = {one.pk: (one, other) for one, other in alike_of(case, party)}
    if likeness not in pairs:
        raise Http404
    pair, other = pairs[likeness]
    closes = request.method == "POST" and request.POST.get("faire") == "fermer"
    form = DuplicateForm(request.POST if closes else None)
    try:
        if request.method == "POST" and not closes:
            actions.dismiss_likeness(case=case, likeness=pair, party=party)
            messages.success(request, _("Noted: they are two requests."))
            return HttpResponseRedirect(back_to(case))
        if form.is_valid():
            words = form.cleaned_data["message"]
            actions.close_as_duplicate(case=case, likeness=pair, party=party, message=words)
            messages.success(request, _("The request is closed as a duplicate."))
            return HttpResponseRedirect(back_to(other))
    except NotFound as hidden:
        raise Http404 from hidden
    except InvalidInputs as wrong:
        form.add_error("message", [one for some in wrong.errors.values() for one in some])
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(back_to(case))
    context = head_of(case) | {
        "form": form,
        "other": other,
        "both": [case, other],
        "same_person": other.person_id in person_family(case.person_id),
        "back": back_to(case),
    }
    return render(request, "cases/agent/alike/settle.html", context)
