"""How an agent is told by mail of what waits for them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions.alerts import set_alerts
from parvis.cases.forms.team import AlertsForm
from parvis.cases.models import AlertPreference
from parvis.cases.queries.alerts import preference_of
from parvis.cases.views.agent.acting import METHODS


@agent_page
@never_cache
@require_http_methods(METHODS)
def alerts(request: AgentRequest) -> HttpResponse:
    """Each agent's own; nothing is sent to whoever asked for nothing."""
    kept = preference_of(request.user)
    initial = {
        "rythme": kept.rhythm if kept else AlertPreference.Rhythm.NONE,
        "heure": kept.hour if kept else 8,
    }
    form = AlertsForm(request.POST or None, initial=initial)
    if form.is_valid():
        chosen = form.cleaned_data
        set_alerts(account=request.user, rhythm=chosen["rythme"], hour=chosen["heure"])
        messages.success(request, _("Saved."))
        return redirect("cases:alerts")
    context = {"form": form, "email": request.user.email}
    return render(request, "cases/agent/alerts.html", context)
