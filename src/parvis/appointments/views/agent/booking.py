"""One appointment, as those who receive or took it see it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.appointments import actions, rules, words
from parvis.appointments.forms import CancelForm
from parvis.appointments.models import Booking
from parvis.appointments.queries import free
from parvis.appointments.views.agent.frame import seen
from parvis.appointments.views.picking import changed, picking, refusal, slot_of
from parvis.core import clock

METHODS = ["GET", "HEAD", "POST"]
Status = Booking.Status


@agent_page
@never_cache
@require_safe
def detail(request: AgentRequest, booking: UUID) -> HttpResponse:
    """Who comes, for what, how to reach them. Journalled: the person can know."""
    found, agent = seen(request, booking)
    actions.note_reading(booking=found, actor=agent.actor)
    now = clock.now()
    open_still = rules.may_change(agent, found)
    context = {
        "told": words.shown(found),
        "booking": found,
        "kind": found.kind,
        "person": found.person,
        "may_change": open_still and found.ends_at > now,
        "may_arrive": found.status == Status.BOOKED,
        "may_close": found.status in (Status.BOOKED, Status.ARRIVED),
        "may_miss": found.status == Status.BOOKED and found.starts_at <= now,
    }
    return render(request, "appointments/agent/detail.html", context)


@agent_page
@require_POST
def note(request: AgentRequest, booking: UUID) -> HttpResponse:
    """Arrived, received, or did not come."""
    found, agent = seen(request, booking)
    outcomes: dict[str, actions.Outcome] = {
        "arrivee": "arrived",
        "recue": "done",
        "absente": "missed",
    }
    outcome = outcomes.get(request.POST.get("suite", ""))
    if outcome is None:
        raise Http404
    try:
        actions.note(booking=found, outcome=outcome, actor=agent.actor)
    except actions.NotChangeable:
        messages.error(request, refusal("over"))
    else:
        messages.success(request, _("Noted."))
    return redirect("appointments:agent-detail", booking=found.pk)


@agent_page
@never_cache
@require_http_methods(METHODS)
def move(request: AgentRequest, booking: UUID) -> HttpResponse:
    """Another time, for somebody who telephones or because somebody is away."""
    found, agent = seen(request, booking)
    if not rules.may_change(agent, found):
        raise Http404
    if request.method == "POST":
        offer = free.offer_named(found.kind, request.POST.get("creneau", ""))
        try:
            if offer is None:
                raise actions.SlotTaken
            actions.move(booking=found, offer=offer, actor=agent.actor, by_agent=True)
        except actions.SlotTaken:
            messages.error(request, refusal("taken"))
            return redirect(changed(request, creneau="") if request.GET else request.path)
        except actions.NotChangeable:
            messages.error(request, refusal("over"))
        else:
            messages.success(request, _("The appointment is moved; the person is told."))
        return redirect("appointments:agent-detail", booking=found.pk)
    context = picking(
        request,
        found.kind,
        lambda offer: changed(request, creneau=offer.key),
        notice=False,
        channel=found.channel,
    )
    chosen = request.GET.get("creneau", "")
    offer = free.offer_named(found.kind, chosen) if chosen else None
    context |= {"told": words.shown(found), "booking": found, "chosen": None}
    if offer is not None:
        context |= {
            "chosen": slot_of(offer, lambda one: ""),
            "back_url": changed(request, creneau=""),
        }
    return render(request, "appointments/agent/move.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def cancel(request: AgentRequest, booking: UUID) -> HttpResponse:
    """Give the time back; the person is told, with the reason if there is one."""
    found, agent = seen(request, booking)
    if not rules.may_change(agent, found):
        raise Http404
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.cancel(booking=found, actor=agent.actor, reason=form.cleaned_data["reason"])
        except actions.NotChangeable:
            messages.error(request, refusal("over"))
        else:
            messages.success(request, _("The appointment is cancelled; the person is told."))
        return redirect("appointments:agent-detail", booking=found.pk)
    context = {"form": form, "told": words.shown(found), "booking": found, "kind": found.kind}
    return render(request, "appointments/agent/cancel.html", context)
