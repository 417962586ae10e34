"""Organisers: themes of a consultation, and whose units organise it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at
from parvis.participation.actions import organising as actions
from parvis.participation.forms.organising import ThemeForm
from parvis.participation.queries.organising import MOST_UNITS, organisers_of, units_named
from parvis.participation.rules import organising_units
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.public import METHODS

LONGEST_SEARCH = 100


@agent_page
@never_cache
@require_http_methods(METHODS)
def themes(request: AgentRequest, slug: str) -> HttpResponse:
    """Add one, or take one away (POST with `remove`)."""
    found = organised(request, slug)
    gone = request.POST.get("remove", "")
    form = ThemeForm(request.POST if request.POST and not gone else None)
    if gone or form.is_valid():
        actor = acting_for(request, found)
        try:
            if gone:
                actions.remove_theme(actor=actor, consultation=found, theme=gone)
            else:
                actions.add_theme(actor=actor, consultation=found, **form.cleaned_data)
        except Refused as refused:
            if not gone:
                form.add_error("theme", str(refused))
            else:
                messages.error(request, str(refused))
        else:
            messages.success(request, _("Removed.") if gone else _("Added."))
        if not form.errors:
            return redirect("participation:agent-themes", slug=slug)
    context = {"form": form, "consultation": found}
    return render(request, "participation/agent/themes.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def organisers(request: AgentRequest, slug: str) -> HttpResponse:
    """Look for a unit, of any institution; add it (POST with `add`) or take one away (`remove`)."""
    found = organised(request, slug)
    adding, gone = request.POST.get("add", ""), request.POST.get("remove", "")
    if (key := whole(adding or gone)) is not None:
        units = Unit.objects.select_related("institution")
        unit = get_object_or_404(units, pk=key)
        actor = acting_for(request, found)
        act = actions.add_organiser if adding else actions.remove_organiser
        try:
            act(actor=actor, consultation=found, unit=unit)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Added.") if adding else _("Removed."))
        return _after(request, slug, unit if gone else None)
    words = request.GET.get("mots", "")[:LONGEST_SEARCH].strip()
    units_found = units_named(words, found)
    context = {
        "consultation": found,
        "organisers": organisers_of(found),
        "words": words,
        "found": units_found[:MOST_UNITS],
        "has_more": len(units_found) > MOST_UNITS,
    }
    return render(request, "participation/agent/organisers.html", context)


def _after(request: AgentRequest, slug: str, gone: Unit | None) -> HttpResponse:
    """An agent who took their own unit out sees this consultation no more."""
    mine = organising_units(memberships_at(request))
    if gone and not Unit.objects.filter(consultations__slug=slug, pk__in=mine).exists():
        return redirect("participation:agent-list")
    return redirect("participation:agent-organisers", slug=slug)
