"""Organisers: their consultations, phases and documents."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock, files
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.directory.models import Unit
from parvis.directory.queries import actor_of, memberships_at
from parvis.participation import actions, queries, rules
from parvis.participation.forms.consultations import ConsultationForm, DocumentForm, PhaseForm
from parvis.participation.models import Act, Consultation, Document, Phase
from parvis.participation.rules.ideas import phase_for
from parvis.participation.tiles import tools
from parvis.participation.views.public import METHODS, current_phase
from parvis.territory import queries as territory
from parvis.territory.models import Area


def works_somewhere(request: HttpRequest) -> bool:
    """For the menu: desks meet people too. No query of its own."""
    return bool(memberships_at(request))


def my_units(request: AgentRequest) -> list[Unit]:
    """The units for which the agent may organise. Raises Http404 without one."""
    memberships = memberships_at(request)
    keys = rules.organising_units(memberships)
    units = {one.unit_id: one.unit for one in memberships if one.unit_id in keys}
    if not units:
        raise Http404
    return sorted(units.values(), key=lambda one: (one.institution.name, one.name))


def organised(request: AgentRequest, slug: str) -> Consultation:
    """One that the agent organises, with phases, areas and organisers. Not theirs is "not found":
    raises Http404."""
    units = [unit.pk for unit in my_units(request)]
    found = queries.organised_by(units).select_related("lead__institution__area")
    one = get_object_or_404(found.prefetch_related("areas"), slug=slug)
    for phase in one.phases.all():
        phase.consultation = one
    return one


def acting_for(request: AgentRequest, consultation: Consultation) -> Actor:
    """The agent, in the name of the organising unit they work in."""
    mine = {unit.pk: unit for unit in my_units(request)}
    theirs = consultation.organisers.filter(pk__in=mine).order_by("pk").first()
    return actor_of(request.user, theirs or next(iter(mine.values())))


def zone_of(consultation: Consultation) -> ZoneInfo:
    area = next(iter(consultation.areas.all()), None)
    return ZoneInfo(area.time_zone) if area else clock.PARIS


@agent_page
@never_cache
@require_safe
def listed(request: AgentRequest) -> HttpResponse:
    """Those the agent organises, and those for which a colleague does: there people are met."""
    memberships = memberships_at(request)
    if not memberships:
        raise Http404
    units = rules.organising_units(memberships)
    found = list(queries.organised_by(units)[:100]) if units else []
    near = queries.received_by({one.unit.institution_id for one in memberships})
    near = near.exclude(pk__in=[one.pk for one in found]).exclude(published_at=None)
    context = {
        "consultations": [(one, current_phase(one)) for one in found],
        "received": [(one, phase_for(one, Act.PROPOSE)) for one in near[:100]],
        "may_organise": bool(units),
    }
    return render(request, "participation/agent/list.html", context)


@agent_page
@never_cache
@require_safe
def consultation(request: AgentRequest, slug: str) -> HttpResponse:
    """The organisers' desk of one consultation."""
    found = organised(request, slug)
    context = {"consultation": found, "phases": found.phases.all(), "tools": tools(found)}
    return render(request, "participation/agent/consultation.html", context)


def _editions(request: AgentRequest, of: Consultation | None = None) -> list[Consultation]:
    """Those that may have been held before it, the last first; the one that is said to be, too."""
    mine = queries.organised_by([unit.pk for unit in my_units(request)])
    found = [one for one in mine.exclude(published_at=None)[:100] if one != of]
    held = of.edition_before if of else None
    return found if held is None or held in found else [held, *found]


def _areas_for(unit: Unit) -> list[Area]:
    area = unit.institution.area
    return [area, *territory.communes_of(area).exclude(pk=area.pk)] if area else []


