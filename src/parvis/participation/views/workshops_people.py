"""Who comes to a workshop: the list, somebody registered by an agent, who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts import actions as accounts
from parvis.accounts.access import AgentRequest, agent_page, note_found, was_found
from parvis.accounts.models import Person
from parvis.cases.queries.desk import find_people
from parvis.cases.queries.sought import understand
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation.actions.workshop_day import note_reading, tick_attendance
from parvis.participation.actions.workshop_places import cancel_registration
from parvis.participation.actions.workshop_registering import register_for
from parvis.participation.forms.workshops import AttendanceForm, ComingForm, NewcomerForm
from parvis.participation.models import Registration
from parvis.participation.queries import workshops
from parvis.participation.rules.workshops import modes_of
from parvis.participation.views.public import METHODS
from parvis.participation.views.workshops_access import Held, held
from parvis.participation.views.workshops_public import left

LEAST_TYPED = 3


@agent_page
@never_cache
@require_http_methods(METHODS)
def registrations(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """The list and the waiting list; people found by name may be registered. Reading it leaves a
    trace with each of them."""
    at = held(request, slug, workshop)
    coming = ComingForm(_sent(request, "person"), modes=modes_of(at.workshop), prefix="c")
    newcomer = NewcomerForm(_sent(request, "new"), prefix="n")
    if request.method == "POST" and _done(request, at, coming, newcomer):
        return redirect("participation:agent-workshop-people", slug=slug, workshop=workshop)
    typed = request.GET.get("q", "").strip()
    people = find_people(understand(typed)).people if len(typed) >= LEAST_TYPED else []
    if people:
        note_found(request, people)
    found = workshops.registered(at.workshop)
    note_reading(actor=at.actor, workshop=at.workshop, registrations=found)
    context = {
        "consultation": at.consultation,
        "workshop": at.workshop,
        "at": at,
        "registrations": found,
        "left": left(at.workshop),
        "typed": typed,
        "people": people,
        "coming": coming,
        "newcomer": newcomer,
        "forms": [coming, newcomer],
    }
    return render(request, "participation/agent/workshop_people.html", context)


def _sent(request: AgentRequest, what: str) -> Any:
    """What was typed, where the form of that name was sent; "new" carries both forms."""
    is_sent = what in request.POST or (what == "person" and "new" in request.POST)
    return request.POST if is_sent else None


def _done(request: AgentRequest, at: Held, coming: ComingForm, newcomer: NewcomerForm) -> bool:
    if (gone := whole(request.POST.get("cancel"))) is not None:
        one = get_object_or_404(at.workshop.registrations, pk=gone)
        cancel_registration(registration=one)
        messages.success(request, _("The place is given back."))
        return True
    if not coming.is_valid():
        return False
    if "new" in request.POST:
        if not newcomer.is_valid():
            return False
        person = accounts.create_person(actor=at.actor, **newcomer.cleaned_data)
    else:
        key = request.POST.get("person", "")
        person = get_object_or_404(Person.objects.filter(merged_into=None), pk=_known(request, key))
    try:
        made = register_for(
            actor=at.actor,
            unit=at.unit,
            workshop=at.workshop,
            person=person,
            **coming.cleaned_data,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return True
    messages.success(request, said_to_agent(made))
    return True


def _known(request: AgentRequest, key: str) -> Any:
    """Somebody whom this session has found; else None."""
    try:
        person = UUID(key)
    except ValueError:
        return None
    return person if was_found(request, person) else None


def said_to_agent(made: Registration) -> str:
    if made.state == Registration.State.WAITING:
        return _("%(name)s is on the waiting list.") % {"name": made.participant.person}
    return _("%(name)s has a place.") % {"name": made.participant.person}


@agent_page
@never_cache
@require_http_methods(METHODS)
def attendance(request: AgentRequest, slug: str, workshop: int) -> HttpResponse:
    """Tick who was there."""
    at = held(request, slug, workshop)
    found = workshops.registered(at.workshop)
    there = [str(one.pk) for one in found if one.state == Registration.State.ATTENDED]
    form = AttendanceForm(
        request.POST or None,
        registrations=found,
        initial={"present": there, "walk_ins": at.workshop.walk_ins},
    )
    if form.is_valid():
        try:
            tick_attendance(
                actor=at.actor,
                workshop=at.workshop,
                present={int(key) for key in form.cleaned_data["present"]},
                walk_ins=form.cleaned_data["walk_ins"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("participation:agent-workshop", slug=slug, workshop=workshop)
    note_reading(actor=at.actor, workshop=at.workshop, registrations=found)
    context = {
        "consultation": at.consultation,
        "workshop": at.workshop,
        "form": form,
        "title": _("Who was there"),
    }
    return render(request, "participation/agent/workshop_form.html", context)
