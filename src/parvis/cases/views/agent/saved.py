"""Filters of the list kept under a name: keep, rename, remove."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions import views as actions
from parvis.cases.engine.refusals import Refused
from parvis.cases.forms.saved import NameForm, ViewForm
from parvis.cases.models import SavedView
from parvis.cases.views.agent.frame import acting_party
from parvis.cases.views.agent.inbox import filters_text
from parvis.cases.views.manager.figures import managed_units


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: AgentRequest) -> HttpResponse:
    """The views I may change, and a name to give to the filters in the address."""
    if not acting_party(request).unit_ids:
        raise Http404
    units = managed_units(request)
    filters = filters_text(request.GET)[:300]
    form = ViewForm(request.POST or None, units=units)
    if filters and form.is_valid():
        shared = {str(unit.pk): unit for unit in units}
        try:
            actions.keep_view(
                account=request.user,
                name=form.cleaned_data["nom"],
                filters=filters,
                unit=shared.get(form.cleaned_data.get("pour_qui", "")),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The view is kept."))
            return redirect(f"{reverse('cases:agent-inbox')}?{filters}")
    context = {"form": form, "filters": filters, "views": _mine(request)}
    return render(request, "cases/agent/views.html", context)


def _mine(request: AgentRequest) -> list[SavedView]:
    """Mine, and those of the units I manage."""
    owned = Q(account=request.user) | Q(unit__in=managed_units(request))
    return list(SavedView.objects.filter(owned).select_related("unit").order_by("unit", "name"))


@agent_page
@require_POST
def change(request: AgentRequest, view: int) -> HttpResponse:
    """Rename it, or remove it."""
    found = next((one for one in _mine(request) if one.pk == view), None)
    if found is None:
        raise Http404
    form = NameForm(request.POST)
    if request.POST.get("faire") == "supprimer":
        actions.drop_view(view=found)
        messages.success(request, _("The view is removed."))
    elif form.is_valid():
        try:
            actions.rename_view(view=found, name=form.cleaned_data["nom"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The view is renamed."))
    else:
        messages.error(request, _("Give the view a name."))
    return redirect("cases:views")