@agent_page
@never_cache
@require_http_methods(METHODS)
def new(request: AgentRequest) -> HttpResponse:
    units = my_units(request)
    areas = _areas_for(units[0])
    initial = {"lead": str(units[0].pk), "areas": [str(one.pk) for one in areas[:1]]}
    form = ConsultationForm(
        request.POST or None,
        units=units,
        areas=areas,
        editions=_editions(request),
        initial=initial,
    )
    if form.is_valid():
        actor = actor_of(request.user, form.cleaned_data["lead"])
        made = actions.create_consultation(actor=actor, **form.cleaned_data)
        messages.success(request, _("Saved. Now add its phases."))
        return redirect("participation:agent-consultation", slug=made.slug)
    return render(request, "participation/agent/form.html", {"form": form})


@agent_page
@never_cache
@require_http_methods(METHODS)
def edit(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    held = list(found.areas.all())
    areas = {one.pk: one for one in [*_areas_for(found.lead), *held]}
    initial = {name: getattr(found, name) for name in ("title", "summary", "topic", "openness")}
    initial |= {"lead": str(found.lead_id), "areas": [str(one.pk) for one in held]}
    initial["edition_before"] = found.edition_before.slug if found.edition_before else ""
    form = ConsultationForm(
        request.POST or None,
        units=[found.lead],
        areas=areas.values(),
        editions=_editions(request, found),
        initial=initial,
    )
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "lead"}
        try:
            actions.edit_consultation(actor=acting_for(request, found), consultation=found, **told)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("participation:agent-consultation", slug=found.slug)
    return render(request, "participation/agent/form.html", {"form": form, "consultation": found})


@agent_page
@require_POST
def publish(request: AgentRequest, slug: str) -> HttpResponse:
    found = organised(request, slug)
    try:
        actions.publish(actor=acting_for(request, found), consultation=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is published: everybody sees it."))
    return redirect("participation:agent-consultation", slug=found.slug)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_phase(request: AgentRequest, slug: str) -> HttpResponse:
    return _phase(request, organised(request, slug), None)


@agent_page
@never_cache
@require_http_methods(METHODS)
def phase(request: AgentRequest, slug: str, phase: int) -> HttpResponse:
    """Change it; once open, only its words and a later end."""
    found = organised(request, slug)
    chosen = next((one for one in found.phases.all() if one.pk == phase), None)
    if chosen is None:
        raise Http404
    return _phase(request, found, chosen)


def _phase(request: AgentRequest, found: Consultation, chosen: Phase | None) -> HttpResponse:
    form = PhaseForm(request.POST or None, zone=zone_of(found), phase=chosen)
    if form.is_valid():
        actor = acting_for(request, found)
        try:
            if chosen is None:
                actions.add_phase(actor=actor, consultation=found, **form.phase_fields)
            else:
                actions.change_phase(actor=actor, phase=chosen, **form.phase_fields)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("participation:agent-consultation", slug=found.slug)
    context = {"form": form, "consultation": found, "phase": chosen}
    return render(request, "participation/agent/phase.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def documents(request: AgentRequest, slug: str) -> HttpResponse:
    """Add one, or take one away (POST with `remove`)."""
    found = organised(request, slug)
    if (key := whole(request.POST.get("remove"))) is not None:
        paper = get_object_or_404(Document, pk=key, consultation=found)
        actions.remove_document(actor=acting_for(request, found), document=paper)
        return redirect("participation:agent-documents", slug=found.slug)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _added(request, found, form):
        messages.success(request, _("Added."))
        return redirect("participation:agent-documents", slug=found.slug)
    context: dict[str, Any] = {"form": form, "consultation": found}
    return render(request, "participation/agent/documents.html", context)


def _added(request: AgentRequest, found: Consultation, form: DocumentForm) -> bool:
    try:
        actions.add_document(
            actor=acting_for(request, found), consultation=found, **form.cleaned_data
        )
    except (files.FileRefused, files.NoRoom) as refused:
        form.add_error("upload", str(refused))
        return False
    return True
