"""Take-up as managers see it: totals where nobody is found."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.ui.words import plaindate
from parvis.directory.models import Institution
from parvis.directory.queries import memberships_at
from parvis.eligibility.takeup import queries
from parvis.eligibility.takeup.figures import figures
from parvis.eligibility.takeup.models import Campaign
from parvis.eligibility.takeup.names import name_of
from parvis.eligibility.views.reforms import as_file


def chosen_institution(request: AgentRequest) -> tuple[Institution, list[Institution]]:
    """The one asked for among theirs, else the first. Raises Http404: they manage none."""
    mine = queries.institutions_of(memberships_at(request))
    if not mine:
        raise Http404
    wanted = request.GET.get("institution", mine[0].siren)
    for one in mine:
        if one.siren == wanted:
            return one, mine
    raise Http404


@agent_page
@never_cache
@require_safe
def take_up(request: AgentRequest) -> HttpResponse:
    """Who seems entitled and does not receive, and the campaigns of the institution."""
    institution, mine = chosen_institution(request)
    context = {
        "figures": figures(institution, request.GET.get("aide", "")),
        "is_demo": settings.DEMO,
        "institutions": [
            {"label": one.name, "href": f"?institution={one.siren}", "current": one == institution}
            for one in mine
        ],
        "campaigns": [
            {"campaign": one, "name": name_of(one.benefit), "stands": _stands(one)}
            for one in queries.campaigns_of([institution])[:20]
        ],
    }
    return render(request, "eligibility/agent/takeup.html", context)


def _stands(campaign: Campaign) -> str:
    if campaign.launched_at is None or campaign.ends_at is None:
        return _("prepared, not launched")
    if campaign.measured_at is not None:
        return _("ended: see the result")
    return _("under way, result on %(day)s") % {"day": plaindate(campaign.ends_at)}


@agent_page
@never_cache
@require_safe
def data(request: AgentRequest) -> HttpResponse:
    """What the page tells, as CSV."""
    institution, _mine = chosen_institution(request)
    found = figures(institution, request.GET.get("aide", ""))
    return as_file(found.csv(), f"recours-{institution.siren}.csv")
