"""Which agents meet a workshop: its organisers, who facilitates it, and the desks that receive."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from parvis.accounts.access import AgentRequest
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.directory.queries import actor_of, memberships_at
from parvis.participation import rules
from parvis.participation.models import Consultation, Workshop
from parvis.participation.queries import workshops


@dataclass(frozen=True, slots=True)
class Held:
    """A workshop and the agent before it. `hosts`: this agent facilitates it, and alone reads what
    people need; `organises`: may change it."""

    consultation: Consultation
    workshop: Workshop
    unit: Unit
    actor: Actor
    organises: bool
    hosts: bool


def held(request: AgentRequest, slug: str, key: int, *, organises: bool = False) -> Held:
    """The workshop for whoever organises, facilitates or receives; `organises`: for the first
    alone. Not theirs is "not found": raises Http404."""
    memberships = memberships_at(request)
    rows = Consultation.objects.select_related("lead__institution__area")
    found = get_object_or_404(rows.prefetch_related("organisers"), slug=slug)
    one = workshops.workshop_at(found, key, drafts=True)
    theirs = {unit.institution_id for unit in found.organisers.all()}
    may_change = rules.may_organise(memberships, found)
    is_host = any(host.pk == request.user.pk for host in one.hosts.all())
    receives = one.is_public and rules.may_receive(memberships, found)
    if not memberships or not (may_change or (not organises and (is_host or receives))):
        raise Http404
    mine = [one.unit for one in memberships if one.unit.institution_id in theirs]
    unit = (mine or [memberships[0].unit])[0]
    return Held(found, one, unit, actor_of(request.user, unit), may_change, is_host)
