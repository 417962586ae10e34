"""The visits of the day: on the screen, on paper, and taken along without the network."""

import json
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions import visits as actions
from parvis.cases.forms.visits import offline_form
from parvis.cases.models import VisitReport
from parvis.cases.queries.moves import item_moves
from parvis.cases.queries.visits import Route, Visit, reports_to_settle, route_of
from parvis.cases.views.agent.frame import acting_party, language
from parvis.core import clock, maps
from parvis.core.audience import public_page
from parvis.core.context import chosen_theme
from parvis.core.maps import Point
from parvis.core.ui import style
from parvis.core.ui.icons import asset
from parvis.core.ui.words import longdate
from parvis.directory.queries import memberships_at

AHEAD = 7
"""Days before which a list cannot be taken along: it would be old when it serves."""
NOON = time(12)
TAKEN = "visits_taken_along"
MOST_TAKEN = 200
FILES = (
    "core/js/forms.js",
    "core/js/menus.js",
    "cases/js/visits.js",
    "cases/js/visits-photos.js",
    "cases/js/visits-store.js",
    "core/icons.svg",
    "core/img/favicon.svg",
    "core/img/chevron.svg",
    "core/img/arcade.svg",
    "vendor/fonts/atkinson-latin.woff2",
    "vendor/fonts/bricolage-latin.woff2",
)
WORKER = Path(__file__).parents[2] / "static/cases/js/visits-worker.js"


@agent_page
@never_cache
@require_safe
def day(request: AgentRequest) -> HttpResponse:
    """`?jour=` the day, `?qui=service` the whole unit."""
    zone = _zone(request)
    wanted = _day_in(request.GET.get("jour", "")) or clock.today(zone)
    whole = request.GET.get("qui") == "service"
    route = _route(request, wanted, zone, whole_unit=whole, reason=_("list of visits"))
    stops = told_stops(route)
    context = {
        "day": wanted,
        "title": longdate(wanted),
        "whole": whole,
        "stops": stops,
        "unbooked": route.unbooked,
        "points": [
            Point(visit.point.latitude, visit.point.longitude, f"{visit.hour} {visit.who}".strip())
            for visit in route.visits
            if visit.point is not None
        ],
        "marks": maps.known_landmarks(),
        "to_settle": reports_to_settle(request.user),
        "previous_url": _day_url(wanted - timedelta(days=1), whole),
        "next_url": _day_url(wanted + timedelta(days=1), whole),
        "offline_url": f"{reverse('cases:visits-offline')}?jour={wanted.isoformat()}",
    }
    return render(request, "cases/agent/visits/day.html", context)


def told_stops(route: Route) -> list[dict[str, Any]]:
    """Each stop with its distance from the one before, as the crow flies, where both are known."""
    told: list[dict[str, Any]] = []
    before: Point | None = None
    for visit in route.stops:
        far = ""
        if before is not None and visit.point is not None:
            metres = maps.distance(before, visit.point.latitude, visit.point.longitude)
            far = maps.distance_in_words(metres) if metres >= 1 else ""
        title = f"{visit.hour} – {visit.until} · {visit.who or visit.label}"
        told.append({"visit": visit, "far": far, "title": f"{len(told) + 1}. {title}"})
        before = visit.point or before
    return told


def _route(
    request: AgentRequest, wanted: date, zone: ZoneInfo, *, whole_unit: bool = False, reason: str
) -> Route:
    return route_of(
        request.user,
        acting_party(request),
        memberships_at(request),
        wanted,
        zone,
        language(),
        whole_unit=whole_unit,
        reason=reason,
    )


def _zone(request: AgentRequest) -> ZoneInfo:
    """The clock of the institution the agent works for first."""
    area = next((one.unit.institution.area for one in memberships_at(request)), None)
    return ZoneInfo(area.time_zone if area else "Europe/Paris")


