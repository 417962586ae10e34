"""Who runs the platform: is it well, what is installed, who is expected. No case is shown."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, administrator_page
from parvis.accounts.models import Account
from parvis.catalogue.models import Installation
from parvis.core import clock, health, outbox
from parvis.core.health import Health
from parvis.directory.models import Membership
from parvis.notifications import queries as notifications

LISTED = 50
_COLOURS = {"good": "success", "warning": "warning", "bad": "danger"}
_ICONS = {"good": "check", "warning": "alert", "bad": "x-circle"}
_WORDS = {"good": _("well"), "warning": _("to look at"), "bad": _("out of order")}


@administrator_page
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """How the platform is."""
    checks = [_check(name, told) for name, told in health.examine()]
    context = {
        "checks": checks,
        "troubles": [one for one in checks if one["state"] != "good"],
        "failed": notifications.failed().count(),
        "stuck": outbox.stuck_deliveries().count(),
        "services": Installation.objects.count(),
        "agents": _agents().count(),
    }
    return render(request, "portal/administrator/home.html", context)


def _check(name: str, told: Health) -> dict[str, Any]:
    return {
        # Whoever registers a check marks its name for translation.
        "name": gettext(name),
        "state": told.state,
        "message": told.message,
        "remedy": told.remedy,
        "word": _WORDS[told.state],
        "colour": _COLOURS[told.state],
        "icon": _ICONS[told.state],
    }


@administrator_page
@never_cache
@require_safe
def services(request: AgentRequest) -> HttpResponse:
    """Every installed service: whose, which version, whether it takes requests."""
    installed = (
        Installation.objects.select_related("institution", "service", "version", "area")
        .annotate(bound=Count("bindings"))
        .order_by("name", "institution__name")
    )
    return render(request, "portal/administrator/services.html", {"installed": installed})


@administrator_page
@never_cache
@require_safe
def agents(request: AgentRequest) -> HttpResponse:
    """Agents who may sign in, where they work today, and when they last came; fifty at a time."""
    last = _agent(request.GET.get("apres", ""))
    today = clock.today()
    active = (
        Membership.objects.filter(starts_on__lte=today)
        .exclude(ends_on__lt=today)
        .select_related("unit__institution")
        .order_by("unit__institution__name", "unit__name", "pk")
    )
    found = _agents().prefetch_related(Prefetch("memberships", active, to_attr="works"))
    if last is not None:
        later = Q(display_name__gt=last.display_name)
        found = found.filter(later | Q(display_name=last.display_name, pk__gt=last.pk))
    rows = list(found[: LISTED + 1])
    context = {
        "agents": rows[:LISTED],
        "next_url": f"?apres={rows[LISTED - 1].pk}" if len(rows) > LISTED else "",
        "is_first": last is None,
    }
    return render(request, "portal/administrator/agents.html", context)


def _agent(key: str) -> Account | None:
    try:
        return _agents().filter(pk=UUID(key)).first()
    except ValueError:
        return None


def _agents() -> QuerySet[Account]:
    return Account.objects.filter(kind=Account.Kind.AGENT, is_active=True).order_by(
        "display_name", "pk"
    )
