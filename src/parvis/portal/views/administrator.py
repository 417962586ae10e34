"""Who runs the platform: is it well, what is installed, who is expected. No case is shown."""

from typing import Any
from uuid import UUID

from django.conf import settings
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
from parvis.core import clock, failed_jobs, health, outbox
from parvis.core.counting import counts
from parvis.core.health import Health
from parvis.directory.models import Institution, Membership, Unit
from parvis.notifications import queries as notifications
from parvis.territory import queries as territory
from parvis.territory.models import Area

LISTED = 50
INSTITUTIONS = 30
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
        "vintage": territory.loaded_vintage(),
    }
    context |= counts(
        failed=notifications.failed(),
        stuck=outbox.stuck_deliveries(),
        jobs=failed_jobs.failed_jobs(),
        services=Installation.objects.all(),
        agents=_agents(),
        institutions=Institution.objects.all(),
        units=Unit.objects.all(),
        communes=Area.objects.filter(level=Area.Level.COMMUNE, is_current=True),
    )
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
def institutions(request: AgentRequest) -> HttpResponse:
    """Institutions by name with their units and how many agents work there today; thirty at a
    time."""
    today = clock.today()
    at_work = Q(memberships__starts_on__lte=today) & (
        Q(memberships__ends_on__gte=today) | Q(memberships__ends_on=None)
    )
    units = Unit.objects.annotate(
        agents=Count("memberships__account", filter=at_work, distinct=True)
    ).order_by("name", "pk")
    found = Institution.objects.order_by("name", "siren").prefetch_related(
        Prefetch("units", units, to_attr="departments")
    )
    last = Institution.objects.filter(siren=request.GET.get("apres", "")[:9]).first()
    if last is not None:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, siren__gt=last.siren))
    rows = list(found[: INSTITUTIONS + 1])
    shown = rows[:INSTITUTIONS]
    context = {
        "institutions": shown,
        "next_url": f"?apres={shown[-1].siren}" if len(rows) > INSTITUTIONS else "",
        "is_first": last is None,
    }
    return render(request, "portal/administrator/institutions.html", context)


@administrator_page
@never_cache
@require_safe
def in_force(request: AgentRequest) -> HttpResponse:
    """The settings this site runs with; of a secret, only whether it is set."""
    context = {"settings": settings.IN_FORCE}
    return render(request, "portal/administrator/settings.html", context)


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
        later = Q(display_name__unaccent__gt=last.display_name)
        same = Q(display_name__unaccent=last.display_name, pk__gt=last.pk)
        found = found.filter(later | same)
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
    """In the order of a dictionary: Élise before Fanny."""
    return Account.objects.filter(kind=Account.Kind.AGENT, is_active=True).order_by(
        "display_name__unaccent", "pk"
    )
