"""Saying what one receives for, when one receives, and when one is away."""

from datetime import UTC

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.appointments import actions, words
from parvis.appointments.forms import AbsenceForm, KindForm, OpeningForm
from parvis.appointments.models import Absence, Agenda, Kind, Opening
from parvis.appointments.queries import bookings, free, kinds
from parvis.appointments.rules import Agent, Span, may_set_up
from parvis.appointments.views.agent.day import zone_of
from parvis.appointments.views.agent.frame import acting_agent
from parvis.appointments.views.resident import feed_page
from parvis.core.ui.words import when
from parvis.directory.models import Place, Unit
from parvis.directory.queries import agents_of

METHODS = ["GET", "HEAD", "POST"]


def _setting_up(request: AgentRequest) -> Agent:
    agent = acting_agent(request)
    if not agent.set_up:
        raise Http404
    return agent


@agent_page
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """What the agent's units receive for, and when."""
    agent = _setting_up(request)
    given = list(kinds.kinds_of_units(agent.set_up))
    openings = list(kinds.openings_of_units(agent.set_up))
    context = {
        "kinds": [_row(kind) for kind in given],
        "openings": [_opening(one) for one in openings],
        "unanswered": kinds.unanswered(given, openings),
        "rooms": kinds.rooms_of_units(agent.set_up),
        "units": _units(agent),
    }
    return render(request, "appointments/agent/setup.html", context)


def _row(kind: Kind) -> dict[str, object]:
    return {
        "kind": kind,
        "minutes": words.minutes_in_words(kind.minutes),
        "channels": words.channels_in_words(kind.channels),
        "needs": ", ".join(kind.needs),
    }


def _opening(opening: Opening) -> dict[str, object]:
    return {
        "opening": opening,
        "hours": free.hours_of(opening),
        "kinds": ", ".join(kind.name for kind in opening.kinds.all()),
    }


def _units(agent: Agent) -> list[Unit]:
    return sorted(
        (unit for unit in agent.units.values() if may_set_up(agent, unit)),
        key=lambda unit: (unit.name, unit.pk),
    )


def _unit(agent: Agent, key: int) -> Unit:
    unit = agent.units.get(key)
    if unit is None or not may_set_up(agent, unit):
        raise Http404
    return unit


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_kind(request: AgentRequest, unit: int) -> HttpResponse:
    """A new kind of appointment."""
    agent = _setting_up(request)
    where = _unit(agent, unit)
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _save_kind(agent, where, _free_slug(where, form.cleaned_data["name"]), form)
        messages.success(request, _("Saved. Say now when you receive for it."))
        return redirect("appointments:setup")
    context = {"form": form, "unit": where, "kind": None}
    return render(request, "appointments/agent/kind.html", context)


def _free_slug(unit: Unit, name: str) -> str:
    wanted = slugify(name)[:50] or "rendez-vous"
    taken = set(Kind.objects.filter(unit=unit).values_list("slug", flat=True).order_by("slug"))
    names = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)


def _save_kind(agent: Agent, unit: Unit, slug: str, form: KindForm) -> None:
    actions.define_kind(actor=agent.actor, unit=unit, slug=slug, **form.cleaned_data)


