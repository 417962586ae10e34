"""Who has what to do in a unit, and who is away: for whoever manages it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.queries.team import team_of
from parvis.cases.views.manager.figures import managed_unit, managed_units
from parvis.core import clock
from parvis.core.typed import whole


@agent_page
@never_cache
@require_safe
def team(request: AgentRequest) -> HttpResponse:
    """Open work of each agent of one unit; from here it is given to others."""
    unit = managed_unit(request, whole(request.GET.get("unite")))
    found = team_of(unit)
    context = {
        "unit": unit,
        "units": managed_units(request),
        "loads": found.loads,
        "absences": found.absences,
        "today": clock.today(),
    }
    return render(request, "cases/manager/team.html", context)
