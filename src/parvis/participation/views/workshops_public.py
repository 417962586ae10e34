"""Workshops as residents see them: what is coming, registering, giving a place back, minutes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.audience import public_page
from parvis.core.refusals import Refused
from parvis.core.typed import whole
from parvis.participation import queries
from parvis.participation.actions.workshop_places import cancel_registration
from parvis.participation.actions.workshop_registering import register
from parvis.participation.forms.workshops import ComingForm
from parvis.participation.models import Registration, Workshop
from parvis.participation.queries import workshops
from parvis.participation.rules.taking_part import may_join
from parvis.participation.rules.workshops import attendance_told, modes_of, seats_of
from parvis.participation.views.public import METHODS, person_at, sign_in_and_back
from parvis.participation.workshop_calendar import calendar_of


@public_page
@never_cache
@require_safe
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """Those to come, then those held."""
    found = queries.consultation_at(slug)
    mine = workshops.registrations_at(request, found)
    rows = [(one, mine.get(one.pk), left(one)) for one in workshops.workshops_of(found)]
    context = {
        "consultation": found,
        "coming": [row for row in rows if not row[0].is_over],
        "past": [row for row in reversed(rows) if row[0].is_over],
    }
    return render(request, "participation/public/workshops.html", context)


def left(workshop: Workshop) -> list[tuple[str, int]]:
    """How many places are free in each way of coming, in words and figures."""
    taken = {Registration.Mode.ON_SITE: workshop.taken}
    taken[Registration.Mode.REMOTE] = workshop.remote_taken
    return [
        (str(mode.label), max(0, seats_of(workshop, mode) - taken[mode]))
        for mode in modes_of(workshop)
    ]


@public_page
@never_cache
@require_http_methods(METHODS)
def workshop(request: HttpRequest, slug: str, workshop: int) -> HttpResponse:
    """What it is and how one comes; POST registers, or with `cancel` gives the place back."""
    found = workshops.workshop_at(queries.consultation_at(slug), workshop)
    mine, person = workshops.registration_at(request, found), person_at(request)
    here = redirect("participation:workshop-page", slug=slug, workshop=found.pk)
    if request.method == "POST" and "cancel" in request.POST and mine is not None:
        cancel_registration(registration=mine)
        messages.success(request, _("Your place is given back. Thank you for saying so."))
        return here
    sent = request.POST if request.method == "POST" else None
    form = ComingForm(sent, modes=modes_of(found))
    if person is not None and form.is_valid():
        try:
            made = register(workshop=found, person=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(made))
            return here
    is_mine = mine is not None and mine.is_live
    context = {
        "consultation": found.consultation,
        "workshop": found,
        "left": left(found),
        "mine": mine if is_mine else None,
        "line": workshops.place_in_line(mine) if mine and mine.state == "waiting" else 0,
        "hosts": hosts_in_words(found),
        "materials": found.materials.order_by("pk"),
        "minutes": found.minutes.order_by("-version").first(),
        "form": form,
        "refusal": may_join(person, found.consultation),
        "person": person,
        "sign_in": sign_in_and_back(request),
    }
    return render(request, "participation/public/workshop.html", context)


def said(made: Registration) -> str:
    if made.state == Registration.State.WAITING:
        return _("You are on the waiting list: you are told as soon as a place comes free.")
    return _("Your place is kept.")


def hosts_in_words(workshop: Workshop) -> str:
    names = [str(one) for one in workshop.hosts.all()]
    return ", ".join([*names, *filter(None, [workshop.other_hosts])])


@public_page
@never_cache
@require_safe
def calendar(request: HttpRequest, slug: str, workshop: int) -> HttpResponse:
    """For one's calendar; with the video link for whoever comes so."""
    found = workshops.workshop_at(queries.consultation_at(slug), workshop)
    data = calendar_of(found, workshops.registration_at(request, found))
    headers = {"Content-Disposition": f'attachment; filename="atelier-{found.pk}.ics"'}
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)


@public_page
@never_cache
@require_safe
def minutes(request: HttpRequest, slug: str, workshop: int) -> HttpResponse:
    """The minutes, the last version or the one asked for, with the ideas that came out of it."""
    found = workshops.workshop_at(queries.consultation_at(slug), workshop)
    one = workshops.minutes_of(found, whole(request.GET.get("version"), digits=3))
    context = {
        "consultation": found.consultation,
        "workshop": found,
        "minutes": one,
        "versions": found.minutes.order_by("-version"),
        "attendance": attendance_told(*workshops.attended(found)),
        "ideas": found.ideas.filter(state="shown").order_by("pk")[:200],
        "here": reverse("participation:workshop-minutes", args=[slug, found.pk]),
    }
    return render(request, "participation/public/workshop_minutes.html", context)
