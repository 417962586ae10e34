"""Agents describe the places of their institution."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.directory import actions, hours, queries
from parvis.directory.forms import PlaceForm, shown
from parvis.directory.models import Institution, Place


@agent_page
@require_safe
def places(request: AgentRequest) -> HttpResponse:
    """Those whose description is in the agent's hands; not found for agents who keep none."""
    institutions, kept = queries.editable_places(request.user)
    if not institutions:
        raise Http404
    rows = [
        (one, [place for place in kept if place.institution_id == one.pk]) for one in institutions
    ]
    return render(request, "directory/agent/places.html", {"rows": rows})


@agent_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest, siren: str) -> HttpResponse:
    """A place more of one's institution."""
    institutions, _kept = queries.editable_places(request.user)
    institution = next((one for one in institutions if one.siren == siren), None)
    if institution is None:
        raise Http404
    return _edit(request, institution, None)


@agent_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    """Correct or confirm what is said of a place."""
    _institutions, kept = queries.editable_places(request.user)
    place = next((one for one in kept if one.pk == pk), None)
    if place is None:
        raise Http404
    return _edit(request, place.institution, place)


def _edit(request: AgentRequest, institution: Institution, place: Place | None) -> HttpResponse:
    initial = shown(place) if place else {"languages": ["fr"]}
    form = PlaceForm(request.POST or None, initial=initial, institution=institution)
    if form.is_valid() and "apercu" not in request.POST:
        try:
            actions.edit_place(
                account=request.user, institution=institution, place=place, **_fields(form, place)
            )
        except actions.NameTaken:
            form.add_error("name", _("Another place of yours has this name."))
        else:
            messages.success(request, _("Saved. People see it now."))
            return redirect("directory:agent-places")
    context = {"form": form, "place": place, "institution": institution, "lines": _lines(form)}
    return render(request, "directory/agent/edit.html", context)


def _fields(form: PlaceForm, place: Place | None) -> dict[str, Any]:
    fields = dict(form.cleaned_data)
    moved = place is None or place.position != (fields["latitude"], fields["longitude"])
    return fields | ({"is_roughly_located": False} if moved else {})


def _lines(form: PlaceForm) -> list[hours.Line]:
    """The hours in words, as typed or as they are; none when they cannot be read."""
    if not form.is_bound:
        text = str(form.initial.get("opening_hours", ""))
    else:
        text = str(form.data.get("opening_hours", ""))
    try:
        return hours.lines(hours.parse(text))
    except hours.InvalidHours:
        return []
