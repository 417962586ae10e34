"""The next free slot across places, and booking it for somebody at the desk or on the telephone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page, desk_channel
from parvis.accounts.models import Person
from parvis.appointments import actions, words
from parvis.appointments.access import case_in
from parvis.appointments.forms import AgentTakeForm
from parvis.appointments.models import Booking, Channel, Kind
from parvis.appointments.queries import free, kinds
from parvis.appointments.queries.free import Offer
from parvis.appointments.rules import Agent
from parvis.appointments.views.agent.frame import acting_agent, found_person
from parvis.appointments.views.picking import asked_in, picking, refusal, slot_of
from parvis.core import navigation
from parvis.directory.models import Unit

METHODS = ["GET", "HEAD", "POST"]
KINDS = 30
LONGEST = 80


@agent_page
@never_cache
@require_safe
def find(request: AgentRequest) -> HttpResponse:
    """`?q=` what or where, `?canal=` how, `?personne=` for whom: the soonest first."""
    agent = acting_agent(request)
    person = found_person(request, request.GET.get("personne", ""))
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    wanted = kinds.matching(kinds.for_agent(agent), text)[:KINDS]
    found = free.next_offers(list(wanted), asked_in(request, notice=False), each=4)
    context = {
        "text": text,
        "person": person,
        "asked": asked_in(request),
        "channels": Channel.choices,
        "found": [
            {
                "kind": kind,
                "minutes": words.minutes_in_words(kind.minutes),
                "slots": [
                    {
                        "slot": slot_of(offer, lambda one: _take_url(request, one, person)),
                        "place": _at(offer),
                    }
                    for offer in offers
                ],
                "all_url": _slots_url(request, kind, person),
            }
            for kind, offers in found
        ],
        "desk_url": navigation.address("agent_search"),
    }
    return render(request, "appointments/agent/find.html", context)


def _at(offer: Offer) -> str:
    return offer.opening.place.name if offer.opening.place else str(offer.opening.agenda)


def _for(request: AgentRequest, person: Person | None) -> dict[str, str]:
    """For whom, and for which case, as the address said."""
    signed = request.GET.get("dossier", "")
    return {
        **({"personne": str(person.pk)} if person else {}),
        **({"dossier": signed} if signed else {}),
    }


def _take_url(request: AgentRequest, offer: Offer, person: Person | None) -> str:
    """Nowhere when it is not known for whom: a slot is booked for somebody."""
    if person is None:
        return ""
    query = urlencode({"creneau": offer.key, **_for(request, person)})
    return f"{reverse('appointments:agent-take', args=[offer.kind.pk])}?{query}"


def _slots_url(request: AgentRequest, kind: Kind, person: Person | None) -> str:
    query = urlencode(_for(request, person))
    return reverse("appointments:agent-slots", args=[kind.pk]) + (f"?{query}" if query else "")


@agent_page
@never_cache
@require_safe
def slots(request: AgentRequest, kind: int) -> HttpResponse:
    """Every free slot of one kind."""
    agent = acting_agent(request)
    wanted = get_object_or_404(kinds.for_agent(agent), pk=kind)
    person = found_person(request, request.GET.get("personne", ""))
    context = picking(
        request, wanted, lambda offer: _take_url(request, offer, person), notice=False
    )
    context |= {"person": person, "desk_url": navigation.address("agent_search")}
    return render(request, "appointments/agent/slots.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def take(request: AgentRequest, kind: int) -> HttpResponse:
    """Book it for the person on the telephone or at the desk."""
    agent = acting_agent(request)
    wanted = get_object_or_404(kinds.for_agent(agent), pk=kind)
    person = found_person(request, request.GET.get("personne", ""))
    offer = free.offer_named(wanted, request.GET.get("creneau", ""))
    if person is None:
        raise Http404
    if offer is None:
        return _again(request, wanted, person, "taken")
    form = AgentTakeForm(
        request.POST if request.method == "POST" else None,
        offer=offer,
        person=person,
        initial={"asked_by": desk_channel(request) or Booking.Asked.PHONE},
    )
    if form.is_valid():
        try:
            return _book(request, agent, offer, person, form)
        except actions.SlotTaken:
            return _again(request, wanted, person, "taken")
        except actions.TooManyAppointments:
            return _again(request, wanted, person, "many")
        except actions.MissingDetail:
            form.add_error("channel", _("Write down the telephone number of the person first."))
    context = {
        "form": form,
        "kind": wanted,
        "person": person,
        "slot": slot_of(offer, lambda one: ""),
        "place": offer.opening.place,
        "agenda": offer.opening.agenda,
        "how": words.only_channel(offer.channels),
        "back_url": _slots_url(request, wanted, person),
    }
    return render(request, "appointments/agent/take.html", context)


def _book(
    request: AgentRequest, agent: Agent, offer: Offer, person: Person, form: AgentTakeForm
) -> HttpResponse:
    given = form.cleaned_data
    booking = actions.book(
        offer=offer,
        wish=actions.Wish(
            channel=given["channel"],
            subject=given["subject"],
            address=given.get("address", ""),
            case_reference=case_in(request.GET.get("dossier", "")),
        ),
        person=person,
        actor=agent.actor,
        asked_by=Booking.Asked(given["asked_by"]),
        by_unit=_unit_of(agent, offer),
    )
    messages.success(request, _("The appointment is booked; the person is told."))
    return redirect("appointments:agent-detail", booking=booking.pk)


def _unit_of(agent: Agent, offer: Offer) -> Unit:
    ours = agent.units.get(offer.kind.unit_id)
    return ours or next(iter(agent.units.values()))


def _again(request: AgentRequest, kind: Kind, person: Person, reason: str) -> HttpResponse:
    messages.error(request, refusal(reason))
    return redirect(_slots_url(request, kind, person))
