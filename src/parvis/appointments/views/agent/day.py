"""The day and the week of those who receive: lists for the screen, the keyboard and paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.appointments import actions, words
from parvis.appointments.models import Absence, Booking
from parvis.appointments.queries import bookings, kinds
from parvis.appointments.queries.free import day_bounds
from parvis.appointments.rules import Agent, Span
from parvis.appointments.views.agent.frame import acting_agent
from parvis.appointments.views.picking import changed, day_in
from parvis.core import clock
from parvis.core.typed import whole
from parvis.core.ui.words import longdate

WEEK = 7


@dataclass(frozen=True, slots=True)
class Group:
    """The appointments of one agenda on one day."""

    title: str
    who: str
    rows: list[words.Shown]


@agent_page
@never_cache
@require_safe
def day(request: AgentRequest) -> HttpResponse:
    """`?jour=` the day, `?vue=semaine` its week, `?agenda=` only one agenda."""
    agent = acting_agent(request)
    is_week = request.GET.get("vue") == "semaine"
    zone = zone_of(agent)
    first = day_in(request) or clock.today(zone)
    if is_week:
        first -= timedelta(days=first.weekday())
    length = WEEK if is_week else 1
    span = day_bounds(first, zone, length)
    found = list(bookings.received_by(agent, span))
    chosen = whole(request.GET.get("agenda"))
    agendas = {one.agenda_id: str(one.agenda) for one in found}
    for one in found:
        agendas |= dict(zip(sorted(one.also), one.also_names, strict=False))
    shown = [one for one in found if chosen is None or chosen in (one.agenda_id, *one.also)]
    if found:
        units = ", ".join(sorted(unit.name for unit in agent.units.values()))
        actions.note_list(actor=agent.actor, units=units, days=_days(first, length))
    context = {
        "groups": groups_of(shown, zone),
        "count": len(shown),
        "title": _days(first, length),
        "is_week": is_week,
        "day": first,
        "agendas": sorted(agendas.items(), key=lambda one: one[1]),
        "chosen": chosen,
        "away": _away(agent, span),
        "previous_url": changed(request, jour=(first - timedelta(days=length)).isoformat()),
        "next_url": changed(request, jour=(first + timedelta(days=length)).isoformat()),
        "may_set_up": bool(agent.set_up),
        "tabs": _tabs(request, is_week=is_week),
    }
    return render(request, "appointments/agent/day.html", context)


def zone_of(agent: Agent) -> ZoneInfo:
    """The clock of the institution the agent works for first; Paris when it is everywhere."""
    area = next((unit.institution.area for unit in agent.units.values()), None)
    return ZoneInfo(area.time_zone if area else "Europe/Paris")


def groups_of(found: Iterable[Booking], zone: ZoneInfo) -> list[Group]:
    """By day, then by agenda, then by hour."""

    def place(one: Booking) -> tuple[date, str, int]:
        return one.starts_at.astimezone(zone).date(), str(one.agenda), one.agenda_id

    ordered = sorted(found, key=lambda one: (*place(one), one.starts_at))
    return [
        Group(longdate(key[0]), key[1], [words.shown(one) for one in rows])
        for key, rows in groupby(ordered, key=place)
    ]


def _days(first: date, length: int) -> str:
    if length == 1:
        return longdate(first)
    return _("from %(first)s to %(last)s") % {
        "first": longdate(first),
        "last": longdate(first + timedelta(days=length - 1)),
    }


def _tabs(request: AgentRequest, *, is_week: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Day"), "href": changed(request, vue="") or "?", "current": not is_week},
        {"label": _("Week"), "href": changed(request, vue="semaine"), "current": is_week},
    ]


def _away(agent: Agent, span: Span) -> list[Absence]:
    """Who is away meanwhile, among the agendas the agent keeps."""
    agendas = list(kinds.agendas_of(agent))
    found = kinds.absences_of(agendas) if agendas else []
    return [one for one in found if one.starts_at < span.end and one.ends_at > span.start]