def _day_in(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs((day - clock.today()).days) < 3660 else None


def _day_url(day: date, whole: bool) -> str:
    return f"?jour={day.isoformat()}" + ("&qui=service" if whole else "")


# Without the network -----------------------------------------------------------------------------


@agent_page
@never_cache
@require_safe
def offline(request: AgentRequest) -> HttpResponse:
    """The page that works without the network. It holds nothing about anybody: the browser keeps
    it as it is, and fills it with what it has under lock."""
    today = clock.today(_zone(request))
    wanted = _day_in(request.GET.get("jour", "")) or today
    context = {
        "day": wanted,
        "last": today + timedelta(days=AHEAD),
        "today": today,
        "most_photos": actions.PHOTOS.max,
    }
    return render(request, "cases/agent/visits/offline.html", context)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: AgentRequest) -> HttpResponse:
    """GET: who is signed in, and the token to write with. POST `jour`: the list and the forms of
    that day, to be taken along; each request in it is read, and the journal says so."""
    who = {"owner": str(request.user.pk), "token": get_token(request)}
    if request.method != "POST":
        return JsonResponse(who)
    zone = _zone(request)
    today = clock.today(zone)
    wanted = _day_in(request.POST.get("jour", ""))
    if wanted is None or not today <= wanted <= today + timedelta(days=AHEAD):
        return JsonResponse({"said": _("Choose today or one of the next seven days.")}, status=400)
    route = _route(request, wanted, zone, reason=_("visits taken along without the network"))
    items = [visit.item for visit in route.visits if visit.item is not None and visit.is_open]
    reports = actions.take_along(account=request.user, items=items)
    taken = {str(report.pk) for report in reports.values()}
    request.session[TAKEN] = sorted(taken | set(request.session.get(TAKEN, [])))[-MOST_TAKEN:]
    expires = datetime.combine(wanted + timedelta(days=1), NOON, zone)
    visits = [_taken(request, told, reports) for told in _all_told(route)]
    return JsonResponse(
        {
            "owner": who["owner"],
            "title": capfirst(longdate(wanted)),
            "expires": expires.isoformat(),
            "visits": visits,
        }
    )


def warning(request: HttpRequest) -> str:
    """What signing out would lose: forms taken along by this browser that have not come back."""
    keys = request.session.get(TAKEN, [])
    if not keys:
        return ""
    away = VisitReport.objects.filter(pk__in=keys, status=VisitReport.Status.PREPARED).count()
    if not away:
        return ""
    return ngettext(
        "The form of %(count)s visit was taken along on this device and has not come back. If you"
        " filled it in, send it first: signing out erases it.",
        "The forms of %(count)s visits were taken along on this device and have not come back. If"
        " you filled some in, send them first: signing out erases them.",
        away,
    ) % {"count": away}


def _all_told(route: Route) -> list[dict[str, Any]]:
    return [*told_stops(route), *({"visit": visit, "far": ""} for visit in route.unbooked)]


def _taken(
    request: AgentRequest, told: dict[str, Any], reports: dict[int, VisitReport]
) -> dict[str, Any]:
    """One visit as the browser keeps it: what the list tells, and its form if one is awaited."""
    visit: Visit = told["visit"]
    report = reports.get(visit.item.pk) if visit.item is not None else None
    form = ""
    if report is not None and visit.item is not None:
        moves = item_moves(visit.item, acting_party(request))
        if moves:
            asked = offline_form(visit.item, moves, language())
            form = render_to_string("cases/agent/visits/form.html", asked, request)
    return {
        "key": str(report.pk) if report is not None and form else "",
        "id": visit.key,
        "hour": visit.hour,
        "who": visit.who or visit.label,
        "address": visit.address,
        "html": render_to_string("cases/agent/visits/visit.html", told, request),
        "form": form,
    }


@public_page
@require_safe
def worker(request: AgentRequest) -> HttpResponse:
    """The service worker: its scope is this folder, and it keeps no page but the empty one."""
    shell = reverse("cases:visits-offline")
    files = [style.address(chosen_theme(request)), *(asset(path) for path in FILES)]
    source = WORKER.read_text(encoding="utf-8")
    version = sha256("\n".join([source, *files]).encode()).hexdigest()[:12]
    given = json.dumps({"shell": shell, "files": files, "version": version})
    response = HttpResponse(f"const GIVEN = {given};\n{source}", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
