"""The appointment that an item calls for, taken for the person by its unit, or by the desk that
filed the request."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page, note_found
from parvis.accounts.rules import root_of
from parvis.appointments.access import booking_for_url
from parvis.cases.engine import moves
from parvis.cases.queries import items_of
from parvis.cases.queries.meetings import kind_for
from parvis.cases.rules import is_told_who_applies, writes_as_applicant
from parvis.cases.views.agent.acting import item_of
from parvis.cases.views.agent.frame import opened
from parvis.catalogue.queries import package_of


@agent_page
@never_cache
@require_safe
def book(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """To the free times of the unit, for this person and this case."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    kind = kind_for(case, held)
    package = package_of(case.version_id)
    told = is_told_who_applies(case, party, package, items_of(case))
    may = moves.may_conclude(held, party) or writes_as_applicant(case, party)
    if kind is None or not told or not may:
        raise Http404
    person = root_of(case.person)
    note_found(request, [person])
    return redirect(booking_for_url(kind, person, case.reference))
