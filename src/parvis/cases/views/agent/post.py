"""How people come to this agent, and for which unit they are answered: said once a session."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from parvis.accounts.access import (
    DESK_CHANNEL,
    AgentRequest,
    agent_page,
    desk_channel,
    local_path,
)
from parvis.cases.models import Channel
from parvis.cases.views.agent.frame import units_of
from parvis.core.typed import whole
from parvis.directory.models import Unit

_UNIT = "desk_unit"
CHANNELS = (Channel.DESK, Channel.PHONE)


@dataclass(frozen=True, slots=True)
class Post:
    """Where the agent is: at a desk or on the telephone, for one of their units."""

    channel: Channel
    unit: Unit
    units: list[Unit]

    @property
    def is_phone(self) -> bool:
        return self.channel == Channel.PHONE


def desk_units(request: AgentRequest) -> list[Unit]:
    """Units for which the agent may file. Whoever works in none has no desk: raises Http404."""
    units = units_of(request)
    if not units:
        raise Http404
    return units


def post_of(request: AgentRequest) -> Post:
    """As it was said in this session; at the desk of the first unit until then. Raises Http404 for
    whoever works nowhere."""
    units = desk_units(request)
    chosen = request.session.get(_UNIT)
    unit = next((one for one in units if one.pk == chosen), units[0])
    return Post(Channel(desk_channel(request) or Channel.DESK), unit, units)


@agent_page
@require_POST
def choose(request: AgentRequest) -> HttpResponse:
    """Change it; back to the page where one was."""
    units = desk_units(request)
    channel = request.POST.get("canal")
    if channel in CHANNELS:
        request.session[DESK_CHANNEL] = channel
    key = whole(request.POST.get("unite"))
    if any(one.pk == key for one in units):
        request.session[_UNIT] = key
    return redirect(local_path(request, request.POST.get("next")) or "cases:desk")
