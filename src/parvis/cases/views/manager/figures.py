"""A unit's figures, for whoever manages it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.models import Channel
from parvis.cases.queries import steering
from parvis.core.typed import whole
from parvis.directory.models import Membership, Unit
from parvis.directory.queries import memberships_at


def managed_units(request: HttpRequest) -> list[Unit]:
    """By name; a manager manages the units of their memberships in that role, today."""
    units = {
        one.unit_id: one.unit
        for one in memberships_at(request)
        if one.role == Membership.Role.MANAGER
    }
    return sorted(units.values(), key=lambda unit: (unit.name, unit.pk))


def managed_unit(request: HttpRequest, key: int | None) -> Unit:
    """The unit of that key, else the first. Raises Http404 when it is not theirs."""
    units = managed_units(request)
    for unit in units:
        if key in {None, unit.pk}:
            return unit
    raise Http404


@agent_page
@never_cache
@require_safe
def board(request: AgentRequest) -> HttpResponse:
    """How old, how late, by which channel, on whose desk. Counts only."""
    unit = managed_unit(request, whole(request.GET.get("unite")))
    figures = steering.figures_of(unit.pk)
    channels = {str(key): str(label) for key, label in Channel.choices}
    context = {
        "unit": unit,
        "units": managed_units(request),
        "figures": figures,
        "ages": _bars(zip(_bands(), figures.ages, strict=True)),
        "channels": _bars((channels[key], many) for key, many in figures.channels),
        "conversations": _bars((channels[key], many) for key, many in figures.conversations),
        "services": _bars(figures.services),
        "months": figures.months,
        "most": max((month.received for month in figures.months), default=0),
    }
    return render(request, "cases/manager/board.html", context)


def _bands() -> list[str]:
    """The bands of `steering.AGES`, in words."""
    first, *others = steering.AGES
    words = [ngettext("less than %d day", "less than %d days", first) % first]
    pairs = zip(steering.AGES, others, strict=False)
    words += [_("from %(a)d to %(b)d days") % {"a": a, "b": b} for a, b in pairs]
    return [*words, _("more than %d days") % steering.AGES[-1]]


def _bars(counted: Any) -> list[dict[str, Any]]:
    """Each count beside the largest, in percents."""
    rows = [(str(label), many) for label, many in counted]
    most = max((many for _label, many in rows), default=0) or 1
    return [
        {"label": label, "many": many, "width": round(100 * many / most)} for label, many in rows
    ]
