"""What agents' pages share: who acts, and the appointment they opened."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from parvis.accounts.access import AgentRequest, was_found
from parvis.accounts.models import Person
from parvis.appointments import rules
from parvis.appointments.models import Booking
from parvis.appointments.queries.bookings import visible_to
from parvis.appointments.rules import Agent
from parvis.directory.queries import memberships_at


def acting_agent(request: AgentRequest) -> Agent:
    """The agent with the units they work in today. Whoever works in none receives nobody: raises
    Http404."""
    agent = rules.agent(request.user, memberships_at(request))
    if not agent.units:
        raise Http404
    return agent


def works_somewhere(request: HttpRequest) -> bool:
    return bool(memberships_at(request))


def seen(request: AgentRequest, booking: UUID) -> tuple[Booking, Agent]:
    """An appointment the agent may see. Not visible is "not found": raises Http404."""
    agent = acting_agent(request)
    return get_object_or_404(visible_to(agent), pk=booking), agent


def found_person(request: AgentRequest, key: str) -> Person | None:
    """Who the appointment is for: a record that a search of this session opened (decision 0077).

    None when the address names nobody; raises Http404 for somebody not searched for.
    """
    if not key:
        return None
    try:
        person = UUID(key)
    except ValueError:
        raise Http404 from None
    if not was_found(request, person):
        raise Http404
    return get_object_or_404(Person, pk=person, merged_into=None)