@agent_page
@never_cache
@require_http_methods(METHODS)
def kind(request: AgentRequest, kind: int) -> HttpResponse:
    """Correct a kind. What is booked already keeps its length."""
    agent = _setting_up(request)
    found = get_object_or_404(kinds.kinds_of_units(agent.set_up), pk=kind)
    known = {name: getattr(found, name) for name in KindForm.base_fields}
    known["needs"] = "\n".join(found.needs)
    for name in ("is_for_agents_only", "is_open"):
        known[name] = "yes" if known[name] else "no"
    form = KindForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        _save_kind(agent, found.unit, found.slug, form)
        messages.success(request, _("Saved."))
        return redirect("appointments:setup")
    context = {"form": form, "unit": found.unit, "kind": found}
    return render(request, "appointments/agent/kind.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def new_opening(request: AgentRequest, unit: int) -> HttpResponse:
    """New hours."""
    agent = _setting_up(request)
    return _opening_page(request, agent, _unit(agent, unit), None)


@agent_page
@never_cache
@require_http_methods(METHODS)
def opening(request: AgentRequest, opening: int) -> HttpResponse:
    """Correct hours. What is booked already stays."""
    agent = _setting_up(request)
    found = get_object_or_404(kinds.openings_of_units(agent.set_up), pk=opening)
    return _opening_page(request, agent, found.unit, found)


def _opening_page(
    request: AgentRequest, agent: Agent, unit: Unit, found: Opening | None
) -> HttpResponse:
    places = Place.objects.filter(institution=unit.institution_id).order_by("name")
    form = OpeningForm(
        request.POST if request.method == "POST" else None,
        who=_who(unit, list(places)),
        places=places,
        kinds=Kind.objects.filter(unit=unit).order_by("name"),
        initial=_known(found) if found else {},
    )
    if form.is_valid():
        _save_opening(agent, unit, found, form)
        messages.success(request, _("Saved. These times are offered from now on."))
        return redirect("appointments:setup")
    context = {"form": form, "unit": unit, "opening": found}
    return render(request, "appointments/agent/opening.html", context)


def _who(unit: Unit, places: list[Place]) -> list[tuple[str, str]]:
    """Agents of the unit, then the desks and rooms of the institution."""
    people = [(f"agent:{one.pk}", str(one)) for one in agents_of(unit)]
    rooms = Agenda.objects.filter(place__in=places).select_related("place").order_by("name", "pk")
    desks = [(f"desk:{one.pk}", f"{one.name} ({one.place})") for one in rooms]
    new = [
        (f"new:{place.pk}", _("a desk of %(place)s (new)") % {"place": place}) for place in places
    ]
    return [*people, *desks, *new]


def _known(opening: Opening) -> dict[str, object]:
    agenda = opening.agenda
    who = f"agent:{agenda.account_id}" if agenda.account_id else f"desk:{agenda.pk}"
    return {
        "who": who,
        "part": opening.part,
        "place": opening.place_id,
        "kinds": [kind.pk for kind in opening.kinds.all()],
        "hours": opening.hours,
        "video_url": opening.video_url,
        "starts_on": opening.starts_on,
        "ends_on": opening.ends_on,
    }


def _save_opening(agent: Agent, unit: Unit, found: Opening | None, form: OpeningForm) -> None:
    given = form.cleaned_data
    actions.receive(
        actor=agent.actor,
        agenda=_agenda(agent, given["who"]),
        unit=unit,
        kinds=list(given["kinds"]),
        place=given["place"],
        hours=given["hours"],
        video_url=given["video_url"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        part=given.get("part", ""),
        opening=found,
    )


def _agenda(agent: Agent, who: str) -> Agenda:
    """The choices of the form bound what may be named here."""
    sort, _colon, key = who.partition(":")
    if sort == "agent":
        return actions.open_agenda(actor=agent.actor, account=Account.objects.get(pk=key))
    if sort == "desk":
        return Agenda.objects.get(pk=key)
    place = Place.objects.get(pk=key)
    number = Agenda.objects.filter(place=place).count() + 1
    name = _("Desk %(number)d") % {"number": number}
    return actions.open_agenda(actor=agent.actor, place=place, name=name)


@agent_page
@never_cache
@require_http_methods(METHODS)
def absences(request: AgentRequest) -> HttpResponse:
    """When one is away; whoever keeps the agendas of a unit writes for colleagues too."""
    agent = acting_agent(request)
    agendas = kinds.agendas_of(agent)
    zone = zone_of(agent)
    form = AbsenceForm(request.POST if request.method == "POST" else None, agendas=agendas)
    stranded: list[words.Shown] = []
    if form.is_valid():
        start, end = form.span(zone)
        absence = actions.be_away(
            actor=agent.actor,
            agenda=form.cleaned_data["agenda"],
            starts_at=start.astimezone(UTC),
            ends_at=end.astimezone(UTC),
            reason=form.cleaned_data["reason"],
        )
        span = Span(absence.starts_at, absence.ends_at)
        stranded = [words.shown(one) for one in bookings.of_agenda_in(absence.agenda_id, span)]
        if not stranded:
            messages.success(request, _("Saved: nothing is offered meanwhile."))
            return redirect("appointments:absences")
    known = [
        {"absence": one, "from": when(one.starts_at), "until": when(one.ends_at)}
        for one in kinds.absences_of(list(agendas))
    ]
    context = {"form": form, "known": known, "stranded": stranded, "agendas": list(agendas)}
    return render(request, "appointments/agent/absences.html", context)


@agent_page
@require_POST
def absence_over(request: AgentRequest, absence: int) -> HttpResponse:
    """Withdraw an absence."""
    agent = acting_agent(request)
    mine = Absence.objects.select_related("agenda__account").filter(
        agenda__in=kinds.agendas_of(agent)
    )
    actions.be_back(actor=agent.actor, absence=get_object_or_404(mine, pk=absence))
    messages.success(request, _("Withdrawn: these hours are offered again."))
    return redirect("appointments:absences")


@agent_page
@never_cache
@require_http_methods(METHODS)
def feed(request: AgentRequest) -> HttpResponse:
    """The private address of the agent's own agenda."""
    acting_agent(request)
    url = reverse("appointments:agent-feed")
    return feed_page(request, "appointments/agent/feed.html", url, account=request.user)


@agent_page
@never_cache
@require_http_methods(METHODS)
def room_feed(request: AgentRequest, agenda: int) -> HttpResponse:
    """The private address of a desk or a room that the agent's units use."""
    agent = _setting_up(request)
    found = get_object_or_404(kinds.rooms_of_units(agent.set_up), pk=agenda)
    url = reverse("appointments:room-feed", args=[found.pk])
    return feed_page(request, "appointments/agent/feed.html", url, agenda=found)
