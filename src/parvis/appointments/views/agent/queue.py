"""The desk of a place: give numbers, note who arrives, call the next."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.appointments import actions, rules, words
from parvis.appointments.models import Booking, Ticket
from parvis.appointments.queries import kinds, queue
from parvis.appointments.rules import Agent
from parvis.appointments.views.agent.frame import acting_agent
from parvis.core.typed import whole
from parvis.directory.models import Place

DESK = "queue_desk"


def _at(request: AgentRequest, place: int) -> tuple[Place, Agent]:
    agent = acting_agent(request)
    return get_object_or_404(queue.places_of(agent), pk=place), agent


@agent_page
@never_cache
@require_safe
def places(request: AgentRequest) -> HttpResponse:
    """Where does the agent stand today?"""
    found = list(queue.places_of(acting_agent(request)))
    if len(found) == 1:
        return redirect("appointments:queue", place=found[0].pk)
    return render(request, "appointments/agent/queue_places.html", {"places": found})


@agent_page
@never_cache
@require_safe
def desk(request: AgentRequest, place: int) -> HttpResponse:
    """Who waits, who was called, who is expected."""
    where, agent = _at(request, place)
    now = queue.queue_of(where)
    expected = [words.shown(one) for one in queue.expected_at(agent, where)]
    if expected:
        actions.note_list(actor=agent.actor, units=where.name, days=expected[0].day)
    context = {
        "place": where,
        "called": now.called,
        "waiting": [_row(ticket, minutes) for ticket, minutes in now.waiting],
        "newcomer": rules.wait_in_words(now.newcomer),
        "expected": expected,
        "desk": request.session.get(DESK, ""),
        "kinds": kinds.at_place(kinds.for_agent(agent), where.pk),
    }
    return render(request, "appointments/agent/queue.html", context)


def _row(ticket: Ticket, minutes: int) -> dict[str, Any]:
    kind = ticket.booking.kind if ticket.booking else ticket.kind
    return {
        "ticket": ticket,
        "kind": kind.name if kind else "",
        "due": words.hour(ticket.booking.starts_at, ticket.booking.zone) if ticket.booking else "",
        "wait": rules.wait_in_words(minutes),
    }


@agent_page
@require_POST
def take(request: AgentRequest, place: int) -> HttpResponse:
    """A number for somebody without an appointment."""
    where, agent = _at(request, place)
    key = whole(request.POST.get("motif"))
    kind = kinds.for_agent(agent).filter(pk=key).first() if key is not None else None
    ticket = actions.take_ticket(place=where, kind=kind)
    return redirect("appointments:queue-ticket", place=where.pk, ticket=ticket.pk)


@agent_page
@require_POST
def arrive(request: AgentRequest, place: int) -> HttpResponse:
    """Somebody came for an appointment of today."""
    where, agent = _at(request, place)
    # What is no key at all is not found either.
    found = {str(one.pk): one for one in queue.expected_at(agent, where)}
    booking: Booking | None = found.get(request.POST.get("rendez-vous", ""))
    if booking is None:
        raise Http404
    ticket = actions.arrive(booking=booking, actor=agent.actor)
    return redirect("appointments:queue-ticket", place=where.pk, ticket=ticket.pk)


@agent_page
@never_cache
@require_safe
def ticket(request: AgentRequest, place: int, ticket: int) -> HttpResponse:
    """The number, to print or to write on a piece of paper."""
    where, _agent = _at(request, place)
    found = get_object_or_404(Ticket, pk=ticket, place=where)
    waits = {one.pk: minutes for one, minutes in queue.queue_of(where).waiting}
    context = {
        "place": where,
        "ticket": found,
        "wait": rules.wait_in_words(waits[found.pk]) if found.pk in waits else "",
    }
    return render(request, "appointments/agent/ticket.html", context)


@agent_page
@require_POST
def call(request: AgentRequest, place: int) -> HttpResponse:
    """The next one, to the agent's desk; the desk is remembered."""
    where, agent = _at(request, place)
    desk = " ".join(request.POST.get("guichet", "").replace("\x00", "").split())[:60]
    if not desk:
        messages.error(request, _("Say at which desk you are: the screen shows it."))
        return redirect("appointments:queue", place=where.pk)
    request.session[DESK] = desk
    called = actions.call_next(place=where, desk=desk, actor=agent.actor)
    if called is None:
        messages.info(request, _("Nobody is waiting."))
    else:
        values = {"number": called.number, "desk": desk}
        messages.success(request, _("Number %(number)d is called to: %(desk)s.") % values)
    return redirect("appointments:queue", place=where.pk)


@agent_page
@require_POST
def close(request: AgentRequest, place: int, ticket: int) -> HttpResponse:
    """Served, or gone."""
    where, agent = _at(request, place)
    found = get_object_or_404(Ticket.objects.select_related("place"), pk=ticket, place=where)
    actions.close_ticket(ticket=found, is_gone="parti" in request.POST, actor=agent.actor)
    return redirect("appointments:queue", place=where.pk)
